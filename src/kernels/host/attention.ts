import type { Tensor } from '@tensorflow/tfjs-core';
import type { AttentionAttributes } from '../../ops';
import { at, type Counter, type HostKernel, shapeOf } from '../kernel';
import { maskStrides } from '../layout';
import { bitsOf } from '../random';

/** Which elements dropout keeps, as the functions take it: bits, the smallest hash that is kept, what is kept is raised by. */
export const dropping = (rate: number, key: number, counter: Counter): [number, number, number] =>
  rate === 0 ? [0, 0, 1] : [bitsOf(key, counter), Math.ceil(rate * 2 ** 32), 1 / (1 - rate)];

/** Room for k, v, q or dy of one head, packed. */
const widest = (T: number, S: number, h: number, e: number): [number, number] => [
  Math.max(T, S) + 8,
  Math.max(h, e) + 8,
];

/** B, H, G, T, S, h, e of queries [B, T, H, h] and values [B, S, G, e]. */
function sizesOf(q: Tensor, v: Tensor): [number, number, number, number, number, number, number] {
  const [B = 0, T = 0, H = 0, h = 0] = q.shape;
  const [, S = 0, G = 0, e = 0] = v.shape;
  return [B, H, G, T, S, h, e];
}

export const attentionOnHost: HostKernel<AttentionAttributes> = ({ inputs, attributes, types, counter }, host) => {
  const [q, k, v, mask] = [at(inputs, 0), at(inputs, 1), at(inputs, 2), inputs[3]];
  const sizes = sizesOf(q, v);
  const [B, H, , T, S, h, e] = sizes;
  const strides = maskStrides(mask?.shape, [B, H, T, S]);
  if (!strides) return undefined;
  const [y, p] = [host.make(shapeOf(types, 0)), host.make(shapeOf(types, 1))];
  const { causal, scale, rate, key } = attributes;
  const read = [q, k, v, mask].map((x) => host.address(x));
  const scratch = [host.panels(...widest(T, S, h, e)), rate === 0 ? 0 : host.address(host.make([T * S]))];
  const drop = dropping(rate, key, counter());
  host.run(
    'attention',
    host.address(y),
    host.address(p),
    ...read,
    ...strides,
    ...scratch,
    ...sizes,
    scale,
    Number(causal),
    ...drop,
  );
  return [y, p];
};

export const attentionGradientOnHost: HostKernel<AttentionAttributes> = ({ inputs, attributes, counter }, host) => {
  const [q, k, v, p, dy] = [at(inputs, 0), at(inputs, 1), at(inputs, 2), at(inputs, 4), at(inputs, 5)];
  const sizes = sizesOf(q, v);
  const [, , , T, S, h, e] = sizes;
  const made = [host.make(q.shape), host.make(k.shape), host.make(v.shape)];
  const { scale, rate, key } = attributes;
  const [to, read] = [made, [q, k, v, p, dy]].map((list) => list.map((x) => host.address(x)));
  const scratch = [
    host.panels(...widest(T, S, h, e)),
    host.address(host.make([T * S])),
    rate === 0 ? 0 : host.address(host.make([T * S])),
  ];
  host.run(
    'attentionGradient',
    ...(to ?? []),
    ...(read ?? []),
    ...scratch,
    ...sizes,
    scale,
    ...dropping(rate, key, counter()),
  );
  return made;
};

export const dropoutOnHost: HostKernel<{ rate: number; key: number }> = ({ inputs, attributes, counter }, host) => {
  const x = at(inputs, 0);
  const y = host.make(x.shape);
  const { rate, key } = attributes;
  host.run('dropout', host.address(y), host.address(x), x.size, ...dropping(rate, key, counter()));
  return y;
};
