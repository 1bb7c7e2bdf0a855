import { at, type HostKernel, shapeOf } from '../kernel';
import { elements } from '../layout';

type None = Record<string, never>;

export const embeddingOnHost: HostKernel<None> = ({ inputs, types }, host) => {
  const [ids, table] = [at(inputs, 0), at(inputs, 1)];
  const [V = 0, C = 0] = table.shape;
  const y = host.make(shapeOf(types));
  host.run('embedding', host.address(y), host.address(ids), host.address(table), ids.size, V, C);
  return y;
};

export const embeddingGradientOnHost: HostKernel<{ rows: number }> = ({ inputs, attributes: { rows } }, host) => {
  const [ids, dy] = [at(inputs, 0), at(inputs, 1)];
  const C = dy.shape.at(-1) ?? 1;
  const dtable = host.make([rows, C]);
  host.run('embeddingGradient', host.address(dtable), host.address(ids), host.address(dy), ids.size, rows, C);
  return dtable;
};

/** Where two neighbours change places: heads and time steps, or rows and columns. */
export const transposeOnHost: HostKernel<{ order: readonly number[] }> = ({ inputs, attributes: { order } }, host) => {
  const x = at(inputs, 0);
  if (x.dtype !== 'float32') return undefined;
  const first = order.findIndex((axis, i) => axis !== i);
  const swapped = order.every((axis, i) => axis === (i === first ? first + 1 : i === first + 1 ? first : i));
  if (first < 0 || !swapped) return undefined;
  const [B = 1, C = 1] = x.shape.slice(first, first + 2);
  const y = host.make(order.map((axis) => x.shape[axis] ?? 1));
  host.run(
    'swapAxes',
    host.address(y),
    host.address(x),
    elements(x.shape.slice(0, first)),
    B,
    C,
    elements(x.shape.slice(first + 2)),
  );
  return y;
};
