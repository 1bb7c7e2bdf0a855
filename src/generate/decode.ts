import type { Decoder } from '../check';
import { type Batch, type Dataset, detokenize, isProblems, probeOf, SPECIAL } from '../data';
import type { Device } from '../kernels';
import type { Problem } from '../problem';
import { stream } from '../random';
import type { Model } from '../train';
import { Reader } from './reader';
import { type Sampling, sample } from './sample';
import { search } from './search';

export interface DecodeOptions extends Sampling {
  /** Most symbols to write. */
  readonly length: number;
  readonly seed: number;
  /** Hypotheses kept side by side: above 1 nothing is drawn, the most likely whole text is looked for. */
  readonly beams?: number;
  /** How much longer texts are favoured among those; 0 not at all. */
  readonly lengthPenalty?: number;
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
  if ((options.beams ?? 1) > 1) {
    const [found] = await search(model, device, decoder, given.batch, [given.prompt], {
      beams: options.beams ?? 1,
      lengthPenalty: options.lengthPenalty ?? 0,
      length: most,
      end,
      window,
      onSymbol: async (best) => (await options.onSymbols?.(detokenize(spec, decoder.predicts, best))) !== false,
    });
    const symbols = detokenize(spec, decoder.predicts, found?.written ?? []);
    await options.onSymbols?.(symbols);
    return { symbols, ended: found?.ended === true };
  }
  const reader = new Reader(model, device, decoder, given.batch);
  while (written.length < most && !ended) {
    const rows = [{ example: 0, ids: ids.slice(-window) }];
    const [row = new Float64Array()] = await reader.next(rows);
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
