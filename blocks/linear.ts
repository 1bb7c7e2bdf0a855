import { defineBlock, INITIALISERS, initialiserOf, matrix, vector } from '../src/block';

export const linear = defineBlock({
  id: 'linear',
  version: 1,
  category: 'layer',
  doc: {
    title: 'Linear',
    formula: 'y = xW + b',
    text: 'A dense layer over the last axis: every output is a weighted sum of all C inputs. Axes before it pass through.',
    source: { title: 'Rumelhart, Hinton and Williams 1986', url: 'https://doi.org/10.1038/323533a0' },
    keywords: ['dense', 'fully connected', 'projection', 'head', 'perceptron'],
  },
  parameters: {
    units: {
      kind: 'int',
      default: 64,
      min: 1,
      max: 1_000_000,
      symbolic: true,
      doc: 'D, the width of what comes out. `V` makes it the size of the vocabulary, `K` the number of classes.',
    },
    bias: { kind: 'bool', default: true, doc: 'Add a learned vector b.' },
    initialiser: {
      kind: 'choice',
      options: INITIALISERS,
      default: 'glorot',
      quiet: true,
      doc: 'How W begins; He suits ReLU, normal has a deviation of 0.02.',
    },
  },
  inputs: { x: 'float [..., C]' },
  outputs: { y: 'float [..., D]' },
  width: 'units',
  weights: ({ C }, { units, bias, initialiser }) => ({
    kernel: matrix(C, units, initialiserOf(initialiser)),
    bias: bias ? vector(units) : undefined,
  }),
  forward: ({ x }, { kernel, bias }, _, { ops }) => ({ y: ops.linear(x, kernel, bias) }),
  examples: [
    { parameters: { units: 5 }, inputs: { x: [2, 3, 4] } },
    { parameters: { units: 1, bias: false }, inputs: { x: [1, 1] } },
    { parameters: { units: 7 }, inputs: { x: [5, 3] } },
  ],
});
