import { tensor } from '@tensorflow/tfjs-core';
import type { Rotary } from '../../ops';
import { anglesOf, turnOf } from '../angles';
import { at, type HostKernel } from '../kernel';

export const rotaryOnHost: HostKernel<Rotary> = ({ inputs, attributes }, host) => {
  const x = at(inputs, 0);
  const { T, heads, h } = turnOf(x.shape, attributes);
  const y = host.make(x.shape);
  const table = tensor(anglesOf(T, h, attributes), [T * h], 'float32');
  const halves = attributes.pairs === 'halves' ? 1 : 0;
  host.run('rotary', host.address(y), host.address(x), host.address(table), x.size / h, T, heads, h, halves);
  return y;
};
