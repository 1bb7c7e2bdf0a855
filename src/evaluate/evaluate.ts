import { type CheckedDataNode, type Decoder, decoderOf, type Link, linksOf } from '../check';
import { type Batch, type Dataset, SPECIAL, type Split, textOf } from '../data';
import { search } from '../generate';
import type { Bucket, Evaluation, Score } from '../metrics';
import { batchesOf, type Trainer } from '../train';
import { bleu } from './bleu';
import { confusionOf, f1Of } from './classes';
import { rougeL, rougeN } from './rouge';

export interface EvaluateOptions {
  readonly split: Split;
  /** Most examples looked at; 0 is the whole split. */
  readonly examples: number;
  /** Hypotheses kept while decoding; 1 is greedy. */
  readonly beams: number;
  readonly lengthPenalty: number;
  /** Called after every batch; false stops, and what was done so far counts. */
  readonly onProgress: (done: number, total: number) => Promise<boolean>;
  /** Called after every symbol that is written; false stops. */
  readonly keepOn: () => Promise<boolean>;
}

/** Texts shown with what should have been written. */
const SAMPLES = 8;
/** Classes of a confusion matrix at most. */
const MOST_LABELS = 40;
/** Words a length bucket spans. */
const BUCKET = 5;

/**
 * Figures on a whole split: losses and metrics of the loss blocks; for a model that writes from a source, BLEU and ROUGE of
 * what it writes by itself, also by the source's length; for classes and tags F1 and what was taken for what; for numbers how
 * far off they are.
 */
export async function evaluate(trainer: Trainer, options: EvaluateOptions): Promise<Evaluation> {
  const { model, datasets } = trainer;
  const decoder = decoderOf(model.graph);
  const writes = decoder && decoder.given.length > 0;
  const links = writes ? [] : distinctLinks(linksOf(model.graph));
  const all = Math.min(...[...datasets.values()].map((dataset) => dataset.counts[options.split]));
  const wanted = options.examples > 0 ? Math.min(options.examples, all) : all;
  const texts: Text[] = [];
  const predicted = new Map(links.map((link) => [link, new Predictions(link)]));
  // Losses and predictions go over the split one after the other, and count as one way.
  const figures = await trainer.measure(options.split, wanted, (done) => options.onProgress(done / 2, wanted));
  const examples = figures?.examples ?? 0;
  let done = 0;
  while (done < examples) {
    const size = Math.min(trainer.training.batch, examples - done);
    const from = done;
    const indices = (count: number) =>
      Array.from({ length: size }, (_, i) => Math.floor(((from + i) * count) / wanted));
    if (decoder && writes) texts.push(...(await writeAll(trainer, decoder, datasets, indices, options)));
    if (links.length > 0) await predictAll(trainer, options.split, indices, predicted);
    done += size;
    if (!(await options.onProgress((examples + done) / 2, wanted))) break;
  }
  const found = [...predicted.values()].map((one) => one.result(links.length > 1 ? one.output : ''));
  const confusion = found.find((one) => one.confusion)?.confusion;
  return {
    split: options.split,
    step: trainer.step,
    // What was called off half way has its losses over more examples than its texts: the lesser number is said.
    examples: done,
    of: all,
    scores: [
      ...[...(figures?.metrics ?? [])].map(([name, value]) => ({ name, value })),
      ...(texts.length > 0 ? textScores(texts) : []),
      ...found.flatMap((one) => one.scores),
    ],
    buckets: texts.length > 0 ? textBuckets(texts) : (found.find(({ buckets }) => buckets.length > 0)?.buckets ?? []),
    samples: texts.slice(0, SAMPLES).map(({ source, written, right }) => ({ source, written, right: right.text })),
    ...(confusion ? { confusion } : {}),
  };
}

/** One output of each value that is compared with data: logits and their probabilities say the same. */
function distinctLinks(links: readonly Link[]): Link[] {
  const seen = new Set<string>();
  return links.filter(({ output, target }) => {
    const key = JSON.stringify(output.inputs);
    return target !== undefined && !seen.has(key) && seen.add(key);
  });
}

interface Text {
  readonly source: string;
  /** Symbols the model read. */
  readonly length: number;
  readonly written: string;
  readonly said: readonly string[];
  readonly right: { readonly text: string; readonly symbols: readonly string[] };
}

const SPECIALS: ReadonlySet<string> = new Set([SPECIAL.pad, SPECIAL.start, SPECIAL.end]);

/** Symbols of a row up to the end symbol, without those that only mark something. */
function symbolsOf(vocabulary: readonly string[], ids: Iterable<number>): string[] {
  const symbols = Array.from(ids, (id) => vocabulary[id] ?? '');
  const end = symbols.indexOf(SPECIAL.end);
  return (end < 0 ? symbols : symbols.slice(0, end)).filter((symbol) => !SPECIALS.has(symbol));
}

const row = (batch: Batch, port: string, at: number): ArrayLike<number> & Iterable<number> => {
  const values = batch[port];
  const width = values ? values.data.length / (values.shape[0] ?? 1) : 0;
  return values?.data.subarray(at * width, (at + 1) * width) ?? [];
};

/** What the model writes for some examples, each from its source alone. */
async function writeAll(
  { model, device }: Trainer,
  decoder: Decoder,
  datasets: ReadonlyMap<string, Dataset>,
  indices: (count: number) => readonly number[],
  { split, beams, lengthPenalty, keepOn }: EvaluateOptions,
): Promise<Text[]> {
  const { spec } = decoder.data.call;
  const dataset = datasets.get(decoder.data.id);
  if (!dataset) return [];
  const chosen = indices(dataset.counts[split]);
  const batch = dataset.batch(split, chosen);
  const vocabulary = spec.vocabularies[spec.ports[decoder.predicts]?.vocabulary?.id ?? ''] ?? [];
  const window = spec.symbols[String(spec.ports[decoder.feed]?.shape[1])] ?? 1;
  const prompts = chosen.map((_, i) => [...row(batch, decoder.feed, i)].slice(0, 1));
  const end = vocabulary.indexOf(SPECIAL.end);
  const found = await search(model, device, decoder, batch, prompts, {
    beams,
    lengthPenalty,
    length: window,
    end,
    window,
    onSymbol: keepOn,
  });
  return found.map(({ written }, i) => ({
    source: Object.hasOwn(batch, 'source') ? textOf(spec, 'source', row(batch, 'source', i)) : '',
    length: lengthOf(batch, i),
    written: textOf(spec, decoder.predicts, written),
    said: symbolsOf(vocabulary, written),
    right: {
      text: textOf(spec, decoder.predicts, row(batch, decoder.predicts, i)),
      symbols: symbolsOf(vocabulary, row(batch, decoder.predicts, i)),
    },
  }));
}

/** Symbols that a mask says are there; the target's where there is no source of symbols. */
function lengthOf(batch: Batch, at: number): number {
  const port = ['source_mask', 'mask', 'target_mask'].find((name) => Object.hasOwn(batch, name));
  return port === undefined ? 0 : Array.from(row(batch, port, at)).reduce((sum, bit) => sum + bit, 0);
}

function textScores(texts: readonly Text[]): Score[] {
  const mean = (figure: (text: Text) => number) => texts.reduce((sum, text) => sum + figure(text), 0) / texts.length;
  const same = ({ said, right }: Text) => (said.join('\u0001') === right.symbols.join('\u0001') ? 1 : 0);
  return [
    { name: 'bleu', value: bleuOf(texts) },
    { name: 'rouge1', value: mean(({ said, right }) => rougeN(said, right.symbols, 1).f1) },
    { name: 'rouge2', value: mean(({ said, right }) => rougeN(said, right.symbols, 2).f1) },
    { name: 'rougeL', value: mean(({ said, right }) => rougeL(said, right.symbols).f1) },
    { name: 'writtenExact', value: mean(same) },
  ];
}

const bleuOf = (texts: readonly Text[]): number =>
  bleu(
    texts.map(({ said }) => said),
    texts.map(({ right }) => [right.symbols]),
  ).score;

const textBuckets = (texts: readonly Text[]): Bucket[] =>
  bucketsOf(
    texts,
    ({ length }) => length,
    (inside) => [{ name: 'bleu', value: bleuOf(inside) }],
  );

function bucketsOf<T>(
  items: readonly T[],
  length: (item: T) => number,
  score: (items: readonly T[]) => readonly Score[],
): Bucket[] {
  const groups = new Map<number, T[]>();
  for (const item of items) {
    const at = Math.floor((Math.max(1, length(item)) - 1) / BUCKET);
    groups.set(at, [...(groups.get(at) ?? []), item]);
  }
  return [...groups]
    .sort(([a], [b]) => a - b)
    .map(([at, inside]) => ({
      from: at * BUCKET + 1,
      to: (at + 1) * BUCKET,
      examples: inside.length,
      scores: score(inside),
    }));
}

/** Predictions of one output block beside what is right, summed up batch by batch. */
class Predictions {
  readonly #link: Link;
  readonly #vocabulary: readonly string[];
  /** Classes: what is right, what was said, and the length of the example each item is of. */
  readonly #items: { readonly right: number; readonly said: number; readonly length: number }[] = [];
  readonly #errors = { absolute: 0, squared: 0, count: 0 };

  constructor(link: Link) {
    this.#link = link;
    const { target } = link;
    const id = target?.data.outputs[target.port]?.vocabulary?.id ?? '';
    this.#vocabulary = target?.data.call.spec.vocabularies[id] ?? [];
  }

  get output(): string {
    return this.#link.output.name;
  }

  take(values: ArrayLike<number>, batches: ReadonlyMap<string, Batch>): void {
    const { target, output } = this.#link;
    const batch = target && batches.get(target.data.id);
    const right = target && batch?.[target.port];
    if (!target || !batch || !right) return;
    const classes = this.#vocabulary.length;
    const count = right.data.length;
    if (classes === 0) {
      if (values.length === count) this.#measure(values, right.data);
      return;
    }
    // One number for two classes is a logit, or a probability, of the second.
    const single = classes === 2 && values.length === count;
    if (!single && values.length !== count * classes) return;
    const border = output.outputs.y?.role === 'probabilities' ? 0.5 : 0;
    const per = count / (right.shape[0] ?? 1);
    const real = maskFor(target.data, target.port, batch);
    for (let i = 0; i < count; i++) {
      if (real && real[i] === 0) continue;
      this.#items.push({
        right: right.data[i] ?? 0,
        said: single ? Number((values[i] ?? 0) > border) : largest(values, i * classes, classes),
        length: lengthOf(batch, Math.floor(i / per)),
      });
    }
  }

  #measure(said: ArrayLike<number>, right: ArrayLike<number>): void {
    for (let i = 0; i < right.length; i++) {
      const off = (said[i] ?? Number.NaN) - (right[i] ?? 0);
      this.#errors.absolute += Math.abs(off);
      this.#errors.squared += off * off;
    }
    this.#errors.count += right.length;
  }

  /** @param of the output's name, where there are several */
  result(of: string): Pick<Evaluation, 'scores' | 'buckets' | 'confusion'> {
    const named = (name: string, value: number): Score => ({ name: of === '' ? name : `${name} of ${of}`, value });
    const { absolute, squared, count } = this.#errors;
    if (count > 0) {
      return { scores: [named('mae', absolute / count), named('rmse', Math.sqrt(squared / count))], buckets: [] };
    }
    const items = this.#items;
    const labels = this.#vocabulary;
    if (items.length === 0) return { scores: [], buckets: [] };
    const confusion = confusionOf(
      labels,
      items.map(({ right }) => right),
      items.map(({ said }) => said),
    );
    const buckets = items.some(({ length }) => length > 0)
      ? bucketsOf(
          items,
          ({ length }) => length,
          (inside) => [{ name: 'accuracy', value: inside.filter((i) => i.right === i.said).length / inside.length }],
        )
      : [];
    // A vocabulary of words makes no table that a person could read.
    const small = labels.length <= MOST_LABELS ? { confusion } : {};
    return { scores: [named('f1', f1Of(confusion).macro)], buckets, ...small };
  }
}

function largest(values: ArrayLike<number>, from: number, count: number): number {
  let best = 0;
  for (let k = 1; k < count; k++) if ((values[from + k] ?? 0) > (values[from + best] ?? 0)) best = k;
  return best;
}

/** The mask beside a port of the same shape. */
function maskFor(data: CheckedDataNode, port: string, batch: Batch): ArrayLike<number> | undefined {
  const shape = data.outputs[port]?.shape.join();
  const name = Object.keys(data.outputs).find(
    (other) => data.outputs[other]?.dtype === 'bool' && data.outputs[other]?.shape.join() === shape,
  );
  return name === undefined ? undefined : batch[name]?.data;
}

async function predictAll(
  { model, device, datasets }: Trainer,
  split: Split,
  indices: (count: number) => readonly number[],
  predicted: ReadonlyMap<Link, Predictions>,
): Promise<void> {
  const batches = batchesOf(datasets, split, indices);
  const program = model.program({ kind: 'predict' }, batches);
  await device.guard(async () => {
    const { outputs } = await model.predict(program, batches);
    for (const one of predicted.values()) {
      const values = outputs.get(one.output)?.data;
      if (values) one.take(values, batches);
    }
  });
}
