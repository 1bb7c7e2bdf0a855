import { axis, defineBlock, optional } from '../src/block';

export const crossEntropy = defineBlock({
  id: 'cross-entropy',
  version: 1,
  category: 'loss',
  role: 'loss',
  doc: {
    title: 'Cross-entropy',
    formula: '-\\frac{1}{\\sum m} \\sum_t m_t \\log \\mathrm{softmax}(x_t)_{y_t}',
    text: 'How surprised the model is by the right answer, in nats, from logits: the mean over the positions whose mask is true. Perplexity is its exponential. Smoothing ε spreads that much of the target over all V symbols.',
    source: { title: 'Szegedy et al. 2015 (label smoothing)', url: 'https://arxiv.org/abs/1512.00567' },
    keywords: ['loss', 'log likelihood', 'perplexity', 'classification', 'label smoothing'],
  },
  parameters: {
    smoothing: {
      kind: 'float',
      default: 0,
      min: 0,
      max: 0.9,
      doc: 'ε of label smoothing; reported losses are without it.',
    },
  },
  inputs: { logits: 'float [..., V]', targets: 'int [...]', mask: optional('bool [...]') },
  outputs: { loss: 'float [] loss' },
  refuse({ V }, _, { targets }) {
    const size = targets.vocabulary?.size;
    if (size === undefined || size === V) return undefined;
    return {
      at: 'logits',
      wants: { port: 'logits', size },
      expected: `a logit for each of the ${size} symbols of the targets`,
      received: `${V}`,
      fix: `Make the layer before ${size} wide; the size can be written as V or K to follow the data.`,
    };
  },
  forward({ logits, targets, mask }, _, { smoothing }, { ops, metric }) {
    const { nats, plain, hit } = ops.crossEntropy(logits, targets, smoothing);
    const reported = ops.maskedMean([plain, hit], mask);
    metric('loss', reported.figure(0));
    metric('accuracy', reported.figure(1));
    // A mask says where sequences end; a window of a running text is not one that could be right as a whole.
    if (mask && targets.type.shape.length === 2) {
      metric('exact', { sum: ops.exactMatch(hit, mask), count: ops.sum(ops.constant([axis(targets, 0)], 1), [0]) });
    }
    return { loss: smoothing === 0 ? reported.mean : ops.maskedMean([nats], mask).mean };
  },
  examples: [
    { inputs: { logits: [2, 3, 5], targets: [2, 3] }, ids: 5 },
    { parameters: { smoothing: 0.1 }, inputs: { logits: [1, 2], targets: [1] }, ids: 2 },
    { inputs: { logits: [3, 5, 7], targets: [3, 5], mask: [3, 5] }, ids: 7, lengths: [5, 2, 1] },
  ],
});
