import { defineBlock } from '../src/block';

export const meanSquaredError = defineBlock({
  id: 'mean-squared-error',
  version: 1,
  category: 'loss',
  role: 'loss',
  doc: {
    title: 'Mean squared error',
    formula: '\\frac{1}{N} \\sum (x - y)^2',
    text: 'The mean of the squared differences between prediction and target, over all N elements: the loss of regression.',
    source: {
      title: 'As in PyTorch: MSELoss',
      url: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.MSELoss.html',
    },
    keywords: ['loss', 'mse', 'regression', 'l2'],
  },
  parameters: {},
  inputs: { prediction: 'float [...]', targets: 'float [...]' },
  outputs: { loss: 'float [] loss' },
  forward({ prediction, targets }, _, __, { ops, metric }) {
    const difference = ops.subtract(prediction, targets);
    const { mean, figure } = ops.maskedMean([ops.multiply(difference, difference)]);
    metric('loss', figure(0));
    return { loss: mean };
  },
  examples: [
    { inputs: { prediction: [2, 3], targets: [2, 3] } },
    { inputs: { prediction: [1], targets: [1] } },
    { inputs: { prediction: [3, 5, 7], targets: [3, 5, 7] } },
  ],
});
