import fc from 'fast-check';

// The same cases every time, so that a failure is a change of the code; FC_SEED looks elsewhere.
fc.configureGlobal({ seed: Number(process.env.FC_SEED ?? 1) });

export { fc };
