import { at, type HostKernel, shapeOf } from '../kernel';
import { elements, rowsAndColumns } from '../layout';

/** How far apart rows and columns of an operand lie that is stored [rows, columns], or the other way round. */
const strides = (transposed: boolean, rows: number, columns: number): [number, number] =>
  transposed ? [1, rows] : [columns, 1];

export const matmulOnHost: HostKernel<{ transposeA: boolean; transposeB: boolean }> = (call, host) => {
  const { inputs, attributes, types } = call;
  const [a, b] = [at(inputs, 0), at(inputs, 1)];
  const shape = shapeOf(types);
  const [M = 0, N = 0] = shape.slice(-2);
  const K = a.shape.at(attributes.transposeA ? -2 : -1) ?? 0;
  const batch = elements(shape.slice(0, -2));
  const y = host.make(shape);
  const left = strides(attributes.transposeA, M, K);
  const right = strides(attributes.transposeB, K, N);
  host.run(
    'product',
    host.address(y),
    host.address(a),
    ...left,
    host.address(b),
    ...right,
    host.panels(K, N),
    batch,
    M,
    N,
    K,
  );
  return y;
};

export const linearOnHost: HostKernel<{ transposed: boolean }> = ({ inputs, attributes, types }, host) => {
  const [x, w] = [at(inputs, 0), at(inputs, 1)];
  const shape = shapeOf(types);
  const [N = 0, K = 0] = [shape.at(-1), x.shape.at(-1)];
  const M = elements(shape.slice(0, -1));
  const y = host.make(shape);
  const stored = strides(attributes.transposed, K, N);
  host.run(
    'linear',
    host.address(y),
    host.address(x),
    host.address(w),
    ...stored,
    host.address(inputs[2]),
    host.panels(K, N),
    M,
    N,
    K,
  );
  return y;
};

export const linearGradientOnHost: HostKernel<{ transposed: boolean; bias: boolean }> = (
  { inputs, attributes: { transposed }, types },
  host,
) => {
  const [x, dy] = [at(inputs, 0), at(inputs, 1)];
  const [[rows, K], [, N]] = [rowsAndColumns(x.shape), rowsAndColumns(dy.shape)];
  const made = types.map((_, i) => host.make(shapeOf(types, i)));
  const [dw = 0, db = 0] = made.map((one) => host.address(one));
  const packed = host.panels(rows, transposed ? K : N);
  host.run('linearGradient', dw, db, host.address(x), host.address(dy), packed, rows, K, N, Number(transposed));
  return made;
};
