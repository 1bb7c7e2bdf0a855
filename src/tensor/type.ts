import { addDims, type Bindings, bindDim, type Dim, evaluateDim, multiplyDims } from './dim';

export type DType = 'float' | 'int' | 'bool';

/** What a tensor is for. Ports can ask for one, and wires are drawn by it. */
export type Role =
  | 'tokens'
  | 'labels'
  | 'features'
  | 'mask'
  | 'state'
  | 'logits'
  | 'probabilities'
  | 'attention'
  | 'loss'
  | 'image'
  | 'hidden';

/** Which symbols integer ids stand for; `id` says which vocabulary it is, so two of equal size stay apart. */
export interface Vocabulary {
  readonly id: string;
  readonly size: number;
}

/** The type of a value: what its elements are, how many there are along each axis, what it is for. */
export interface TensorType {
  readonly dtype: DType;
  readonly shape: readonly Dim[];
  readonly role?: Role;
  readonly vocabulary?: Vocabulary;
}

export const float = (shape: readonly Dim[], role?: Role): TensorType => make('float', shape, role);
export const int = (shape: readonly Dim[], role?: Role, vocabulary?: Vocabulary): TensorType =>
  vocabulary ? { ...make('int', shape, role), vocabulary } : make('int', shape, role);
export const bool = (shape: readonly Dim[], role?: Role): TensorType => make('bool', shape, role);

function make(dtype: DType, shape: readonly Dim[], role?: Role): TensorType {
  return role === undefined ? { dtype, shape } : { dtype, shape, role };
}

export const withShape = (type: TensorType, shape: readonly Dim[]): TensorType => ({ ...type, shape });

export function withRole(type: TensorType, role: Role | undefined): TensorType {
  const { role: _, ...rest } = type;
  return role === undefined ? rest : { ...rest, role };
}

/** `[B, T, 64]`. */
export const showShape = (shape: readonly Dim[]): string => `[${shape.join(', ')}]`;

/** `float [B, T, 64]`, with the role where there is one: `int [B, T] tokens`. */
export const showType = (type: TensorType): string =>
  `${type.dtype} ${showShape(type.shape)}${type.role ? ` ${type.role}` : ''}`;

export const sameShape = (a: readonly Dim[], b: readonly Dim[]): boolean =>
  a.length === b.length && a.every((dim, i) => dim === b[i]);

/** Number of elements. */
export const sizeOf = (shape: readonly Dim[]): Dim => multiplyDims(...shape);

export const BYTES_PER_ELEMENT: Readonly<Record<DType, number>> = { float: 4, int: 4, bool: 4 };

export const bytesOf = (type: TensorType): Dim => multiplyDims(BYTES_PER_ELEMENT[type.dtype], ...type.shape);

export const bindType = (type: TensorType, bindings: Bindings): TensorType => ({
  ...type,
  shape: type.shape.map((dim) => bindDim(dim, bindings)),
});

/** The shape as numbers, or undefined where a symbol has no binding. */
export function numericShape(shape: readonly Dim[], bindings: Bindings = {}): number[] | undefined {
  const out: number[] = [];
  for (const dim of shape) {
    const n = evaluateDim(dim, bindings);
    if (n === undefined) return undefined;
    out.push(n);
  }
  return out;
}

/** NumPy broadcasting over symbolic sizes: equal, or one of them 1. undefined where they do not fit. */
export function broadcastShapes(a: readonly Dim[], b: readonly Dim[]): readonly Dim[] | undefined {
  const rank = Math.max(a.length, b.length);
  const out: Dim[] = [];
  for (let i = 0; i < rank; i++) {
    const x = a[a.length - rank + i] ?? 1;
    const y = b[b.length - rank + i] ?? 1;
    if (x === y || y === 1) out.push(x);
    else if (x === 1) out.push(y);
    else return undefined;
  }
  return out;
}

/** Axis counted from the front; −1 is the last. undefined outside the rank. */
export function axisOf(axis: number, rank: number): number | undefined {
  const at = axis < 0 ? axis + rank : axis;
  return Number.isInteger(at) && at >= 0 && at < rank ? at : undefined;
}

/** The shape of pieces joined along an axis; undefined where another axis differs. */
export function concatShapes(shapes: readonly (readonly Dim[])[], axis: number): readonly Dim[] | undefined {
  const [first, ...rest] = shapes;
  if (!first) return undefined;
  const fits = rest.every((s) => s.length === first.length && s.every((dim, i) => i === axis || dim === first[i]));
  if (!fits) return undefined;
  return first.map((dim, i) => (i === axis ? addDims(...shapes.map((s) => s[i] ?? 0)) : dim));
}
