import type { Tensor } from '@tensorflow/tfjs-core';
import { type Form, MASKED, rowFunctions, type Sizes } from './attention-form';
import { FUNCTIONS } from './functions';
import { eachElement, type Gpu, type Shader } from './gpu';

/**
 * p [B, H, T, S] = e^(score − lse), an invocation for each: who looks at them looks at an example, not at a batch. Lengths T and S
 * are read from the arrays: a text that grows symbol by symbol compiles no shader for every length.
 */
function probabilitiesOf({ H, G, h }: Sizes, { causal, scale, mask }: Form): Shader {
  const [outer = 0, inner = 0, row = 0, column = 0] = mask ?? [];
  const byte = `x3[b * ${outer}u + n % ${H}u * ${inner}u + t * ${row}u + s * ${column}u] != 0`;
  const seen = [causal ? 's + T <= t + S' : '', mask ? byte : ''].filter(Boolean).join(' && ') || 'true';
  return {
    key: `attention probabilities ${[H, G, h, causal, scale, mask?.join() ?? ''].join(' ')}`,
    reads: ['f32', 'f32', 'f32', ...(mask ? (['i32'] as const) : [])],
    writes: 1,
    code: () => `
${FUNCTIONS}${rowFunctions(scale)}
${eachElement(`
  let S = arrayLength(&y0) / arrayLength(&x2);
  let B = arrayLength(&x1) / (S * ${G * h}u);
  let T = arrayLength(&x2) / (B * ${H}u);
  let s = i % S;
  let t = i / S % T;
  let n = i / (S * T);
  let b = n / ${H}u;
  let q_at = ((b * T + t) * ${H}u + n % ${H}u) * ${h}u;
  let k_at = ((b * S + s) * ${G}u + n % ${H}u / ${H / G}u) * ${h}u;
  var score = 0.0;
  for (var c = 0u; c < ${h}u; c++) { score += x0[q_at + c] * x1[k_at + c]; }
  let z = select(${MASKED}, score * f32(${scale}), ${seen});
  let lse = x2[i / S];
  y0[i] = e_to(z - lse) * share_of(vec4f(lse), S).x;`)}`,
  };
}

export const probabilities = (gpu: Gpu, sizes: Sizes, form: Form, reads: readonly Tensor[], p: Tensor): void =>
  gpu.each(probabilitiesOf(sizes, form), reads, [p], p.size);
