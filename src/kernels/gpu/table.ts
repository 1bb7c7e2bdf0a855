import { at, type GpuKernel, shapeOf } from '../kernel';
import { eachElement } from './gpu';

type None = Record<string, never>;

export const embeddingOnGpu: GpuKernel<None> = ({ inputs, types }, gpu) => {
  const [ids, table] = [at(inputs, 0), at(inputs, 1)];
  const [V = 0, C = 0] = table.shape;
  const y = gpu.make(shapeOf(types));
  const code = () =>
    eachElement(`let id = x0[i / ${C}u];
  if (id >= 0 && id < ${V}) { y0[i] = x1[u32(id) * ${C}u + i % ${C}u]; } else { y0[i] = 0.0; }`);
  gpu.each({ key: `embedding ${V} ${C}`, reads: ['i32', 'f32'], writes: 1, code }, [ids, table], [y], y.size);
  return y;
};

/** Every element of the table looks through all positions: no atomic adds, so the same every time. */
export const embeddingGradientOnGpu: GpuKernel<{ rows: number }> = ({ inputs, attributes: { rows } }, gpu) => {
  const [ids, dy] = [at(inputs, 0), at(inputs, 1)];
  const C = dy.shape.at(-1) ?? 1;
  const dtable = gpu.make([rows, C]);
  const code = () =>
    eachElement(`let id = i32(i / ${C}u);
  let column = i % ${C}u;
  var sum = 0.0;
  for (var n = 0u; n < arrayLength(&x0); n++) {
    if (x0[n] == id) { sum += x1[n * ${C}u + column]; }
  }
  y0[i] = sum;`);
  gpu.each(
    { key: `embedding gradient ${C}`, reads: ['i32', 'f32'], writes: 1, code },
    [ids, dy],
    [dtable],
    dtable.size,
  );
  return dtable;
};
