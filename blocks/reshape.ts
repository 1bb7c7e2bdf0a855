import { axis, defineBlock, nearestDivisor } from '../src/block';
import { axisOf, type Dim, divideDims, multiplyDims } from '../src/tensor';

export const reshape = defineBlock({
  id: 'reshape',
  version: 1,
  category: 'shape',
  doc: {
    title: 'Split or merge axes',
    formula: '[\\dots, n] \\to [\\dots, p, n/p] \\quad\\text{or back}',
    text: 'Makes two axes of one, p parts of equal size, or joins an axis with the one before it. Splitting C into heads and swapping axes 1 and 2 afterwards gives [B, H, T, C/H].',
    source: {
      title: 'As in PyTorch: torch.reshape',
      url: 'https://docs.pytorch.org/docs/stable/generated/torch.reshape.html',
    },
    keywords: ['reshape', 'view', 'heads', 'unflatten', 'group'],
  },
  parameters: {
    action: {
      kind: 'choice',
      options: ['split', 'merge'],
      default: 'split',
      doc: 'One axis into two, or two into one.',
    },
    axis: { kind: 'int', default: -1, min: -8, max: 7, doc: 'The axis that is split, or joined to the one before it.' },
    parts: { kind: 'int', default: 2, min: 1, max: 1_000_000, symbolic: true, doc: 'p, parts that splitting makes.' },
  },
  inputs: { x: 'float [*]' },
  outputs: { y: 'float [...]' },
  refuse(_, { action, axis: number, parts }, { x }) {
    const rank = x.shape.length;
    const at = axisOf(number, rank);
    const first = action === 'split' ? 1 : 2;
    if (at === undefined || at < first) {
      const possible = rank > first;
      return {
        at: possible ? 'axis' : 'x',
        expected: possible
          ? `from ${first} to ${rank - 1}, or from the end: the batch stays as it is`
          : `more than ${first} axes`,
        received: possible ? `${number}` : `${rank}`,
        fix: possible ? 'Choose an axis after the batch.' : 'Wire a tensor with more axes.',
        ...(possible ? { edit: { axis: -1 } } : {}),
      };
    }
    const size = Number(x.shape[at]);
    if (action === 'merge' || size % parts === 0) return undefined;
    return {
      at: 'parts',
      expected: `a divisor of the size ${size}`,
      received: `${parts}`,
      fix: 'Change the parts here, or the size of the axis before.',
      edit: { parts: nearestDivisor(size, parts) },
    };
  },
  forward({ x }, _, { action, axis: number, parts }, { ops }) {
    const shape = x.type.shape;
    const at = number < 0 ? number + shape.length : number;
    const size = axis(x, at);
    const made: readonly Dim[] =
      action === 'split' ? [parts, divideDims(size, parts) ?? 0] : [multiplyDims(axis(x, at - 1), size)];
    return {
      y: ops.reshape(x, [...shape.slice(0, action === 'split' ? at : at - 1), ...made, ...shape.slice(at + 1)]),
    };
  },
  examples: [
    { inputs: { x: [2, 3, 4] } },
    { parameters: { action: 'merge' }, inputs: { x: [2, 1, 1] } },
    { parameters: { axis: 1, parts: 5 }, inputs: { x: [3, 5, 7] } },
    { parameters: { action: 'merge', axis: 3 }, inputs: { x: [2, 3, 5, 7] } },
  ],
});
