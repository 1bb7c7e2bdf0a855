import fc from 'fast-check';
import { vi } from 'vitest';

// The same cases every time, so that a failure is a change of the code; FC_SEED looks elsewhere.
fc.configureGlobal({ seed: Number(process.env.FC_SEED ?? 1) });

// Hundreds of cases each, on machines that do other things besides.
vi.setConfig({ testTimeout: 60_000 });

export { fc };
