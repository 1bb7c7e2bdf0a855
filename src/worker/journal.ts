import {
  type LiveChange,
  type ProbeRecord,
  type RunRecord,
  Series,
  type StepRecord,
  type ValidationRecord,
} from '../metrics';
import type { StepResult, Validation } from '../train';

/** What a run has to show: its curves, what a person changed on the way, and what the panels last looked at. */
export class Journal {
  changes: LiveChange[] = [];
  probe: ProbeRecord | undefined;
  #training = new Series([]);
  #validation = new Series(['loss']);
  #blocks = new Series([]);
  #reported = -1;
  #pending: StepRecord[] = [];

  /** As an earlier sitting left it. */
  resume(record: RunRecord): void {
    this.#training = Series.from(record.training);
    this.#validation = Series.from(record.validation);
    this.#blocks = Series.from(record.blocks);
    this.changes = [...record.changes];
    this.probe = record.probe;
  }

  /** Steps before this one have been reported: they may be taken again, and are not reported again. */
  beginAt(step: number): void {
    this.#reported = step - 1;
  }

  /** Notes a step, unless it was noted before a device was lost. */
  log(result: StepResult, pace: Pick<StepRecord, 'itemsPerSecond' | 'millisecondsPerStep' | 'secondsLeft'>): void {
    if (result.step <= this.#reported) return;
    this.#reported = result.step;
    const { weightNorms, metrics, step, tokens: _, ...rest } = result;
    const record: StepRecord = {
      ...rest,
      ...pace,
      step: step + 1,
      blockNorms: blockNorms(weightNorms),
      weightNorms: Object.fromEntries(weightNorms),
      metrics: Object.fromEntries(metrics),
    };
    this.#pending.push(record);
    if (this.#training.length === 0) {
      this.#training = new Series([...OWN, ...otherThanLoss(record.metrics)]);
      this.#blocks = new Series(Object.keys(record.blockNorms));
    }
    const own: Readonly<Record<string, number>> = Object.fromEntries(OWN.map((name) => [name, record[name]]));
    this.#training.push(
      record.step,
      this.#training.columns.map((name) => own[name] ?? record.metrics[name] ?? Number.NaN),
    );
    this.#blocks.push(
      record.step,
      this.#blocks.columns.map((path) => record.blockNorms[path] ?? Number.NaN),
    );
  }

  /** Notes a validation. */
  validated({ step, loss, metrics, examples }: Validation, best: boolean): ValidationRecord {
    const record = { step, loss, metrics: Object.fromEntries(metrics), examples, best };
    if (this.#validation.length === 0) this.#validation = new Series(['loss', ...otherThanLoss(record.metrics)]);
    this.#validation.push(
      step,
      this.#validation.columns.map((name) => metrics.get(name) ?? Number.NaN),
    );
    return record;
  }

  /** Step and loss of the last validation. */
  get lastValidation(): { readonly step: number; readonly loss: number } | undefined {
    const latest = this.#validation.latest;
    return latest && { step: latest.step, loss: latest.values[0] ?? Number.NaN };
  }

  /** The least validation loss among steps that pass. */
  leastLoss(passes: (step: number) => boolean): number {
    const { steps } = this.#validation;
    const losses = this.#validation.column('loss').filter((_, i) => passes(steps[i] ?? 0));
    return losses.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  }

  /** What was noted since the last call. */
  take(): readonly StepRecord[] {
    return this.#pending.splice(0);
  }

  toRecord(): Pick<RunRecord, 'changes' | 'training' | 'validation' | 'blocks' | 'probe'> {
    return {
      changes: this.changes,
      training: this.#training.toJSON(),
      validation: this.#validation.toJSON(),
      blocks: this.#blocks.toJSON(),
      probe: this.probe,
    };
  }
}

/** Columns of the training curves besides the metrics. */
const OWN = ['loss', 'learningRate', 'gradientNorm', 'itemsPerSecond'] as const;

/** Norm over all weights of a block: the root of the sum of their squares. */
function blockNorms(weights: ReadonlyMap<string, number>): Record<string, number> {
  const squares = new Map<string, number>();
  for (const [path, norm] of weights) {
    const block = path.slice(0, path.lastIndexOf('.'));
    squares.set(block, (squares.get(block) ?? 0) + norm * norm);
  }
  return Object.fromEntries([...squares].map(([path, square]) => [path, Math.sqrt(square)]));
}

const otherThanLoss = (metrics: Readonly<Record<string, number>>): string[] =>
  Object.keys(metrics).filter((name) => name !== 'loss');
