import type { Decoder } from '../check';
import { type Batch, type Dataset, detokenize, isProblems, probeOf, SPECIAL, type Values } from '../data';
import type { Device } from '../kernels';
import type { Problem } from '../problem';
import { stream } from '../random';
import type { Batches, Model } from '../train';
import { probabilitiesOf, type Sampling, sample } from './sample';

export interface DecodeOptions extends Sampling {
  /** Most symbols to write. */
  readonly length: number;
  readonly seed: number;
  /** Holds what is given where that is one of the examples, such as an image. */
  readonly dataset?: Dataset | undefined;
  /** Called after every symbol with all that was written; false stops. */
  readonly onSymbols?: (symbols: readonly string[]) => Promise<boolean>;
}

export interface Decoded {
  readonly symbols: readonly string[];
  /** The model wrote the end symbol itself. */
  readonly ended: boolean;
}

/**
 * Lets the model write: feeds it what it has written so far, symbol by symbol, until the end symbol or `length`. A
 * language model goes on from the text of `fields`; one that reads a source decodes from that alone.
 */
export async function decode(
  model: Model,
  device: Device,
  decoder: Decoder,
  fields: Readonly<Record<string, string>>,
  options: DecodeOptions,
): Promise<Decoded | readonly Problem[]> {
  const { spec } = decoder.data.call;
  const given = promptOf(options.dataset?.probe ?? ((all) => probeOf(spec, all)), decoder, fields);
  if (!('batch' in given)) return given;
  const vocabulary = spec.vocabularies[spec.ports[decoder.predicts]?.vocabulary?.id ?? ''] ?? [];
  const end = vocabulary.indexOf(SPECIAL.end);
  const window = spec.symbols[String(spec.ports[decoder.feed]?.shape[1])] ?? given.prompt.length;
  const random = stream(options.seed, 'generate');
  const ids = [...given.prompt];
  const written: number[] = [];
  let ended = false;
  const most = end >= 0 ? Math.min(options.length, window) : options.length;
  while (written.length < most && !ended) {
    const row = await nextRow(model, device, decoder, given.batch, ids.slice(-window));
    const id = sample(row, options, random);
    ended = id === end;
    if (ended) break;
    ids.push(id);
    written.push(id);
    const go = await options.onSymbols?.(detokenize(spec, decoder.predicts, written));
    if (go === false) break;
  }
  return { symbols: detokenize(spec, decoder.predicts, written), ended };
}

/** What is given besides the feed, and the ids the feed begins with. */
function promptOf(
  probe: Dataset['probe'],
  decoder: Decoder,
  fields: Readonly<Record<string, string>>,
): { readonly batch: Batch; readonly prompt: readonly number[] } | readonly Problem[] {
  const fromSource = decoder.given.length > 0;
  const batch = probe(fromSource ? { ...fields, target: '' } : fields);
  if (isProblems(batch)) return batch;
  const feed = batch[decoder.feed];
  // A model that reads a source begins with the start symbol alone.
  const prompt = fromSource ? [...(feed?.data ?? [])].slice(0, 1) : [...(feed?.data ?? [])];
  return { batch, prompt };
}

/** The distribution of the symbol after `ids`. */
async function nextRow(
  model: Model,
  device: Device,
  decoder: Decoder,
  given: Batch,
  ids: readonly number[],
): Promise<Float64Array> {
  const shape = [1, ids.length];
  const feedType = decoder.data.outputs[decoder.feed];
  const entries = Object.entries(decoder.data.outputs).map(([port, type]): [string, Values] => {
    const along = type.shape.length === feedType?.shape.length && type.shape.every((d, i) => d === feedType.shape[i]);
    if (port === decoder.feed) return [port, { data: Int32Array.from(ids), shape }];
    // Ports as long as the feed: masks are true on what has been written, ids are not known yet.
    if (along && type.dtype === 'bool') return [port, { data: new Uint8Array(ids.length).fill(1), shape }];
    if (along) return [port, { data: new Int32Array(ids.length), shape }];
    return [port, given[port] ?? { data: new Int32Array(0), shape: [1, 0] }];
  });
  const batches: Batches = new Map([[decoder.data.id, Object.fromEntries(entries)]]);
  return device.guard(async () => {
    const program = model.program({ kind: 'predict' }, batches);
    const results = model.run(program, batches, { seed: model.seed, step: 0 });
    try {
      const output = results.outputs.get(decoder.output);
      const values = (await output?.data()) ?? new Float32Array();
      const width = output?.shape.at(-1) ?? 1;
      const type = program.outputs.find(({ name }) => name === decoder.output);
      const already = type !== undefined && program.values[type.value]?.role === 'probabilities';
      return probabilitiesOf(Float64Array.from(values).slice(-width), already);
    } finally {
      model.discard(results);
    }
  });
}
