import type { ArmName, BackendName } from './arm';
import type { Measured } from './instruments';

export type Request =
  | { readonly kind: 'open'; readonly arm: ArmName; readonly model: string; readonly backend: BackendName }
  | { readonly kind: 'step' }
  | { readonly kind: 'products'; readonly backend: BackendName };

export interface Opened {
  readonly version: string;
  readonly adapter: string;
  readonly parameters: number;
  readonly flops: number;
  /** From the checked material to the end of the first step. */
  readonly first: Measured<number>;
}

/** GFLOP/s of a product of two matrices of 512 × 512. */
export interface Products {
  readonly own: number;
  readonly tfjs: number;
}

export type Answer = Opened | { readonly cannot: string } | Measured<number> | Products;

export type Reply = { readonly answer: Answer } | { readonly error: string };
