import { defineBlock, optional } from '../src/block';

export const binaryCrossEntropy = defineBlock({
  id: 'binary-cross-entropy',
  version: 1,
  category: 'loss',
  role: 'loss',
  doc: {
    title: 'Binary cross-entropy',
    formula: '-\\frac{1}{\\sum m} \\sum m\\,\\bigl(y \\log \\sigma(x) + (1 - y) \\log(1 - \\sigma(x))\\bigr)',
    text: 'The loss of yes or no, in nats, from logits: the mean over the elements whose mask is true. Targets are 0 and 1, true and false, or a probability between. A discriminator learns with it.',
    source: {
      title: 'Goodfellow et al. 2016, Deep Learning, section 6.2.2.2',
      url: 'https://www.deeplearningbook.org/contents/mlp.html',
    },
    keywords: ['loss', 'bce', 'logistic', 'sigmoid', 'discriminator', 'multi-label', 'classification'],
  },
  parameters: {},
  inputs: { logits: 'float [...]', targets: 'any [...]', mask: optional('bool [...]') },
  outputs: { loss: 'float [] loss' },
  forward({ logits, targets, mask }, _, __, { ops, metric }) {
    const wanted = targets.type.dtype === 'float' ? targets : ops.toFloat(targets);
    // −y log σ(x) − (1 − y) log(1 − σ(x)) = log(1 + eˣ) − y · x, which no large logit overflows.
    const nats = ops.subtract(ops.activation(logits, 'softplus'), ops.multiply(wanted, logits));
    const yes = ops.greater(logits, ops.constant([], 0));
    const right = ops.toFloat(ops.equal(yes, ops.greater(wanted, ops.constant([], 0.5))));
    const { mean, figure } = ops.maskedMean([nats, right], mask);
    metric('loss', figure(0));
    metric('accuracy', figure(1));
    return { loss: mean };
  },
  examples: [
    { inputs: { logits: [2, 3], targets: [2, 3] } },
    { inputs: { logits: [1], targets: [1] } },
    { inputs: { logits: [3, 5], targets: [3, 5], mask: [3, 5] }, lengths: [5, 2, 1] },
  ],
});
