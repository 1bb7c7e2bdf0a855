import { axis, defineBlock } from '../src/block';
import { subtractDims } from '../src/tensor';

export const slice = defineBlock({
  id: 'slice',
  version: 1,
  category: 'shape',
  doc: {
    title: 'Slice',
    formula: 'y_i = x_{s + i}',
    text: 'Takes a run of the features, or of the time steps, from a start on: as many as you say, or all that are left.',
    source: {
      title: 'As in PyTorch: torch.narrow',
      url: 'https://docs.pytorch.org/docs/stable/generated/torch.narrow.html',
    },
    keywords: ['crop', 'part', 'range', 'take', 'window'],
  },
  parameters: {
    axis: { kind: 'choice', options: ['features', 'time'], default: 'features', doc: 'The last axis, or axis 1.' },
    start: { kind: 'int', default: 0, min: 0, max: 1_000_000, symbolic: true, doc: 's, the first taken, from 0.' },
    size: { kind: 'int', default: 0, min: 0, max: 1_000_000, symbolic: true, doc: 'How many; 0 takes the rest.' },
  },
  inputs: { x: 'float [*]' },
  outputs: { y: 'float [...]' },
  refuse(_, { axis: which, start, size }, { x }) {
    if (which === 'time' && x.shape.length < 2) {
      return {
        at: 'x',
        expected: 'a time axis',
        received: `${x.shape.length} axis`,
        fix: 'Slice the features.',
        edit: { axis: 'features' },
      };
    }
    const whole = Number(x.shape.at(which === 'time' ? 1 : -1) ?? 1);
    if (start < whole && start + size <= whole) return undefined;
    return {
      at: start < whole ? 'size' : 'start',
      expected:
        start < whole ? `at most ${whole - start}, what is left from ${start} on` : `less than the size ${whole}`,
      received: start < whole ? `${size}` : `${start}`,
      fix: 'Take less, or begin earlier.',
      edit: start < whole ? { size: 0 } : { start: 0, size: 0 },
    };
  },
  forward({ x }, _, { axis: which, start, size }, { ops }) {
    const place = which === 'time' ? 1 : x.type.shape.length - 1;
    return { y: ops.slice(x, place, start, size === 0 ? subtractDims(axis(x, place), start) : size) };
  },
  examples: [
    { parameters: { start: 1, size: 2 }, inputs: { x: [2, 3, 4] } },
    { parameters: { axis: 'time' }, inputs: { x: [1, 1] } },
    { parameters: { axis: 'time', start: 2 }, inputs: { x: [3, 5, 7] } },
  ],
});
