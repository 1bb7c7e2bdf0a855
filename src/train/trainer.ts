import type { Phase, Training } from '../check';
import { lossScales } from '../compile';
import type { Dataset, Split } from '../data';
import { countKernels, type Device, isSound } from '../kernels';
import { batchesOf, type Model } from './model';
import type { NotFinite } from './not-finite';
import { judgedBy, phaseAt, scalarsAt } from './schedule';
import type { Checkpoint } from './state';
import { culpritOf, overflowed, type StepSetting, type SubmittedStep, submitStep } from './step';

/** Figures of one step; norms and metrics as the Program reported them. */
export interface StepResult {
  readonly step: number;
  readonly phase: string;
  readonly loss: number;
  readonly learningRate: number;
  readonly gradientNorm: number;
  /** Gradient norm by weight path. */
  readonly weightNorms: ReadonlyMap<string, number>;
  /** Metrics of the batch by name (with the loss block's path where there are several). */
  readonly metrics: ReadonlyMap<string, number>;
  /** Tokens in the step's examples; examples where the data are no sequences. */
  readonly tokens: number;
  /** Dispatches on a GPU, kernels elsewhere; 0 where not counted. */
  readonly dispatches: number;
}

/** How a step is taken. */
export interface StepOptions {
  /** Awaited between micro-batches. */
  readonly between?: (() => Promise<unknown>) | undefined;
  /**
   * Whether the next step is begun before the result of this one is there, so that a GPU is never without work. Whoever says
   * so takes the next step before anything else is done with the weights. Micro-batches follow one another without waiting
   * as it is.
   */
  readonly ahead?: boolean;
}

interface BegunStep extends SubmittedStep {
  readonly setting: StepSetting;
  readonly phase: Phase;
}

export interface Validation {
  readonly step: number;
  /** Number of the phase whose losses `loss` is made of: losses of different phases do not compare. */
  readonly phase: number;
  readonly loss: number;
  readonly metrics: ReadonlyMap<string, number>;
  readonly examples: number;
}

/** Trains a model step by step. Knows nothing of time, pausing or who looks on. */
export class Trainer {
  readonly model: Model;
  readonly device: Device;
  readonly datasets: ReadonlyMap<string, Dataset>;
  /** Factor on the schedule's rate; may change while the run goes on. */
  rateFactor = 1;
  /** Step at which the run ends: the document's last, where it is not told otherwise. Schedules keep the document's length. */
  until: number;
  #step = 0;
  #kernels = new Map<number, number>();
  #begun = 0;
  #ahead: BegunStep | undefined;

  constructor(model: Model, device: Device, datasets: ReadonlyMap<string, Dataset>) {
    this.model = model;
    this.device = device;
    this.datasets = datasets;
    this.until = model.graph.training.steps;
  }

  /** Steps taken so far: the next step has this number, counted from 0. */
  get step(): number {
    return this.#step;
  }

  get training(): Training {
    return this.model.graph.training;
  }

  initialise(): void {
    this.model.initialise();
    this.#ahead = undefined;
    this.#begun = 0;
    this.#step = 0;
  }

  restore(checkpoint: Checkpoint): void {
    this.model.restore(checkpoint);
    this.#ahead = undefined;
    this.#begun = checkpoint.step;
    this.#step = checkpoint.step;
  }

  save(): Promise<Checkpoint> {
    return this.device.guard(() => this.model.save(this.begun));
  }

  /** Steps that were begun: what comes of the last two may not be known yet. */
  get begun(): number {
    return this.#begun;
  }

  /**
   * Takes a step. Where the loss or the gradient is no finite number nothing is committed: the weights stay those before
   * the step, and what comes back says where it went wrong.
   */
  async takeStep({ between, ahead = false }: StepOptions = {}): Promise<StepResult | NotFinite> {
    const begun = this.#ahead ?? (await this.#begin(this.#step, between));
    this.#ahead = undefined;
    const single = (this.training.accumulate ?? 1) === 1;
    if (ahead && single && begun.dispatches !== undefined) this.#ahead = await this.#begin(this.#step + 1, between);
    const { setting, phase } = begun;
    const { step, scalars } = setting;
    let { dispatches } = begun;
    let taken = await begun.report;
    // What overflows in 16 bits is taken again with a smaller factor on the loss.
    for (const lossScale of lossScales(this.training).slice(1)) {
      if (!overflowed(taken)) break;
      await this.#callOff();
      this.#begun = step + 1;
      const again = await this.#counted(setting.phase, () => submitStep(setting, between, lossScale));
      taken = await again.report;
      dispatches = sumOf(dispatches, again.dispatches);
    }
    const { reports, tokens } = taken;
    const last = reports.at(-1) ?? new Map<string, number>();
    const loss = reports.reduce((sum, report) => sum + (report.get('loss') ?? Number.NaN), 0) / reports.length;
    const gradientNorm = last.get('gradientNorm') ?? Number.NaN;
    if (!isSound(last)) {
      await this.#callOff();
      return { notFinite: true, step, loss, gradientNorm, ...(await culpritOf(setting, reports.length)) };
    }
    this.#step = step + 1;
    return {
      step,
      phase: phase.name,
      loss,
      learningRate: scalars.get('learningRate') ?? 0,
      gradientNorm,
      weightNorms: normsOf(last),
      metrics: metricsOf(reports),
      tokens,
      dispatches: dispatches ?? this.#kernels.get(setting.phase) ?? 0,
    };
  }

  /** Lets steps change the weights again after one that was not sound; what was begun since has changed nothing. */
  async #callOff(): Promise<void> {
    await this.#ahead?.report;
    this.#ahead = undefined;
    this.#begun = this.#step;
    this.model.resume();
  }

  async #begin(step: number, between: StepOptions['between']): Promise<BegunStep> {
    const { phases, steps } = this.training;
    const { index, taken } = phaseAt(phases, step);
    const phase = phases[index];
    if (!phase) throw new RangeError(`no phase ${index}`);
    const scalars = scalarsAt(phase, taken, stepsOf(phases, index, steps), this.rateFactor);
    const { model, device, datasets } = this;
    const setting = { model, device, datasets, step, phase: index, scalars };
    this.#begun = step + 1;
    return { ...(await this.#counted(index, () => submitStep(setting, between))), setting, phase };
  }

  /** Loss and metrics over the validation split: exact sums over exact counts, the last batch as small as it is. */
  async validate(onProgress?: (done: number, total: number) => Promise<void>): Promise<Validation | undefined> {
    return this.measure('validation', this.training.validateExamples, onProgress);
  }

  /**
   * The same over any split; `limit` examples at most, 0 for all. undefined for a split without examples.
   *
   * @param onProgress called after every batch; false stops, and the figures are of what was done
   */
  async measure(
    split: Split,
    limit: number,
    onProgress?: (done: number, total: number) => Promise<unknown>,
  ): Promise<Validation | undefined> {
    const all = Math.min(...[...this.datasets.values()].map((dataset) => dataset.counts[split]));
    const examples = limit > 0 ? Math.min(limit, all) : all;
    if (!(examples >= 1) || !Number.isFinite(examples)) return undefined;
    const { batch, seed } = this.training;
    const reports: ReadonlyMap<string, number>[] = [];
    let done = 0;
    for (let from = 0; from < examples; from += batch) {
      const size = Math.min(batch, examples - from);
      // Spread over the whole split where only part of it is looked at.
      const indices = () => Array.from({ length: size }, (_, i) => Math.floor(((from + i) * all) / examples));
      const batches = batchesOf(this.datasets, split, indices);
      const program = this.model.program({ kind: 'evaluate' }, batches);
      reports.push(await this.device.guard(() => this.model.execute(program, batches, { seed, step: 0 })));
      done = Math.min(from + batch, examples);
      if ((await onProgress?.(done, examples)) === false) break;
    }
    const metrics = metricsOf(reports, this.#factors());
    const phase = this.judgeAt(this.#step);
    return { step: this.#step, phase, loss: metrics.get('loss') ?? Number.NaN, metrics, examples: done };
  }

  /** Number of the phase by whose losses the run is judged after `step` steps. */
  judgeAt(step: number): number {
    return judgedBy(this.training.phases, step, this.until);
  }

  /** Whether the run is judged after `step` steps as it will be at its end: no other phase is still to come. */
  inLastPhase(step: number): boolean {
    return this.judgeAt(step) === this.judgeAt(this.until);
  }

  /** What each loss block counts for in the phase by which the run is judged, by path; the sum of all is the validation loss. */
  #factors(): ReadonlyMap<string, number> {
    const losses = this.training.phases[this.judgeAt(this.#step)]?.losses ?? [];
    const names = new Map(this.model.graph.nodes.map(({ id, name }) => [id, name]));
    return new Map(losses.map(({ node, factor }) => [names.get(node) ?? node, factor]));
  }

  /** On the host, counts a phase's kernels once, in its second step: the first may do more. */
  async #counted<T>(phase: number, work: () => Promise<T>): Promise<T> {
    const seen = this.#kernels.get(phase);
    if (this.device.dispatches() !== undefined || (seen !== undefined && seen >= 0)) return work();
    if (seen === undefined) {
      this.#kernels.set(phase, -1);
      return work();
    }
    const { value, kernels } = await countKernels(work);
    this.#kernels.set(phase, kernels);
    return value;
  }
}

const sumOf = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined || b === undefined ? undefined : a + b;

/** Steps that fall to a phase in a run of `steps`. */
function stepsOf(phases: readonly Phase[], index: number, steps: number): number {
  const last = phaseAt(phases, Math.max(0, steps - 1));
  if (last.index === index) return last.taken + 1;
  const round = phases.reduce((sum, phase) => sum + phase.turn, 0);
  const turn = phases[index]?.turn ?? 1;
  return Math.floor(steps / round) * turn + (last.index > index && steps % round > 0 ? turn : 0);
}

const NORM = 'norm²:';

function normsOf(report: ReadonlyMap<string, number>): Map<string, number> {
  return new Map(
    [...report].flatMap(([name, value]): [string, number][] =>
      name.startsWith(NORM) ? [[name.slice(NORM.length), Math.sqrt(value)]] : [],
    ),
  );
}

/**
 * Means by name from the sums and counts of one or several batches. With one loss block the names are bare, with several
 * they carry its path. Perplexity is the exponential of a mean in nats, reported where there is an accuracy.
 */
export function metricsOf(
  reports: readonly ReadonlyMap<string, number>[],
  factors: ReadonlyMap<string, number> = new Map(),
): Map<string, number> {
  const totals = new Map<string, { sum: number; count: number }>();
  for (const report of reports) {
    for (const [name, value] of report) {
      const kind = name.startsWith('sum:') ? 'sum' : name.startsWith('count:') ? 'count' : undefined;
      if (!kind) continue;
      const key = name.slice(kind.length + 1);
      const total = totals.get(key) ?? { sum: 0, count: 0 };
      total[kind] += value;
      totals.set(key, total);
    }
  }
  const blocks = new Set([...totals.keys()].map((key) => key.slice(0, key.lastIndexOf('/'))));
  const metrics = new Map<string, number>();
  for (const [key, { sum, count }] of totals) {
    metrics.set(blocks.size > 1 ? key : key.slice(key.lastIndexOf('/') + 1), sum / count);
  }
  if (blocks.size > 1) {
    const factor = (name: string) => (factors.size === 0 ? 1 : (factors.get(name.slice(0, -'/loss'.length)) ?? 0));
    const terms = [...metrics].filter(([name]) => name.endsWith('/loss')).map(([name, value]) => factor(name) * value);
    metrics.set(
      'loss',
      terms.reduce((a, b) => a + b, 0),
    );
  }
  const loss = metrics.get('loss');
  if (metrics.has('accuracy') && loss !== undefined) metrics.set('perplexity', Math.exp(loss));
  return metrics;
}
