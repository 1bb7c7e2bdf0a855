import { at, type GpuKernel, shapeOf } from '../kernel';
import { eachElement, eachOf } from './gpu';

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

/** Columns that an invocation adds up, so that an id is compared once for all of them. */
const ACROSS = 16;

/**
 * Code that adds up, in sums s0 …, part of the rows of dy whose id is `id`, from `column` on and from row `first` on. Rows are looked for in a
 * loop of its own: a GPU in software does what stands under an `if` whether it is true or not.
 */
const addRows = (C: number, first: string): string => {
  const added = Array.from({ length: ACROSS }, (_, j) => `s${j} += x1[n * ${C}u + min(column + ${j}u, ${C - 1}u)];`);
  return `var n = ${first};
  loop {
    while (n < arrayLength(&x0) && x0[n] != id) { n++; }
    if (n >= arrayLength(&x0)) { break; }
    ${added.join(' ')}
    n++;
  }`;
};

const declareSums = Array.from({ length: ACROSS }, (_, j) => `var s${j} = 0.0;`).join(' ');

/** Stores the sums in a row of the table. */
const storeRow = (C: number, row: string): string =>
  Array.from(
    { length: ACROSS },
    (_, j) => `if (column + ${j}u < ${C}u) { y0[${row} * ${C}u + column + ${j}u] = s${j}; }`,
  ).join(' ');

/**
 * ∂loss/∂table without atomic adds: sums run in the order of the positions, so they are the same every time. A short table has
 * an invocation for each row, which looks through all positions. Of a long one only the rows that occur are summed up, each by
 * the first position that has its id, once all is zero.
 */
export const embeddingGradientOnGpu: GpuKernel<{ rows: number }> = ({ inputs, attributes: { rows } }, gpu) => {
  const [ids, dy] = [at(inputs, 0), at(inputs, 1)];
  const C = dy.shape.at(-1) ?? 1;
  const dtable = gpu.make([rows, C]);
  const parts = Math.ceil(C / ACROSS);
  if (rows <= ids.size) {
    const code = () =>
      eachOf(
        `${rows * parts}u`,
        `let id = i32(i / ${parts}u);
  let column = i % ${parts}u * ${ACROSS}u;
  ${declareSums}
  ${addRows(C, '0u')}
  ${storeRow(C, 'u32(id)')}`,
      );
    const key = `embedding gradient ${rows} ${C}`;
    gpu.each({ key, reads: ['i32', 'f32'], writes: 1, code }, [ids, dy], [dtable], rows * parts);
    return dtable;
  }
  gpu.each({ key: 'zeros', reads: [], writes: 1, code: () => eachElement('y0[i] = 0.0;') }, [], [dtable], dtable.size);
  const code = () =>
    eachOf(
      `arrayLength(&x0) * ${parts}u`,
      `let first = i / ${parts}u;
  let column = i % ${parts}u * ${ACROSS}u;
  let id = x0[first];
  if (id < 0 || id >= ${rows}) { return; }
  for (var n = 0u; n < first; n++) { if (x0[n] == id) { return; } }
  ${declareSums}
  ${addRows(C, 'first')}
  ${storeRow(C, 'u32(id)')}`,
    );
  const key = `embedding gradient by position ${rows} ${C}`;
  gpu.each({ key, reads: ['i32', 'f32'], writes: 1, code }, [ids, dy], [dtable], ids.size * parts);
  return dtable;
};
