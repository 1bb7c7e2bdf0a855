import type { Tensor } from '@tensorflow/tfjs-core';
import { at, type HostKernel } from '../kernel';
import type { Host } from './host';

/** Recurrent layers of src/kernels/assembly/recurrent.ts; operands as their operations have them. */
type Direction = { readonly reverse: boolean };

const stepOf = ({ reverse }: Direction): number => (reverse ? -1 : 1);

function sizesOf(sequence: Tensor, u: Tensor): { B: number; T: number; H: number } {
  const [B = 0, T = 0] = sequence.shape;
  return { B, T, H: u.shape[0] ?? 0 };
}

/** u [H, G] as the forward pass reads it, and uᵀ [G, H] as the gradient does. */
const packed = (host: Host, u: Tensor, H: number, G: number): number => host.pack(u, H, G, G, 1);
const packedTransposed = (host: Host, u: Tensor, H: number, G: number): number => host.pack(u, G, H, 1, G);

export const rnnOnHost: HostKernel<Direction> = ({ inputs, attributes }, host) => {
  const [a, u] = [at(inputs, 0), at(inputs, 1)];
  const { B, T, H } = sizesOf(a, u);
  const h = host.make([B, T, H]);
  const step = stepOf(attributes);
  host.run(
    'rnn',
    host.address(h),
    host.address(a),
    packed(host, u, H, H),
    host.address(inputs[2]),
    host.address(inputs[3]),
    B,
    T,
    H,
    step,
  );
  return h;
};

export const rnnGradientOnHost: HostKernel<Direction> = ({ inputs, attributes }, host) => {
  const [u, h] = [at(inputs, 0), at(inputs, 3)];
  const { B, T, H } = sizesOf(h, u);
  const made = [host.make([B, T, H]), host.make([H, H]), host.make([B, H])];
  const ut = packedTransposed(host, u, H, H);
  const read = [inputs[1], inputs[2], h, at(inputs, 4)].map((x) => host.address(x));
  const to = made.map((x) => host.address(x));
  host.run('rnnGradient', ...to, ut, ...read, host.panels(T, H), B, T, H, stepOf(attributes));
  return made;
};

export const lstmOnHost: HostKernel<Direction> = ({ inputs, attributes }, host) => {
  const [a, u] = [at(inputs, 0), at(inputs, 1)];
  const { B, T, H } = sizesOf(a, u);
  const made = [host.make([B, T, H]), host.make([B, T, H]), host.make([B, T, 4 * H])];
  const read = [inputs[2], inputs[3], inputs[4]].map((x) => host.address(x));
  const to = made.map((x) => host.address(x));
  host.run('lstm', ...to, host.address(a), packed(host, u, H, 4 * H), ...read, B, T, H, stepOf(attributes));
  return made;
};

export const lstmGradientOnHost: HostKernel<Direction> = ({ inputs, attributes }, host) => {
  const [u, h] = [at(inputs, 0), at(inputs, 4)];
  const { B, T, H } = sizesOf(h, u);
  const made = [host.make([B, T, 4 * H]), host.make([H, 4 * H]), host.make([B, H]), host.make([B, H])];
  const ut = packedTransposed(host, u, H, 4 * H);
  const read = [1, 2, 3, 4, 5, 6, 7, 8].map((i) => host.address(inputs[i]));
  const to = made.map((x) => host.address(x));
  host.run('lstmGradient', ...to, ut, ...read, host.panels(T, 4 * H), B, T, H, stepOf(attributes));
  return made;
};

export const gruOnHost: HostKernel<Direction> = ({ inputs, attributes }, host) => {
  const [a, u] = [at(inputs, 0), at(inputs, 1)];
  const { B, T, H } = sizesOf(a, u);
  const made = [host.make([B, T, H]), host.make([B, T, 3 * H]), host.make([B, T, H])];
  const read = [inputs[2], inputs[3], inputs[4]].map((x) => host.address(x));
  const to = made.map((x) => host.address(x));
  const scratch = host.address(host.make([B, 3 * H]));
  host.run('gru', ...to, host.address(a), packed(host, u, H, 3 * H), ...read, scratch, B, T, H, stepOf(attributes));
  return made;
};

export const gruGradientOnHost: HostKernel<Direction> = ({ inputs, attributes }, host) => {
  const [u, h] = [at(inputs, 0), at(inputs, 3)];
  const { B, T, H } = sizesOf(h, u);
  const made = [host.make([B, T, 3 * H]), host.make([H, 3 * H]), host.make([H]), host.make([B, H])];
  const ut = packedTransposed(host, u, H, 3 * H);
  const read = [1, 2, 3, 4, 5, 6].map((i) => host.address(inputs[i]));
  const to = made.map((x) => host.address(x));
  const dp = host.address(host.make([B, T, 3 * H]));
  host.run('gruGradient', ...to, dp, ut, ...read, host.panels(T, 3 * H), B, T, H, stepOf(attributes));
  return made;
};
