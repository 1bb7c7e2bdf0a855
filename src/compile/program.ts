import type { WeightSpec } from '../check';
import type { Step } from '../ops';
import type { TensorType } from '../tensor';

/** A value that comes from outside under a name. */
export interface Named {
  readonly name: string;
  readonly value: number;
}

export interface ProgramWeight extends Named {
  readonly spec: WeightSpec;
}

export interface ProgramTap {
  /** Path of the block. */
  readonly path: string;
  readonly name: string;
  /** Letters of the axes. */
  readonly axes: readonly string[];
  readonly value: number;
  /** The value is ∂loss/∂ what the block tapped. */
  readonly gradient?: true;
}

/**
 * What runs: operations on numbered values with numeric shapes. Plain data: it prints, compares and crosses a message port.
 * The engine gives the inputs, weights, slots and scalars, runs the steps in order, and takes outputs and updates.
 */
export interface Program {
  /** Type of every value, by id. */
  readonly values: readonly TensorType[];
  readonly steps: readonly Step[];
  /** Data, named `<node id>.<port>`. */
  readonly inputs: readonly Named[];
  /** Numbers of one training step: `learningRate`, `correction1`, `correction2`. */
  readonly scalars: readonly Named[];
  /** By path, `decoder.2.attention.query`. */
  readonly weights: readonly ProgramWeight[];
  /** The optimizer's state, `<weight>/m`; zeros at first. */
  readonly slots: readonly Named[];
  /** Numbers that the host reads after the step: a value for each name, or a vector for several. */
  readonly reported: readonly { readonly names: readonly string[]; readonly value: number }[];
  /** Predictions by name of their output block; none where anything is reported. */
  readonly outputs: readonly Named[];
  readonly taps: readonly ProgramTap[];
  /** New values of weights and slots. */
  readonly updates: readonly (Named & { readonly kind: 'weight' | 'slot' })[];
  /** Values that may lie in 16 bits on a GPU that has them, in mixed precision. */
  readonly halves?: readonly number[];
}
