import { fansOf } from '../tensor';
import type { WeightSpec } from './weights';

/** How a weight begins: in words, and the standard deviation σ of its numbers. */
export interface Beginning {
  readonly text: string;
  readonly deviation: number;
}

const short = (value: number): string => String(Number(value.toPrecision(3)));

/** What `train/initial.ts` draws; formulas stand at `Initialiser`. */
export function beginningOf({ shape, initialiser }: Pick<WeightSpec, 'shape' | 'initialiser'>): Beginning {
  const { rows, columns } = fansOf(shape);
  switch (initialiser.kind) {
    case 'zeros':
      return { text: 'zeros', deviation: 0 };
    case 'ones':
      return { text: 'ones', deviation: 0 };
    case 'normal':
      return { text: 'normal', deviation: initialiser.deviation };
    case 'uniform':
      return { text: `uniform ±${short(initialiser.limit)}`, deviation: initialiser.limit / Math.sqrt(3) };
    case 'glorot': {
      const limit = Math.sqrt(6 / (rows + columns));
      return { text: `Glorot, uniform ±${short(limit)}`, deviation: limit / Math.sqrt(3) };
    }
    case 'he':
      return { text: 'He, normal', deviation: Math.sqrt(2 / rows) };
    case 'orthogonal': {
      const high = shape.reduce((a, b) => a * b, 1) / (shape.at(-1) ?? 1);
      return { text: 'orthogonal', deviation: 1 / Math.sqrt(high) };
    }
    case 'parts': {
      const { values } = initialiser;
      const mean = values.reduce((a, b) => a + b, 0) / values.length;
      const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
      return { text: `parts of ${values.map(short).join(', ')}`, deviation: Math.sqrt(variance) };
    }
  }
}
