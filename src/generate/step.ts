import type { Decoder } from '../check';
import type { Batch, Values } from '../data';
import type { Device, HostArray } from '../kernels';
import type { Batches, Model } from '../train';
import { gathered } from './memory';
import { probabilitiesOf } from './sample';

/** A row of symbols that is written on, and which of the given examples it is about. */
export interface Row {
  readonly example: number;
  readonly ids: readonly number[];
}

/**
 * The distribution of the symbol after each row, everything read from the beginning. All rows are equally long.
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
    return distributionsOf(program, decoder.output, outputs.get(decoder.output), rows.length);
  });
}

/** The last step of each row of an output [B, T, V], as probabilities. */
export function distributionsOf(
  program: ReturnType<Model['program']>,
  name: string,
  output: HostArray | undefined,
  rows: number,
): Float64Array[] {
  const values = output?.data ?? new Float32Array();
  const [length = 1, width = 1] = output?.shape.slice(-2) ?? [];
  const type = program.outputs.find((one) => one.name === name);
  const already = type !== undefined && program.values[type.value]?.role === 'probabilities';
  return Array.from({ length: rows }, (_, i) => {
    const end = (i + 1) * length * width;
    return probabilitiesOf(Float64Array.from(values.slice(end - width, end)), already);
  });
}

/** What a model is fed: the rows, and what is given about their examples. */
export function feed({ data, feed: port }: Decoder, given: Batch, rows: readonly Row[]): Batch {
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
    return [
      name,
      values
        ? gathered(
            values,
            rows.map(({ example }) => example),
          )
        : { data: new Int32Array(0), shape: [rows.length, 0] },
    ];
  });
  return Object.fromEntries(entries);
}
