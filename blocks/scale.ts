import { defineBlock } from '../src/block';

export const scale = defineBlock({
  id: 'scale',
  version: 1,
  category: 'combine',
  doc: {
    title: 'Scale and shift',
    formula: 'y = a\\,x + b',
    text: 'Multiplies every element by a fixed number and adds another: 1/√C for attention scores, 1/255 for pixels, −1 for the opposite.',
    source: { title: 'As in PyTorch: torch.mul', url: 'https://docs.pytorch.org/docs/stable/generated/torch.mul.html' },
    keywords: ['affine', 'factor', 'divide', 'temperature', 'normalise', 'negate'],
  },
  parameters: {
    scale: { kind: 'float', default: 1, min: -1e6, max: 1e6, doc: 'a, what every element is multiplied by.' },
    shift: { kind: 'float', default: 0, min: -1e6, max: 1e6, doc: 'b, what is added.' },
  },
  inputs: { x: 'float [...]' },
  outputs: { y: 'float [...]' },
  forward: ({ x }, _, { scale, shift }, { ops }) => ({ y: ops.affine(x, scale, shift) }),
  examples: [
    { parameters: { scale: 0.5, shift: -2 }, inputs: { x: [2, 3, 4] } },
    { parameters: { scale: -1.5 }, inputs: { x: [1] } },
    { inputs: { x: [5, 7] } },
  ],
});
