import { type RunRecord, Series, type SeriesRecord, type StepRecord, type ValidationRecord } from '../../metrics';
import { decadesOf } from '../../panels/gradients/strip';

/** Rows of a strip of gradient norms; one per block, so fewer than of the curves. */
const STRIP_ROWS = 1024;

/** When listeners are told; once per frame in a browser, at will in tests. */
export type Schedule = (callback: () => void) => void;

const eachFrame: Schedule = (callback) => {
  requestAnimationFrame(callback);
};

export interface Pace {
  readonly step: number;
  readonly itemsPerSecond: number;
  readonly secondsLeft: number;
  readonly loss: number;
}

/** Figures of the run that is shown, outside React: they come many times a second and render nothing. */
export class Figures {
  training = new Series(['loss']);
  validation = new Series(['loss']);
  blocks = new Series([]);
  pace: Pace | undefined;
  readonly #listeners = new Set<() => void>();
  readonly #schedule: Schedule;
  #run: string | undefined;
  #asked = false;
  /** Smallest and largest norms of the run so far, for colours that stay comparable over it. */
  #range: readonly number[] = [];

  constructor(schedule: Schedule = eachFrame) {
    this.#schedule = schedule;
  }

  get run(): string | undefined {
    return this.#run;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  clear(): void {
    this.#begin(undefined);
    this.#tell();
  }

  log(run: string, records: readonly StepRecord[]): void {
    const [first] = records;
    if (!first) return;
    if (run !== this.#run) this.#begin(run);
    if (this.training.length === 0) {
      const metrics = Object.keys(first.metrics).filter((name) => name !== 'loss');
      this.training = new Series(['loss', 'learningRate', 'gradientNorm', 'itemsPerSecond', ...metrics]);
    }
    if (this.blocks.columns.length === 0) this.blocks = new Series(Object.keys(first.blockNorms), STRIP_ROWS);
    for (const record of records) {
      const { step, loss, learningRate, gradientNorm, itemsPerSecond, secondsLeft } = record;
      const own: Readonly<Record<string, number>> = { loss, learningRate, gradientNorm, itemsPerSecond };
      this.training.push(
        step,
        this.training.columns.map((name) => own[name] ?? record.metrics[name] ?? Number.NaN),
      );
      const norms = this.blocks.columns.map((path) => record.blockNorms[path] ?? Number.NaN);
      this.blocks.push(step, norms);
      this.#widen(norms);
      this.pace = { step, itemsPerSecond, secondsLeft, loss };
    }
    this.#tell();
  }

  validated(run: string, { step, loss, metrics }: ValidationRecord): void {
    if (run !== this.#run) this.#begin(run);
    if (this.validation.length === 0) {
      this.validation = new Series(['loss', ...Object.keys(metrics).filter((name) => name !== 'loss')]);
    }
    const own: Readonly<Record<string, number>> = { ...metrics, loss };
    this.validation.push(
      step,
      this.validation.columns.map((name) => own[name] ?? Number.NaN),
    );
    this.#tell();
  }

  /** Figures of a run that was kept. */
  restore(record: RunRecord): void {
    this.#begin(record.id);
    this.training = Series.from(withoutEmpty(record.training));
    this.validation = Series.from(withoutEmpty(record.validation));
    this.blocks = Series.from(record.blocks, STRIP_ROWS);
    for (const column of this.blocks.columns) this.#widen(this.blocks.column(column));
    const loss = this.training.column('loss').at(-1);
    if (loss !== undefined)
      this.pace = { step: record.step, loss, itemsPerSecond: Number.NaN, secondsLeft: Number.NaN };
    this.#tell();
  }

  /** A block's latest norm; for a module, over everything inside it. */
  readonly norm = (path: string): number | undefined => {
    const values = this.blocks.latest?.values;
    if (!values) return undefined;
    let sum = 0;
    let found = false;
    for (const [i, column] of this.blocks.columns.entries()) {
      if (column !== path && !column.startsWith(`${path}.`)) continue;
      const value = values[i] ?? Number.NaN;
      sum += value * value;
      found = true;
    }
    return found ? Math.sqrt(sum) : undefined;
  };

  readonly decades = () => decadesOf([this.#range]);

  #begin(run: string | undefined): void {
    this.#run = run;
    this.training = new Series(['loss']);
    this.validation = new Series(['loss']);
    this.blocks = new Series([]);
    this.pace = undefined;
    this.#range = [];
  }

  #widen(norms: readonly number[]): void {
    const sound = [...this.#range, ...norms].filter((norm) => norm > 0 && Number.isFinite(norm));
    if (sound.length === 0) return;
    const low = sound.reduce((a, b) => Math.min(a, b));
    const high = sound.reduce((a, b) => Math.max(a, b));
    this.#range = [low, high];
  }

  #tell(): void {
    if (this.#asked) return;
    this.#asked = true;
    this.#schedule(() => {
      this.#asked = false;
      for (const listener of this.#listeners) listener();
    });
  }
}

/** A kept run has every column there can be; those without a figure would make empty charts. */
function withoutEmpty({ columns, values, ...rest }: SeriesRecord): SeriesRecord {
  const kept = columns.flatMap((name, i) => {
    const column = values[i] ?? [];
    return name === 'loss' || column.some((value) => !Number.isNaN(value)) ? [{ name, column }] : [];
  });
  return { ...rest, columns: kept.map(({ name }) => name), values: kept.map(({ column }) => column) };
}
