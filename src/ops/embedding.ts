import { type Dim, float, int } from '../tensor';
import { count, given, last, numeric, only, operand, refuse } from './common';
import { defineOp } from './op';
import type { Trace, Value } from './trace';

/** Rows of a table by id. */
export const embeddingOp = defineOp<Record<string, never>>({
  name: 'embedding',
  doc: 'y [..., C] = table [V, C] at ids int [...]',
  type(inputs) {
    const [ids, table] = [operand('embedding', inputs, 0), operand('embedding', inputs, 1)];
    if (ids.dtype !== 'int' || table.shape.length !== 2)
      refuse('embedding', 'ids int [...] and table [V, C]', ids, table);
    return [float([...ids.shape, last(table.shape)])];
  },
  flops: () => 0,
  gradient({ trace, inputs, grads }) {
    const rows = numeric(given(inputs, 1).type.shape[0] ?? 0);
    return [undefined, only(trace.emit(embeddingGradientOp, [given(inputs, 0), given(grads, 0)], { rows }))];
  },
});

/** Sums the rows of dy that went to the same id, in the order of positions: deterministic. */
export const embeddingGradientOp = defineOp<{ rows: number }>({
  name: 'embeddingGradient',
  doc: 'dtable [V, C], row i = Σ dy at the positions whose id is i; from ids, dy',
  type: (inputs, { rows }) => [float([rows, last(operand('embeddingGradient', inputs, 1).shape)])],
  flops: ([, dy]) => count(dy),
});

/** 1 at each id, 0 elsewhere; a row of zeros for an id outside. */
export const oneHotOp = defineOp<{ size: Dim }>({
  name: 'oneHot',
  doc: 'y [..., size] = 1 at ids int [...], 0 elsewhere',
  type(inputs, { size }) {
    const ids = operand('oneHot', inputs, 0);
    if (ids.dtype !== 'int') refuse('oneHot', 'ids int [...]', ids);
    return [float([...ids.shape, size])];
  },
  flops: () => 0,
});

/**
 * Sinusoidal position encoding (Vaswani et al., arXiv 1706.03762, section 3.5): sine on even channels, cosine on odd ones,
 * wavelengths from 2π to 10000 · 2π.
 */
export const sinusoidOp = defineOp<{ length: Dim; width: Dim }>({
  name: 'sinusoid',
  doc: 'y [T, C]: y[t, 2i] = sin(t / 10000^(2i/C)), y[t, 2i+1] = cos(t / 10000^(2i/C))',
  type: (_, { length, width }) => [float([length, width])],
  flops: (_, [y]) => 4 * count(y),
});

/** The same number everywhere. */
export const constantOp = defineOp<{ shape: readonly Dim[]; value: number }>({
  name: 'constant',
  doc: 'y [shape] = value',
  type: (_, { shape }) => [float(shape)],
  flops: () => 0,
});

/** The same id everywhere. */
export const constantIdsOp = defineOp<{ shape: readonly Dim[]; id: number }>({
  name: 'constantIds',
  doc: 'y int [shape] = id',
  type: (_, { shape }) => [int(shape)],
  flops: () => 0,
});

export const embedding = (trace: Trace, ids: Value, table: Value): Value =>
  only(trace.emit(embeddingOp, [ids, table], {}));
export const oneHot = (trace: Trace, ids: Value, size: Dim): Value => only(trace.emit(oneHotOp, [ids], { size }));
export const sinusoid = (trace: Trace, length: Dim, width: Dim): Value =>
  only(trace.emit(sinusoidOp, [], { length, width }));
export const constant = (trace: Trace, shape: readonly Dim[], value: number): Value =>
  only(trace.emit(constantOp, [], { shape, value }));
export const constantIds = (trace: Trace, shape: readonly Dim[], id: number): Value =>
  only(trace.emit(constantIdsOp, [], { shape, id }));
