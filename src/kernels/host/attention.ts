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
  const [y, lse] = [host.make(shapeOf(types, 0)), host.make(shapeOf(types, 1))];
  const { causal, scale, rate, key } = attributes;
  const places = [y, lse, q, k, v, mask].map((x) => host.address(x));
  const scratch = [host.panels(...widest(T, S, h, e)), host.address(host.make([T * S]))];
  const drop = dropping(rate, key, counter());
  host.run('attention', ...places, ...strides, ...scratch, ...sizes, scale, Number(causal), ...drop);
  return [y, lse];
};

export const attentionProbabilitiesOnHost: HostKernel<Pick<AttentionAttributes, 'causal' | 'scale'>> = (
  { inputs, attributes: { causal, scale }, types },
  host,
) => {
  const [q, k, mask, lse] = [at(inputs, 0), at(inputs, 1), inputs[2], at(inputs, 3)];
  const [B, H, G, T, S, h] = sizesOf(q, k);
  const strides = maskStrides(mask?.shape, [B, H, T, S]);
  if (!strides) return undefined;
  const p = host.make(shapeOf(types));
  const places = [p, q, k, mask, lse].map((x) => host.address(x));
  const packed = host.panels(...widest(T, S, h, h));
  host.run('attentionProbabilities', ...places, ...strides, packed, B, H, G, T, S, h, scale, Number(causal));
  return p;
};

export const attentionGradientOnHost: HostKernel<AttentionAttributes> = ({ inputs, attributes, counter }, host) => {
  const [q, k, v, mask] = [at(inputs, 0), at(inputs, 1), at(inputs, 2), inputs[3]];
  const [lse, dy] = [at(inputs, 5), at(inputs, 6)];
  const sizes = sizesOf(q, v);
  const [B, H, , T, S, h, e] = sizes;
  const strides = maskStrides(mask?.shape, [B, H, T, S]);
  if (!strides) return undefined;
  const made = [host.make(q.shape), host.make(k.shape), host.make(v.shape)];
  const { causal, scale, rate, key } = attributes;
  const places = [...made, q, k, v, mask, lse, dy].map((x) => host.address(x));
  const scratch = [host.panels(...widest(T, S, h, e)), ...[0, 1].map(() => host.address(host.make([T * S])))];
  const drop = dropping(rate, key, counter());
  host.run('attentionGradient', ...places, ...strides, ...scratch, ...sizes, scale, Number(causal), ...drop);
  return made;
};

export const dropoutOnHost: HostKernel<{ rate: number; key: number }> = ({ inputs, attributes, counter }, host) => {
  const x = at(inputs, 0);
  const y = host.make(x.shape);
  const { rate, key } = attributes;
  host.run('dropout', host.address(y), host.address(x), x.size, ...dropping(rate, key, counter()));
  return y;
};
