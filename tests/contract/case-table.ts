import { type Attributes, type Op, Trace, type Value } from '../../src/ops';
import { distinct, flags, floats, type HostTensor, ids, maskOf, named, positives, typeOf } from '../support/host';

export type Shape = readonly number[];

/** Operands of a case: each call makes an input of the trace with values to feed it. */
export class Operands {
  readonly trace = new Trace();
  readonly values = new Map<string, Value>();
  readonly fed = new Map<string, HostTensor>();
  readonly #random;

  constructor(name: string) {
    this.#random = named(name);
  }

  #input(given: HostTensor): Value {
    const name = `x${this.fed.size}`;
    const value = this.trace.input(typeOf(given));
    this.fed.set(name, given);
    this.values.set(name, value);
    return value;
  }

  float = (shape: Shape, low?: number, high?: number): Value => this.#input(floats(this.#random, shape, low, high));
  distinct = (shape: Shape): Value => this.#input(distinct(this.#random, shape));
  positive = (shape: Shape): Value => this.#input(positives(this.#random, shape));
  ids = (shape: Shape, below: number): Value => this.#input(ids(this.#random, shape, below));
  /** True or false at random. */
  flags = (shape: Shape): Value => this.#input(flags(this.#random, shape));
  mask = (shape: Shape, lengths?: readonly number[]): Value => this.#input(maskOf(shape, lengths));
}

export interface OperationCase {
  readonly name: string;
  /** Why finite differences say nothing here; the values are compared all the same. */
  readonly rough?: string;
  /** Operations before the last one only make operands for it. */
  readonly build: (operands: Operands) => readonly Value[];
}

/** What an operation is tried on: its name is the key, so that a missing one is seen. */
export const cases = new Map<string, OperationCase[]>();

/** Adds a case for an operation. */
export function on<A extends Attributes>(
  op: Op<A>,
  name: string,
  attributes: A,
  operands: (make: Operands) => readonly (Value | undefined)[],
  rough?: string,
): void {
  const list = cases.get(op.name) ?? [];
  cases.set(op.name, list);
  const build = (make: Operands) => make.trace.emit(op, operands(make), attributes);
  list.push({ name, build, ...(rough === undefined ? {} : { rough }) });
}

/** One output of an operation that goes before the one under test. */
export function made<A extends Attributes>(
  { trace }: Operands,
  op: Op<A>,
  inputs: readonly (Value | undefined)[],
  attributes: A,
): readonly Value[] {
  return trace.emit(op, inputs, attributes);
}
