import { defineBlock, nearestDivisor, refuseOdd } from '../src/block';

export const rotaryPositions = defineBlock({
  id: 'rotary-positions',
  version: 1,
  category: 'embedding',
  doc: {
    title: 'Rotary positions',
    formula:
      '\\begin{pmatrix} y_{2i} \\\\ y_{2i+1} \\end{pmatrix} = \\begin{pmatrix} \\cos t\\theta_i & -\\sin t\\theta_i \\\\ \\sin t\\theta_i & \\cos t\\theta_i \\end{pmatrix} \\begin{pmatrix} x_{2i} \\\\ x_{2i+1} \\end{pmatrix},\\quad \\theta_i = b^{-2i/h}',
    text: 'Turns every pair of channels by an angle that grows with the position. Put one on the queries and one on the keys: their product then depends on how far apart they stand. The attention blocks have it as an option.',
    source: { title: 'Su et al. 2021 (RoFormer)', url: 'https://arxiv.org/abs/2104.09864' },
    keywords: ['rope', 'positional encoding', 'rotary embedding', 'relative', 'llama'],
  },
  parameters: {
    heads: { kind: 'int', default: 1, min: 1, max: 1024, doc: 'H, parts of C that are turned alike, h = C / H.' },
    base: {
      kind: 'float',
      default: 10_000,
      min: 1,
      max: 1e9,
      quiet: true,
      doc: 'b; a larger one tells longer distances apart.',
    },
    pairs: {
      kind: 'choice',
      options: ['neighbours', 'halves'],
      default: 'neighbours',
      doc: 'Which channels form a pair: 2i and 2i + 1 as in the paper, or i and i + h/2 as in published LLaMA weights.',
    },
  },
  inputs: { x: 'float [..., T, C]' },
  outputs: { y: 'float [..., T, C]' },
  refuse({ C }, { heads }, { x }) {
    if (C % heads !== 0) {
      return {
        at: 'heads',
        expected: `a divisor of C = ${C}`,
        received: `${heads}`,
        fix: 'Change the heads here, or the width of the block before.',
        edit: { heads: nearestDivisor(C, heads) },
      };
    }
    if (heads > 1 && x.shape.length !== 3) {
      return {
        at: 'heads',
        expected: 'x [B, T, C], or heads that stand along an axis of their own',
        received: `${x.shape.length} axes`,
        fix: 'Set the heads to 1.',
        edit: { heads: 1 },
      };
    }
    return refuseOdd(C / heads, 'heads', undefined);
  },
  forward({ x }, _, { heads, base, pairs }, { ops }) {
    if (heads === 1) return { y: ops.rotary(x, { base, pairs }) };
    return { y: ops.joinHeads(ops.rotary(ops.splitHeads(x, heads), { base, pairs, heads: true })) };
  },
  examples: [
    { inputs: { x: [2, 3, 4] } },
    { parameters: { pairs: 'halves' }, inputs: { x: [1, 1, 2] } },
    { parameters: { heads: 3, base: 100 }, inputs: { x: [3, 5, 6] } },
    { inputs: { x: [2, 3, 5, 2] } },
  ],
});
