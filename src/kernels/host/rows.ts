import { at, type HostKernel, shapeOf } from '../kernel';
import { elements, leadingOf, maskStrides, rowsAndColumns } from '../layout';

type None = Record<string, never>;

export const softmaxOnHost: HostKernel<None> = ({ inputs }, host) => {
  const [x, mask] = [at(inputs, 0), inputs[1]];
  const strides = maskStrides(mask?.shape, x.shape);
  if (!strides) return undefined;
  const y = host.make(x.shape);
  const { outer, inner } = leadingOf(x.shape);
  const [T = 1, C = 1] = [x.shape.at(-2), x.shape.at(-1)];
  host.run('softmax', host.address(y), host.address(x), host.address(mask), ...strides, outer, inner, T, C);
  return y;
};

export const softmaxGradientOnHost: HostKernel<None> = ({ inputs }, host) => {
  const [y, dy] = [at(inputs, 0), at(inputs, 1)];
  const dx = host.make(y.shape);
  host.run('softmaxGradient', host.address(dx), host.address(y), host.address(dy), ...rowsAndColumns(y.shape));
  return dx;
};

/** Without a shift, and without room for its gradient, the functions know that the norm is by the root mean square. */
const normOnHost: HostKernel<{ epsilon: number }> = ({ inputs, attributes }, host) => {
  const x = at(inputs, 0);
  const made = [host.make(x.shape), host.make(x.shape), host.make([...x.shape.slice(0, -1), 1])];
  const to = made.map((one) => host.address(one));
  const read = [x, at(inputs, 1), inputs[2]].map((one) => host.address(one));
  host.run('layerNorm', ...to, ...read, ...rowsAndColumns(x.shape), attributes.epsilon);
  return made;
};

const normGradientOnHost =
  (shift: boolean): HostKernel<None> =>
  ({ inputs }, host) => {
    const [dy, scale, normalised, inverse] = [at(inputs, 0), at(inputs, 1), at(inputs, 2), at(inputs, 3)];
    const made = [dy.shape, scale.shape, ...(shift ? [scale.shape] : [])].map((shape) => host.make(shape));
    const to = [made[0], made[1], made[2]].map((one) => host.address(one));
    const read = [dy, scale, normalised, inverse].map((one) => host.address(one));
    host.run('layerNormGradient', ...to, ...read, host.address(inputs[4]), ...rowsAndColumns(dy.shape));
    return made;
  };

export const layerNormOnHost = normOnHost;
export const rmsNormOnHost = normOnHost;
export const layerNormGradientOnHost = normGradientOnHost(true);
export const rmsNormGradientOnHost = normGradientOnHost(false);

/** Where leading axes are summed away, a bias' gradient above all. */
export const sumToOnHost: HostKernel<{ shape: readonly (number | string)[] }> = ({ inputs, types }, host) => {
  const x = at(inputs, 0);
  const shape = shapeOf(types);
  const kept = x.shape.slice(x.shape.length - shape.length);
  if (shape.some((size, axis) => size !== kept[axis])) return undefined;
  const y = host.make(shape);
  const C = elements(shape);
  host.run('sumRows', host.address(y), host.address(x), C === 0 ? 0 : x.size / C, C);
  return y;
};
