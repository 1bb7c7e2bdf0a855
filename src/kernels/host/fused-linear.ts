import { ACTIVATIONS, type FusedLinearAttributes } from '../../ops';
import { at, type HostKernel } from '../kernel';
import { dropping } from './attention';
import { linearOnHost } from './product';

/** The product, and what follows on its numbers where they lie. */
export const fusedLinearOnHost: HostKernel<FusedLinearAttributes> = (call, host) => {
  const { inputs, attributes, counter } = call;
  const { activation, rate, key, slope, keeps } = attributes;
  const z = linearOnHost(call, host);
  if (!z || !('dataId' in z)) return undefined;
  const y = keeps ? host.make(z.shape) : z;
  const [to, from, n] = [host.address(y), host.address(z), z.size];
  if (activation !== null) host.run('activation', to, from, n, ACTIVATIONS.indexOf(activation));
  if (rate > 0) host.run('dropout', to, to, n, ...dropping(rate, key, counter()));
  if (slope !== null) {
    host.run('activationGradient', to, host.address(at(inputs, 3)), to, n, ACTIVATIONS.indexOf(slope));
  }
  if (inputs[4]) host.run('combine', to, to, host.address(inputs[4]), 1, n, 0);
  return keeps ? [y, z] : [y];
};
