import { axis, defineBlock, optional } from '../src/block';

export const repeatOverTime = defineBlock({
  id: 'repeat-over-time',
  version: 1,
  category: 'shape',
  doc: {
    title: 'Repeat over time',
    formula: 'y_t = x',
    text: 'Hands one vector to every time step: [B, C] becomes [B, T, C]. T is that of the tensor wired to `like`, or a number. The beginning of one-to-many, such as a caption from an image.',
    source: {
      title: 'As in PyTorch: Tensor.expand',
      url: 'https://docs.pytorch.org/docs/stable/generated/torch.Tensor.expand.html',
    },
    keywords: ['one to many', 'broadcast', 'tile', 'context', 'captioning'],
  },
  parameters: {
    steps: { kind: 'int', default: 0, min: 0, max: 65_536, symbolic: true, doc: 'T; 0 takes it from `like`.' },
  },
  inputs: { x: 'float [B, C]', like: optional('any [*]') },
  outputs: { y: 'float [B, T, C]' },
  refuse(_, { steps }, { like }) {
    if (steps > 0 || (like && like.shape.length >= 2)) return undefined;
    return {
      at: like ? 'like' : 'steps',
      expected: like ? 'a tensor with a time axis [B, T, ...]' : 'a number of steps, or a tensor at `like`',
      received: like ? `${like.shape.length} axis` : '0',
      fix: 'Wire tokens or a sequence to `like`, or set the steps here.',
    };
  },
  forward({ x, like }, _, { steps }, { ops }) {
    const [B, C] = [axis(x, 0), axis(x, 1)];
    const T = like && steps === 0 ? axis(like, 1) : steps;
    return { y: ops.broadcast(ops.reshape(x, [B, 1, C]), [B, T, C]) };
  },
  examples: [
    { parameters: { steps: 3 }, inputs: { x: [2, 4] } },
    { inputs: { x: [1, 1], like: [1, 1] } },
    { inputs: { x: [3, 7], like: [3, 5, 2] } },
  ],
});
