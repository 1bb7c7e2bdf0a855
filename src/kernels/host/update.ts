import { at, type HostKernel } from '../kernel';

const BYTES = 4;

export const squaresOnHost: HostKernel<Record<string, never>> = ({ inputs }, host) => {
  const y = host.make([inputs.length]);
  for (const i of inputs.keys()) {
    const g = at(inputs, i);
    host.run('sumSquares', host.address(y) + i * BYTES, host.address(g), g.size);
  }
  return y;
};

type Adam = { beta1: number; beta2: number; epsilon: number; decay: number; decayed: readonly boolean[] };

export const adamOnHost: HostKernel<Adam> = ({ inputs, attributes }, host) => {
  const { beta1, beta2, epsilon, decay, decayed } = attributes;
  const factors = host.address(at(inputs, 0));
  return decayed.flatMap((decays, i) => {
    const own = Array.from({ length: 4 }, (_, j) => at(inputs, 1 + i * 4 + j));
    const w = at(own, 0);
    const made = [host.make(w.shape), host.make(w.shape), host.make(w.shape)];
    const [from, to] = [own, made].map((list) => list.map((one) => host.address(one)));
    const constants = [beta1, beta2, 1 - beta1, 1 - beta2, epsilon, decays ? decay : 0];
    host.run('adam', ...(to ?? []), ...(from ?? []), factors, w.size, ...constants);
    return made;
  });
};
