import { axis, defineBlock } from '../src/block';
import { floorDivideDim, subtractDims } from '../src/tensor';

export const split = defineBlock({
  id: 'split',
  version: 1,
  category: 'shape',
  doc: {
    title: 'Split',
    formula: '[y_1; y_2] = x',
    text: 'Cuts a tensor in two along its features or along time, in the middle or at a boundary that you set.',
    source: {
      title: 'As in PyTorch: torch.split',
      url: 'https://docs.pytorch.org/docs/stable/generated/torch.split.html',
    },
    keywords: ['divide', 'halve', 'chunk', 'unstack', 'gate'],
  },
  parameters: {
    axis: { kind: 'choice', options: ['features', 'time'], default: 'features', doc: 'The last axis, or axis 1.' },
    at: {
      kind: 'int',
      default: 0,
      min: 0,
      max: 1_000_000,
      symbolic: true,
      doc: 'Size of the first part; 0 cuts in the middle.',
    },
  },
  inputs: { x: 'float [*]' },
  outputs: { first: 'float [...]', second: 'float [...]' },
  refuse(_, { axis: which, at }, { x }) {
    if (which === 'time' && x.shape.length < 2) {
      return {
        at: 'x',
        expected: 'a time axis',
        received: `${x.shape.length} axis`,
        fix: 'Split along the features.',
        edit: { axis: 'features' },
      };
    }
    const size = Number(x.shape.at(which === 'time' ? 1 : -1) ?? 1);
    const middle = Math.floor(size / 2);
    if (at > 0 ? at < size : size % 2 === 0) return undefined;
    return {
      at: 'at',
      expected: at === 0 ? 'an even size, or a boundary' : `less than the size ${size}`,
      received: at === 0 ? `${size}` : `${at}`,
      fix: size > 1 ? 'Set where to cut.' : 'One element cannot be cut; take the block out.',
      ...(size > 1 ? { edit: { at: middle } } : {}),
    };
  },
  forward({ x }, _, { axis: which, at }, { ops }) {
    const place = which === 'time' ? 1 : x.type.shape.length - 1;
    const size = axis(x, place);
    const first = at === 0 ? floorDivideDim(size, 2) : at;
    return {
      first: ops.slice(x, place, 0, first),
      second: ops.slice(x, place, first, subtractDims(size, first)),
    };
  },
  examples: [
    { inputs: { x: [2, 3, 4] } },
    { parameters: { axis: 'time', at: 1 }, inputs: { x: [1, 2, 1] } },
    { parameters: { at: 4 }, inputs: { x: [3, 5, 11] } },
  ],
});
