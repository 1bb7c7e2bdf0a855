import { dot, floats, type HostTensor, moved, named } from './host';

/** Length of a step along a direction of length 1, and the weights of the fourth-order central difference. */
const STEP = 0.1;
const STENCIL = [
  [-2, 1],
  [-1, -8],
  [1, 8],
  [2, -1],
] as const;

/** Outputs of a function of one tensor, flattened, and the weights of the sum that is differentiated. */
export interface Slope {
  readonly at: HostTensor;
  readonly name: string;
  readonly gradient: HostTensor | undefined;
  /** Σ weights · outputs in double precision, and the length of that vector of products: what its rounding goes by. */
  readonly evaluate: (x: HostTensor) => Promise<{ readonly sum: number; readonly length: number }>;
}

/** Compares a gradient with the finite difference along a random direction; says how far apart they are if too far. */
export async function slopeError({ at, name, gradient, evaluate }: Slope): Promise<string | undefined> {
  const signs = floats(named(`direction ${name}`), at.shape, 0.5, 1.5);
  const norm = Math.sqrt(dot(signs.data, signs.data));
  const direction: HostTensor = { ...signs, data: Float32Array.from(signs.data, (x) => x / norm) };
  let slope = 0;
  let length = 0;
  for (const [steps, weight] of STENCIL) {
    const value = await evaluate(moved(at, direction, steps * STEP));
    slope += (weight * value.sum) / (12 * STEP);
    length = Math.max(length, value.length);
  }
  const values = gradient?.data ?? new Float32Array(at.data.length);
  const along = dot(values, direction.data);
  // One wrong element shows as its share of the direction; the rest is the rounding of 32-bit outputs.
  const allowed = 2e-3 * Math.sqrt(dot(values, values) / values.length) + 1e-5 * length;
  if (Math.abs(along - slope) <= allowed) return undefined;
  return `∂/∂${name}: the gradient says ${along}, finite differences ${slope}, allowed ${allowed}`;
}
