import type { Decoder } from '../check';
import type { Batch } from '../data';
import type { Device, HostArray } from '../kernels';
import { type Batches, type Model, POSITIONS, SEEN } from '../train';
import { gathered, pushed, resized } from './memory';
import { distributionsOf, feed, nextSymbols, type Row } from './step';

/** Least room for what was read before; it doubles as it fills, so that few Programs are made. */
const LEAST_ROOM = 16;

/** What is kept of rows that were read. */
interface Memory {
  /** Symbols that each row has. */
  readonly length: number;
  /** What the model's count of changes was. */
  readonly weights: number;
  /** By name of what is carried on. */
  readonly arrays: ReadonlyMap<string, HostArray>;
  /** Where each row stands, by its example and symbols. */
  readonly places: ReadonlyMap<string, number>;
}

/**
 * Reads rows that grow symbol by symbol. Keys, values and states of what was read before are kept, so that each symbol is
 * read once; a model that cannot go on that way, and rows that do not continue others, are read from the beginning.
 */
export class Reader {
  readonly #model: Model;
  readonly #device: Device;
  readonly #decoder: Decoder;
  readonly #given: Batch;
  #memory: Memory | undefined;
  /** Weights that change while it reads: what it keeps would be of others, so everything is read again. */
  #unsteady = false;

  /** @param given what is given besides the feed, a row for each example */
  constructor(model: Model, device: Device, decoder: Decoder, given: Batch) {
    this.#model = model;
    this.#device = device;
    this.#decoder = decoder;
    this.#given = given;
  }

  /** The distribution of the symbol after each row. All rows are equally long. */
  async next(rows: readonly Row[]): Promise<Float64Array[]> {
    const memory = this.#memory;
    this.#memory = undefined;
    this.#unsteady ||= memory !== undefined && memory.weights !== this.#model.changes;
    const length = rows[0]?.ids.length ?? 0;
    const parents = rows.flatMap(({ example, ids }) => memory?.places.get(keyOf(example, ids.slice(0, -1))) ?? []);
    const goesOn = memory && length === memory.length + 1 && parents.length === rows.length;
    // At the greatest length the beginning falls away with the next symbol, and everything stands elsewhere.
    const again = this.#unsteady || length >= this.#greatest;
    const found = again ? undefined : goesOn ? await this.#goOn(rows, parents, memory) : await this.#begin(rows);
    return found ?? nextSymbols(this.#model, this.#device, this.#decoder, this.#given, rows);
  }

  get #symbol(): string {
    return String(this.#decoder.data.outputs[this.#decoder.feed]?.shape[1]);
  }

  get #greatest(): number {
    return this.#decoder.data.call.spec.symbols[this.#symbol] ?? 0;
  }

  #begin(rows: readonly Row[]): Promise<Float64Array[] | undefined> {
    const length = rows[0]?.ids.length ?? 0;
    const positions = { data: Int32Array.from({ length }, (_, i) => i), shape: [length] };
    return this.#read(rows, length, 0, () => new Map([[POSITIONS, positions]]));
  }

  #goOn(rows: readonly Row[], parents: readonly number[], memory: Memory): Promise<Float64Array[] | undefined> {
    let room = LEAST_ROOM;
    while (room < memory.length) room *= 2;
    // As many rows as a power of two: finished ones fall away one by one, and each number would be a Program of its own.
    let count = 1;
    while (count < rows.length) count *= 2;
    const filled = [...rows, ...Array.from({ length: count - rows.length }, () => rows[0] ?? { example: 0, ids: [] })];
    const from = filled.map((_, i) => parents[i] ?? parents[0] ?? 0);
    const past = Math.min(room, this.#greatest);
    return this.#read(filled, 1, past, (carried) => {
      const arrays = carried.map(({ name, kind, axis, type }): [string, HostArray] => {
        const held = memory.arrays.get(name);
        if (!held) throw new RangeError(`nothing was kept of '${name}'`);
        const each = type.shape[0] === count ? gathered(held, from) : held;
        return [name, kind === 'rows' ? resized(each, axis, past) : each];
      });
      const seen = Array.from({ length: count * (past + 1) }, (_, i) =>
        i % (past + 1) >= past - memory.length ? 1 : 0,
      );
      return new Map([
        ...arrays,
        [POSITIONS, { data: Int32Array.of(memory.length), shape: [1] }],
        [SEEN, { data: Uint8Array.from(seen), shape: [count, 1, 1, past + 1] }],
      ]);
    }).then((found) => found?.slice(0, rows.length));
  }

  /** Reads the last `steps` symbols of each row, and keeps what goes on. undefined where the model cannot. */
  async #read(
    rows: readonly Row[],
    steps: number,
    past: number,
    inputsFor: (carried: readonly Carried[]) => ReadonlyMap<string, HostArray>,
  ): Promise<Float64Array[] | undefined> {
    const { data, output } = this.#decoder;
    const now = rows.map(({ example, ids }) => ({ example, ids: ids.slice(-steps) }));
    const batches: Batches = new Map([[data.id, feed(this.#decoder, this.#given, now)]]);
    const wanted = data.outputs[this.#decoder.feed]?.shape.join();
    const read = Object.entries(data.outputs).flatMap(([port, { shape }]) =>
      shape.join() === wanted ? [`${data.id}.${port}`] : [],
    );
    return this.#device.guard(async () => {
      const options = { output, symbol: this.#symbol, read, steps, past };
      const continuation = this.#model.continuation(batches, options, this.#greatest);
      if (!continuation) return undefined;
      const { program, carried } = continuation;
      const inputs = inputsFor(carried);
      const { outputs } = await this.#model.predict(program, batches, undefined, inputs);
      const arrays = carried.flatMap(({ name, kind, axis }): [string, HostArray][] => {
        const [before, made] = [inputs.get(name), outputs.get(name)];
        if (!made) return before ? [[name, before]] : [];
        return [[name, kind === 'rows' && before ? pushed(before, made, axis) : made]];
      });
      this.#memory = {
        weights: this.#model.changes,
        length: rows[0]?.ids.length ?? 0,
        arrays: new Map(arrays),
        places: new Map(rows.map(({ example, ids }, i) => [keyOf(example, ids), i])),
      };
      return distributionsOf(program, output, outputs.get(output), rows.length);
    });
  }
}

type Carried = NonNullable<ReturnType<Model['continuation']>>['carried'][number];

const keyOf = (example: number, ids: readonly number[]): string => `${example}:${ids.join()}`;
