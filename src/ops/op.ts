import type { TensorType } from '../tensor';
import type { Body } from './plan';
import type { Trace, Value } from './trace';

/** An attribute of an operation: plain data, so that a Program prints, compares and crosses a message port. */
export type Attribute = number | string | boolean | null | Body | readonly Attribute[];
export type Attributes = Readonly<Record<string, Attribute>>;

/** Operands in order; an optional one that is not there is undefined. */
export type Operands = readonly (Value | undefined)[];
export type OperandTypes = readonly (TensorType | undefined)[];

/** What a gradient rule may use. */
export interface GradientRule<A> {
  readonly trace: Trace;
  readonly inputs: Operands;
  readonly outputs: readonly Value[];
  /** ∂loss/∂output for each output, undefined where nothing depends on it. At least one is there. */
  readonly grads: Operands;
  readonly attributes: A;
  /** Whether ∂loss/∂input is wanted; a rule may skip the work otherwise. */
  readonly wants: (input: number) => boolean;
}

/**
 * What an operation means: the one type rule, FLOP count and gradient rule there is for it. How it runs stands in
 * `src/kernels`. Methods (not arrow properties) so that operations with different attributes fit one table.
 */
export interface Op<A extends Attributes = Attributes> {
  readonly name: string;
  /** Formula and axes, for the printed Program and the documentation. */
  readonly doc: string;
  /** Output types; throws TypeRefusal with what was expected. */
  type(inputs: OperandTypes, attributes: A): readonly TensorType[];
  /** Floating point operations, a multiply-add counted as two. Shapes are numbers here. */
  flops(inputs: OperandTypes, outputs: readonly TensorType[], attributes: A): number;
  /** ∂loss/∂input for each input, written in operations; undefined for an input without one. Absent: not differentiable. */
  gradient?(rule: GradientRule<A>): Operands;
}

export const defineOp = <A extends Attributes>(op: Op<A>): Op<A> => op;

/** A type rule refuses its operands. check turns it into a problem at the block. */
export class TypeRefusal extends Error {
  readonly operation: string;
  readonly expected: string;
  readonly received: string;
  constructor(operation: string, expected: string, received: string) {
    super(`${operation}: expected ${expected}, received ${received}`);
    this.name = 'TypeRefusal';
    this.operation = operation;
    this.expected = expected;
    this.received = received;
  }
}
