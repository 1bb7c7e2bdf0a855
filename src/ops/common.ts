import { type Dim, showShape, showType, sizeOf, type TensorType } from '../tensor';
import { type OperandTypes, TypeRefusal } from './op';
import type { Value } from './trace';

/** The only output of an operation that has one. */
export function only(outputs: readonly Value[]): Value {
  const [value] = outputs;
  if (!value || outputs.length !== 1) throw new RangeError(`one output expected, ${outputs.length} made`);
  return value;
}

/** A required operand's type. */
export function operand(op: string, types: OperandTypes, at: number): TensorType {
  const type = types[at];
  if (!type) throw new TypeRefusal(op, `an operand ${at + 1}`, 'none');
  return type;
}

/** A required operand. */
export function given(inputs: readonly (Value | undefined)[], at: number): Value {
  const value = inputs[at];
  if (!value) throw new RangeError(`operand ${at + 1} is missing`);
  return value;
}

export function refuse(op: string, expected: string, ...received: readonly (TensorType | undefined)[]): never {
  throw new TypeRefusal(op, expected, received.map((t) => (t ? showType(t) : 'nothing')).join(' and '));
}

/** Size of an axis from the end: `last(shape)`, `last(shape, 2)`. */
export function last(shape: readonly Dim[], back = 1): Dim {
  const dim = shape[shape.length - back];
  if (dim === undefined) throw new TypeRefusal('shape', `at least ${back} axes`, showShape(shape));
  return dim;
}

/** Elements of a numeric shape. */
export function count(type: TensorType | undefined): number {
  const size = sizeOf(type?.shape ?? []);
  if (typeof size !== 'number') throw new RangeError(`a numeric shape expected, ${size} elements received`);
  return size;
}

/** A size that is a number by the time FLOPs and gradients are worked out. */
export function numeric(dim: Dim): number {
  if (typeof dim !== 'number') throw new RangeError(`a number expected, ${dim} received`);
  return dim;
}
