import type { Tensor } from '@tensorflow/tfjs-core';
import { at, type HostKernel, shapeOf } from '../kernel';
import { rowsAndColumns } from '../layout';

type None = Record<string, never>;
type Smoothed = { smoothing: number };

export const crossEntropyOnHost: HostKernel<Smoothed> = ({ inputs, attributes, types }, host) => {
  const [logits, targets] = [at(inputs, 0), at(inputs, 1)];
  const made = types.map((_, i) => host.make(shapeOf(types, i)));
  const [rows, V] = rowsAndColumns(logits.shape);
  const to = [made[0], made[1], made[2], made[3]].map((one) => host.address(one));
  const read = [logits, targets, host.make([V])].map((one) => host.address(one));
  host.run('crossEntropy', ...to, ...read, rows, V, attributes.smoothing);
  return made;
};

export const crossEntropyGradientOnHost: HostKernel<Smoothed> = ({ inputs, attributes }, host) => {
  const logits = at(inputs, 0);
  const dx = host.make(logits.shape);
  const read = [logits, at(inputs, 1), at(inputs, 2), at(inputs, 3)].map((x) => host.address(x));
  host.run('crossEntropyGradient', host.address(dx), ...read, ...rowsAndColumns(logits.shape), attributes.smoothing);
  return dx;
};

export const maskedMeanOnHost: HostKernel<None> = ({ inputs: [mask, ...rest] }, host) => {
  const values = rest.filter((x): x is Tensor => x !== undefined);
  const [mean, count] = [host.make([]), host.make([])];
  const sums = values.map((x, i) => {
    const sum = host.make([]);
    const to = [i === 0 ? mean : undefined, i === 0 ? count : undefined, sum].map((one) => host.address(one));
    host.run('maskedMean', ...to, host.address(x), host.address(mask), x.size);
    return sum;
  });
  return [mean, count, ...sums];
};

export const maskedMeanGradientOnHost: HostKernel<None> = ({ inputs }, host) => {
  const mask = at(inputs, 0);
  const dx = host.make(mask.shape);
  const read = [mask, at(inputs, 1), at(inputs, 2)].map((one) => host.address(one));
  host.run('maskedMeanGradient', host.address(dx), ...read, mask.size);
  return dx;
};

export const exactMatchOnHost: HostKernel<None> = ({ inputs }, host) => {
  const [mask, hit] = [at(inputs, 0), at(inputs, 1)];
  const y = host.make([]);
  host.run('exactMatch', host.address(y), host.address(mask), host.address(hit), ...rowsAndColumns(hit.shape));
  return y;
};
