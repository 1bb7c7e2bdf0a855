import { axis, defineBlock, gain, momentsOf, optional, standardise, state, vector } from '../src/block';

export const batchNorm = defineBlock({
  id: 'batch-norm',
  version: 1,
  category: 'normalisation',
  doc: {
    title: 'Batch norm',
    formula: 'y = \\frac{x - \\mu_B}{\\sqrt{\\sigma_B^2 + \\epsilon}} \\odot g + b',
    text: 'Brings each channel to mean 0 and variance 1 over the whole batch, all positions and pixels whose mask is true, then scales and shifts it by learned g and b. When the model predicts, running averages of mean and variance stand in for those of the batch.',
    source: { title: 'Ioffe and Szegedy 2015', url: 'https://arxiv.org/abs/1502.03167' },
    keywords: ['normalisation', 'normalization', 'convolution', 'running mean', 'moving average'],
  },
  parameters: {
    momentum: {
      kind: 'float',
      default: 0.1,
      min: 0,
      max: 1,
      quiet: true,
      doc: 'Part of a batch in the running averages.',
    },
    epsilon: { kind: 'float', default: 1e-5, min: 1e-12, max: 1, quiet: true, doc: 'ε, keeps the root away from 0.' },
  },
  inputs: { x: 'float [..., C]', mask: optional('bool [...]') },
  outputs: { y: 'float [..., C]' },
  weights: ({ C }) => ({
    scale: gain(C),
    shift: vector(C),
    mean: state(C, { kind: 'zeros' }),
    variance: state(C, { kind: 'ones' }),
  }),
  forward({ x, mask }, { scale, shift, mean, variance }, { momentum, epsilon }, { ops, training, update }) {
    const finish = (centred: typeof x, along: typeof x) => ({
      y: ops.add(ops.multiply(standardise(ops, { centred, variance: along }, epsilon), scale), shift),
    });
    if (!training) return finish(ops.subtract(x, mean), variance);
    const axes = x.type.shape.slice(0, -1).map((_, i) => i);
    const weight = mask && ops.reshape(ops.toFloat(mask), [...mask.type.shape, 1]);
    const batch = momentsOf(ops, x, axes, weight); // [1, ..., C]
    const follow = (old: typeof x, now: typeof x) =>
      ops.add(ops.affine(old, 1 - momentum), ops.affine(ops.reshape(now, [axis(old, 0)]), momentum));
    update('mean', follow(mean, batch.mean));
    // The variance of all there is from that of n samples: n / (n − 1) of it, or itself where n is 1.
    const others = ops.affine(batch.count, 1, -1);
    const alone = ops.toFloat(ops.equal(batch.count, ops.constant([], 1)));
    const unbiased = ops.multiply(batch.variance, ops.divide(batch.count, ops.add(others, alone)));
    update('variance', follow(variance, unbiased));
    return finish(batch.centred, batch.variance);
  },
  examples: [
    { inputs: { x: [2, 3, 4] } },
    { inputs: { x: [3, 11, 1] } },
    { parameters: { momentum: 0.3 }, inputs: { x: [3, 5, 7], mask: [3, 5] }, lengths: [5, 2, 1] },
    { inputs: { x: [2, 3, 5, 2] } },
  ],
});
