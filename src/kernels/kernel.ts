import { cast, equal, expandDims, mul, oneHot, reshape, type Tensor } from '@tensorflow/tfjs-core';
import type { Attributes, Body, Op } from '../ops';
import type { DType, TensorType } from '../tensor';
import type { Gpu } from './gpu';
import type { Host } from './host';

/** What tfjs calls them. */
export const DTYPES: Readonly<Record<DType, 'float32' | 'int32' | 'bool'>> = {
  float: 'float32',
  int: 'int32',
  bool: 'bool',
};

/** What randomness a step may use; with a path's key it determines every random bit. */
export interface Counter {
  readonly seed: number;
  readonly step: number;
}

/** One operation to run. Shapes of `types` are numbers. */
export interface KernelCall<A> {
  readonly inputs: readonly (Tensor | undefined)[];
  readonly attributes: A;
  /** Types of the outputs. */
  readonly types: readonly TensorType[];
  /** The step's; not there while a step is recorded, which is what `draw` is for. */
  counter(): Counter;
  /** Numbers that differ from step to step. */
  readonly draw: Draw;
  /** Runs the body of an operation that holds others. The caller owns what comes back. */
  readonly run: RunBody;
}

/**
 * A tensor of numbers that the host makes anew for every step. Whatever depends on the counter must come by this way: a
 * recorded step is replayed without its kernels being asked again.
 */
export type Draw = (
  shape: readonly number[],
  dtype: 'float32' | 'int32' | 'bool',
  make: (counter: Counter) => Float32Array | Int32Array | Uint8Array,
) => Tensor;

/** @param turn which step of the body it is: each draws other numbers */
export type RunBody = (body: Body, inputs: readonly Tensor[], turn: number) => readonly Tensor[];

/**
 * How an operation runs. `reference` is plain tfjs and right on every backend; faster implementations for a backend
 * stand beside it and must agree with it. Methods, so that kernels of different attributes fit one table.
 */
export interface Kernel<A extends Attributes = Attributes> {
  readonly op: string;
  reference(call: KernelCall<A>): Tensor | readonly Tensor[];
  /** On the memory of the wasm backend; undefined for a case that is left to the reference. */
  onHost?(call: KernelCall<A>, host: Host): Tensor | readonly Tensor[] | undefined;
  /** On the GPU; undefined for a case that is left to the reference. */
  onGpu?(call: KernelCall<A>, gpu: Gpu): Tensor | readonly Tensor[] | undefined;
}

export type HostKernel<A extends Attributes> = NonNullable<Kernel<A>['onHost']>;
export type GpuKernel<A extends Attributes> = NonNullable<Kernel<A>['onGpu']>;

export const defineKernel = <A extends Attributes>(
  op: Op<A>,
  reference: Kernel<A>['reference'],
  onHost?: HostKernel<A>,
  onGpu?: GpuKernel<A>,
): Kernel<A> => ({ op: op.name, reference, ...(onHost && { onHost }), ...(onGpu && { onGpu }) });

/** A required operand. */
export function at(inputs: readonly (Tensor | undefined)[], index: number): Tensor {
  const tensor = inputs[index];
  if (!tensor) throw new RangeError(`operand ${index + 1} is missing`);
  return tensor;
}

/** The numeric shape of an output. */
export function shapeOf(types: readonly TensorType[], index = 0): number[] {
  return (types[index]?.shape ?? []).map((dim) => {
    if (typeof dim !== 'number') throw new RangeError(`a Program has numeric shapes, not ${dim}`);
    return dim;
  });
}

/** [..., C] → [rows, C]. */
export const rowsOf = (x: Tensor): Tensor => reshape(x, [-1, x.shape.at(-1) ?? 1]);

/**
 * True and ids as floats. On tfjs' WebGPU backend a cast alone keeps the integers and calls them floats, which some of its
 * shaders then do not compile.
 */
export const toFloats = (x: Tensor): Tensor => mul(cast(x, 'float32'), 1);

/** ids int [...] → float [..., depth], 1 at each id. tfjs refuses a depth of 1. */
export const hotRows = (ids: Tensor, depth: number): Tensor =>
  toFloats(depth === 1 ? equal(expandDims(ids, -1), 0) : oneHot(cast(ids, 'int32'), depth));
