import type { Tensor } from '@tensorflow/tfjs-core';
import { ACTIVATIONS, type Activation } from '../../ops';
import { at, type HostKernel, type KernelCall } from '../kernel';
import { repeats } from '../layout';
import type { Host } from './host';

export const activationOnHost: HostKernel<{ kind: Activation }> = ({ inputs, attributes: { kind } }, host) => {
  const x = at(inputs, 0);
  const y = host.make(x.shape);
  host.run('activation', host.address(y), host.address(x), x.size, ACTIVATIONS.indexOf(kind));
  return y;
};

export const activationGradientOnHost: HostKernel<{ kind: Activation }> = ({ inputs, attributes: { kind } }, host) => {
  const [known, dy] = [at(inputs, 0), at(inputs, 1)];
  const dx = host.make(dy.shape);
  const of = ACTIVATIONS.indexOf(kind);
  host.run('activationGradient', host.address(dx), host.address(known), host.address(dy), dy.size, of);
  return dx;
};

/** a ∘ b where b is repeated over a's leading axes, or (for sums and products) the other way round. */
function combine(operation: number, commutes: boolean) {
  return ({ inputs }: KernelCall<Record<string, never>>, host: Host): Tensor | undefined => {
    const [one, other] = [at(inputs, 0), at(inputs, 1)];
    const [a, b] = commutes && other.size > one.size ? [other, one] : [one, other];
    if (b.size === 0 || !repeats(a.shape, b.shape)) return undefined;
    const y = host.make(a.shape);
    host.run('combine', host.address(y), host.address(a), host.address(b), a.size / b.size, b.size, operation);
    return y;
  };
}

export const addOnHost = combine(0, true);
export const subtractOnHost = combine(1, false);
export const multiplyOnHost = combine(2, true);

export const affineOnHost: HostKernel<{ scale: number; shift: number }> = ({ inputs, attributes }, host) => {
  const x = at(inputs, 0);
  const y = host.make(x.shape);
  host.run('affine', host.address(y), host.address(x), x.size, attributes.scale, attributes.shift);
  return y;
};
