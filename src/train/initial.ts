import type { WeightSpec } from '../check';
import { type Stream, stream } from '../random';
import { fansOf } from '../tensor';

/**
 * Initial values of a weight, row-major: a function of the run's seed and the weight's path alone, so that adding a block
 * changes no other block's beginning.
 */
export function initialValues(spec: WeightSpec, seed: number, path: string): Float32Array<ArrayBuffer> {
  const size = spec.shape.reduce((a, b) => a * b, 1);
  const values = new Float32Array(size);
  const random = stream(seed, path);
  const { initialiser } = spec;
  const { rows, columns } = fansOf(spec.shape);
  switch (initialiser.kind) {
    case 'zeros':
      return values;
    case 'ones':
      return values.fill(1);
    case 'normal':
      return values.map(() => initialiser.deviation * random.normal());
    case 'uniform':
      return values.map(() => (2 * random.float() - 1) * initialiser.limit);
    case 'glorot': {
      const limit = Math.sqrt(6 / (rows + columns));
      return values.map(() => (2 * random.float() - 1) * limit);
    }
    case 'he': {
      const deviation = Math.sqrt(2 / rows);
      return values.map(() => deviation * random.normal());
    }
    case 'orthogonal': {
      // Filters count as the matrix [h·w·in, out] that they are in memory.
      const wide = spec.shape.at(-1) ?? 1;
      const high = size / wide;
      for (let from = 0; from < wide; from += high) orthogonalBlock(values, high, wide, from, random);
      return values;
    }
    case 'parts': {
      const part = size / initialiser.values.length;
      return values.map((_, i) => initialiser.values[Math.floor(i / part)] ?? 0);
    }
  }
}

/** Fills columns [from, from + n) of a [n, columns] matrix with a random rotation, by Gram–Schmidt on normal vectors. */
function orthogonalBlock(into: Float32Array, n: number, columns: number, from: number, random: Stream): void {
  const basis: Float64Array[] = [];
  const width = Math.min(n, columns - from);
  while (basis.length < width) {
    const vector = Float64Array.from({ length: n }, () => random.normal());
    for (const other of basis) {
      const along = dot(vector, other);
      for (let i = 0; i < n; i++) vector[i] = (vector[i] ?? 0) - along * (other[i] ?? 0);
    }
    const norm = Math.sqrt(dot(vector, vector));
    // A vector that nearly lies in the span of the others would lose its digits; draw again.
    if (norm > 1e-6) basis.push(vector.map((x) => x / norm));
  }
  for (const [c, vector] of basis.entries()) for (let r = 0; r < n; r++) into[r * columns + from + c] = vector[r] ?? 0;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}
