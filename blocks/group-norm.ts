import { axis, defineBlock, gain, momentsOf, nearestDivisor, optional, standardise, vector } from '../src/block';
import { sizeOf } from '../src/tensor';

export const groupNorm = defineBlock({
  id: 'group-norm',
  version: 1,
  category: 'normalisation',
  doc: {
    title: 'Group norm',
    formula: 'y = \\frac{x - \\mu_g}{\\sqrt{\\sigma_g^2 + \\epsilon}} \\odot s + b',
    text: 'Brings each group of channels of each example to mean 0 and variance 1, over all positions or pixels whose mask is true. Independent of the batch, unlike batch norm. One group normalises the whole example, C groups each channel alone (instance norm).',
    source: { title: 'Wu and He 2018', url: 'https://arxiv.org/abs/1803.08494' },
    keywords: ['normalisation', 'normalization', 'instance norm', 'convolution'],
  },
  parameters: {
    groups: { kind: 'int', default: 8, min: 1, max: 65_536, doc: 'G; must divide C.' },
    epsilon: { kind: 'float', default: 1e-5, min: 1e-12, max: 1, quiet: true, doc: 'ε, keeps the root away from 0.' },
  },
  inputs: { x: 'float [..., C]', mask: optional('bool [...]') },
  outputs: { y: 'float [..., C]' },
  refuse({ C }, { groups }, { x }) {
    if (x.shape.length < 2) {
      return {
        at: 'x',
        expected: 'a batch axis before the channels',
        received: `${x.shape.length} axis`,
        fix: 'Wire a tensor [B, ..., C].',
      };
    }
    if (C % groups === 0) return undefined;
    return {
      at: 'groups',
      expected: `a divisor of C = ${C}`,
      received: `${groups}`,
      fix: 'Change the groups here, or the width of the block before.',
      edit: { groups: nearestDivisor(C, groups) },
    };
  },
  weights: ({ C }) => ({ scale: gain(C), shift: vector(C) }),
  forward({ x, mask }, { scale, shift }, { groups, epsilon }, { ops }) {
    const { shape } = x.type;
    const [B, N, C] = [axis(x, 0), sizeOf(shape.slice(1, -1)), axis(scale, 0)];
    const grouped = ops.reshape(x, [B, N, groups, Number(C) / groups]);
    const weight = mask && ops.reshape(ops.toFloat(mask), [B, N, 1, 1]);
    const standard = ops.reshape(standardise(ops, momentsOf(ops, grouped, [1, 3], weight), epsilon), shape);
    return { y: ops.add(ops.multiply(standard, scale), shift) };
  },
  examples: [
    { parameters: { groups: 2 }, inputs: { x: [2, 3, 4] } },
    { parameters: { groups: 1 }, inputs: { x: [2, 3, 1] } },
    { parameters: { groups: 3 }, inputs: { x: [3, 5, 6], mask: [3, 5] }, lengths: [5, 2, 1] },
    { parameters: { groups: 7 }, inputs: { x: [2, 3, 5, 7] } },
  ],
});
