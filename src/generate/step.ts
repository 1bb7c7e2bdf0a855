import type { Decoder } from '../check';
import type { Batch, Values } from '../data';
import type { Device } from '../kernels';
import type { Batches, Model } from '../train';
import { probabilitiesOf } from './sample';

/** A row of symbols that is written on, and which of the given examples it is about. */
export interface Row {
  readonly example: number;
  readonly ids: readonly number[];
}

/**
 * The distribution of the symbol after each row. All rows are equally long.
 *
 * @param given what is given besides the feed, a row for each example
 */
export async function nextSymbols(
  model: Model,
  device: Device,
  decoder: Decoder,
  given: Batch,
  rows: readonly Row[],
): Promise<Float64Array[]> {
  const batches: Batches = new Map([[decoder.data.id, feed(decoder, given, rows)]]);
  return device.guard(async () => {
    const program = model.program({ kind: 'predict' }, batches);
    const { outputs } = await model.predict(program, batches);
    const output = outputs.get(decoder.output);
    const values = output?.data ?? new Float32Array();
    const [length = 1, width = 1] = output?.shape.slice(-2) ?? [];
    const type = program.outputs.find(({ name }) => name === decoder.output);
    const already = type !== undefined && program.values[type.value]?.role === 'probabilities';
    return rows.map((_, i) => {
      const end = (i + 1) * length * width;
      return probabilitiesOf(Float64Array.from(values.slice(end - width, end)), already);
    });
  });
}

function feed({ data, feed: port }: Decoder, given: Batch, rows: readonly Row[]): Batch {
  const length = rows[0]?.ids.length ?? 0;
  const shape = [rows.length, length];
  const wanted = data.outputs[port]?.shape;
  const entries = Object.entries(data.outputs).map(([name, type]): [string, Values] => {
    const along = type.shape.length === wanted?.length && type.shape.every((dim, i) => dim === wanted[i]);
    if (name === port) return [name, { data: Int32Array.from(rows.flatMap(({ ids }) => ids)), shape }];
    // Ports as long as the feed: masks are true on what has been written, ids are not known yet.
    if (along && type.dtype === 'bool') return [name, { data: new Uint8Array(rows.length * length).fill(1), shape }];
    if (along) return [name, { data: new Int32Array(rows.length * length), shape }];
    const values = given[name];
    return [name, values ? gather(values, rows) : { data: new Int32Array(0), shape: [rows.length, 0] }];
  });
  return Object.fromEntries(entries);
}

/** The examples that rows are about, one after the other. */
function gather({ data, shape }: Values, rows: readonly Row[]): Values {
  const size = data.length / (shape[0] ?? 1);
  const whole = emptyLike(data, rows.length * size);
  for (const [i, { example }] of rows.entries())
    whole.set(data.subarray(example * size, (example + 1) * size), i * size);
  return { data: whole, shape: [rows.length, ...shape.slice(1)] };
}

function emptyLike(data: Values['data'], size: number): Values['data'] {
  if (data instanceof Float32Array) return new Float32Array(size);
  return data instanceof Int32Array ? new Int32Array(size) : new Uint8Array(size);
}
