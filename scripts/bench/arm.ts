import type { Batch, Material } from './material';
import type { BenchModel } from './models';

/** In the order in which they are shown; the others are compared with the first. */
export const ARMS = ['wireformer', 'tfjs', 'layers', 'jax'] as const;
export type ArmName = (typeof ARMS)[number];

export type BackendName = 'webgpu' | 'wasm';

/** A model of one library, ready to train. */
export interface Training {
  /** Counted from what the library holds. */
  readonly parameters: number;
  /** A step from a batch in the host's memory to the loss in the host's memory. */
  step(batch: Batch): Promise<number>;
}

/** One way of training the models: a library, and how a careful user of it writes them. */
export interface Arm {
  readonly version: string;
  /** Why it cannot train this, where it cannot. */
  cannot?(kind: BenchModel['kind'], backend: BackendName): string | undefined;
  /** Starts the backend; what it is called. */
  open(backend: BackendName): Promise<string>;
  build(material: Material, backend: BackendName): Training | Promise<Training>;
}
