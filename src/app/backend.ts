import { createStore } from 'zustand/vanilla';
import type { BackendName } from '../metrics';
import { keepChoice, readChoice } from '../storage';
import type { BackendChoice } from '../worker';

const KEY = 'wireformer.backend';

export const BACKENDS = { webgpu: 'WebGPU', wasm: 'WASM', cpu: 'CPU' } as const satisfies Record<BackendName, string>;

export const backendNamed = (name: string | null): BackendName | undefined =>
  (['webgpu', 'wasm', 'cpu'] as const).find((one) => one === name);

/** What the person wants to train on, kept in this browser. */
export const backendChoice = createStore<BackendChoice>(() => backendNamed(readChoice(KEY)) ?? 'auto');

backendChoice.subscribe((choice) => keepChoice(KEY, choice));
