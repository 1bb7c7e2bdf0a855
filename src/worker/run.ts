import type { CheckedGraph } from '../check';
import { type Baseline, type Dataset, isProblems } from '../data';
import { serialiseDocument } from '../document';
import { probeBatches, runProbe } from '../generate';
import { type Device, DeviceFault, kernelsInUse, tfjsVersion } from '../kernels';
import {
  type LiveChange,
  type ProbeRecord,
  type RunRecord,
  type RunState,
  Series,
  type StepRecord,
  type ValidationRecord,
} from '../metrics';
import { type Problem, ProblemError, problem } from '../problem';
import { type Checkpoint, carryWeights, Model, type NotFinite, type StepResult, Trainer } from '../train';
import type { Devices } from './devices';
import type { HostServices, RunStore } from './host-services';
import { Pace } from './pace';
import type { Prepared } from './prepare';
import type { ProbeFields, RunStatus } from './protocol';

/** Milliseconds between keeping a copy to go on from, between probes, and between batches of log records. */
const KEEP_EVERY = 10_000;
const PROBE_EVERY = 1_000;
/** Most of the time that probes may take, where they take long: less than a twentieth, with what the page is sent. */
const PROBE_SHARE = 0.04;
/** Looks that take longer than those to come: kernels are compiled, then what they do is recorded. */
const FIRST_LOOKS = 2;
const SEND_EVERY = 100;

/** One run: a snapshot of a document that trains until it is told otherwise. Owns its model. */
export class Run {
  readonly id: string;
  readonly documentId: string;
  readonly snapshot: string;
  readonly model: Model;
  readonly #prepared: Prepared;
  readonly #services: HostServices;
  readonly #devices: Devices;
  readonly #pace: Pace;
  #trainer: Trainer;
  #state: RunState = 'idle';
  #started: number;
  #training = new Series([]);
  #validation = new Series(['loss']);
  #blocks: Series | undefined;
  #changes: LiveChange[] = [];
  #probeFields: ProbeFields;
  #probe: ProbeRecord | undefined;
  #looks = 0;
  #probeEvery = PROBE_EVERY;
  #best:
    | { readonly step: number; readonly phase: number; readonly loss: number; readonly checkpoint: Checkpoint }
    | undefined;
  #worse = 0;
  #rebuilding: Promise<void> | undefined;
  /** Host copy of the last state known to be good: what a lost device is rebuilt from. */
  #kept: Checkpoint | undefined;
  #reported = -1;
  #pending: StepRecord[] = [];
  /** Storage refused once; the run goes on without it. */
  #storageFailed = false;
  /** Step of what storage holds. */
  #storedStep = -1;
  readonly #restored: boolean;
  #last: { keep: number; probe: number; send: number };

  constructor(
    prepared: Prepared,
    datasets: ReadonlyMap<string, Dataset>,
    device: Device,
    context: { id: string; documentId: string; services: HostServices; devices: Devices; record?: RunRecord },
  ) {
    const { id, documentId, services, devices, record } = context;
    this.id = id;
    this.documentId = documentId;
    this.snapshot = serialiseDocument(prepared.document);
    this.#prepared = prepared;
    this.#services = services;
    this.#devices = devices;
    this.#pace = new Pace(() => services.now());
    this.model = new Model(prepared.graph, prepared.graph.training.seed);
    this.#trainer = new Trainer(this.model, device, datasets);
    this.#probeFields = prepared.graph.training.probe;
    this.#started = record?.started ?? Date.now();
    this.#last = { keep: services.now(), probe: Number.NEGATIVE_INFINITY, send: services.now() };
    this.#restored = record !== undefined;
    if (record) this.#resumeRecord(record);
  }

  get state(): RunState {
    return this.#state;
  }

  get trainer(): Trainer {
    return this.#trainer;
  }

  get best(): Checkpoint | undefined {
    return this.#best?.checkpoint;
  }

  get validationLoss(): number | undefined {
    return this.#validation.latest?.values[0];
  }

  status(): RunStatus {
    return {
      run: this.id,
      state: this.#state,
      step: this.#trainer.step,
      steps: this.#trainer.until,
      hasWeights: true,
      bestStep: this.#best?.step,
      snapshot: this.snapshot,
    };
  }

  /**
   * New weights, or those of a checkpoint, or those of a run before this one block by block where shapes agree; `best`
   * brings back the best of an earlier sitting.
   */
  async begin(
    start: {
      readonly from?: Checkpoint;
      readonly best?: Checkpoint;
      readonly adopt?: { readonly weights: Checkpoint['weights']; readonly graph: CheckedGraph };
    } = {},
  ): Promise<void> {
    const { from, best, adopt } = start;
    if (from) this.#trainer.restore(from);
    else this.#trainer.initialise();
    if (adopt) {
      const { graph } = this.model;
      this.model.store.loadWeights(carryWeights(adopt.weights, adopt.graph, graph, this.model.weightShapes()));
    }
    this.#reported = this.#trainer.step - 1;
    if (best) this.#bringBack(best);
    this.#kept = from ?? (await this.#trainer.save());
    // What came from storage is there already: a tab that only looked on must not write it back.
    if (this.#restored) this.#storedStep = this.#trainer.step;
    if (from && best) this.#worse = this.#validationsBetween(best.step, from.step);
  }

  /** What early stopping counts, as an earlier sitting left it: validations since the best, in the last phase. */
  #validationsBetween(best: number, now: number): number {
    const { validateEvery } = this.#prepared.graph.training;
    if (validateEvery === 0) return 0;
    let count = 0;
    for (let step = best - (best % validateEvery) + validateEvery; step <= now; step += validateEvery) {
      if (this.#trainer.inLastPhase(step)) count++;
    }
    return count;
  }

  /** The best of an earlier sitting, with the loss it had: the least of its phase. */
  #bringBack(checkpoint: Checkpoint): void {
    const { step } = checkpoint;
    const phase = this.#trainer.judgeAt(step);
    const { steps } = this.#validation;
    const losses = this.#validation.column('loss').filter((_, i) => this.#trainer.judgeAt(steps[i] ?? 0) === phase);
    const loss = losses.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
    if (Number.isFinite(loss)) this.#best = { step, phase, loss, checkpoint };
  }

  setRate(factor: number): void {
    this.#trainer.rateFactor = factor;
    this.#changes.push({ step: this.#trainer.step, setting: 'learningRate', value: factor });
  }

  async setProbe(fields: ProbeFields): Promise<void> {
    this.#probeFields = fields;
    if (this.#state !== 'training') await this.attempt(() => this.lookAtProbe());
    else this.#last.probe = Number.NEGATIVE_INFINITY;
  }

  pause(): void {
    if (this.#state === 'training') this.#state = 'paused';
  }

  stop(): void {
    if (this.#state === 'training' || this.#state === 'paused') this.#state = 'stopped';
  }

  /**
   * Trains until the last step, a pause, a stop or a fault. `take` limits how many steps are taken now; `until` is the last
   * step where it is not the document's.
   */
  async train(limits: { readonly take?: number; readonly until?: number } = {}): Promise<void> {
    this.#trainer.until = limits.until ?? this.#prepared.graph.training.steps;
    this.#state = 'training';
    this.#pace.start();
    this.#announce();
    const pauseAt = this.#trainer.step + (limits.take ?? Number.POSITIVE_INFINITY);
    while (this.#state === 'training') {
      if (this.#trainer.step >= this.#trainer.until) {
        this.#state = 'finished';
        break;
      }
      if (this.#trainer.step >= pauseAt) {
        this.#state = 'paused';
        break;
      }
      await this.attempt(() => this.#oneStep());
      await this.#services.turn();
    }
    await this.#conclude();
    this.#send();
    this.#announce();
  }

  /** A last look, and the state to keep. A device lost here takes steps with it: a run that is done takes them again. */
  async #conclude(): Promise<void> {
    const end = this.#trainer.step;
    do {
      while (this.#state === 'finished' && this.#trainer.step < end) {
        await this.attempt(() => this.#oneStep());
        await this.#services.turn();
      }
      if (this.#sound()) await this.attempt(() => this.lookAtProbe());
      if (this.#trainer.step >= end) await this.attempt(() => this.keep());
    } while (this.#state === 'finished' && this.#trainer.step < end);
  }

  #sound(): boolean {
    return this.#state !== 'failed';
  }

  /** Runs work on the device; if that is lost, rebuilds it from the kept state and goes on from there. */
  async attempt(work: () => Promise<void>): Promise<void> {
    const { device } = this.#trainer;
    try {
      try {
        await work();
      } catch (error) {
        if (!(error instanceof DeviceFault) || error.kind !== 'lost') throw error;
        // Other work under way may have noticed first.
        if (this.#trainer.device !== device) return;
        this.#rebuilding ??= this.#rebuild(error.message).finally(() => {
          this.#rebuilding = undefined;
        });
        await this.#rebuilding;
      }
    } catch (error) {
      this.#state = 'failed';
      const problems = error instanceof ProblemError ? error.problems : [faultProblem(error)];
      this.#services.emit({ type: 'problems', problems });
    }
  }

  async #rebuild(message: string): Promise<void> {
    const { datasets, device, rateFactor, until } = this.#trainer;
    this.model.dispose();
    const next = await this.#devices.replace(device);
    this.#trainer = new Trainer(this.model, next, datasets);
    this.#trainer.rateFactor = rateFactor;
    this.#trainer.until = until;
    this.#looks = 0;
    this.#probeEvery = PROBE_EVERY;
    if (this.#kept) this.#trainer.restore(this.#kept);
    else this.#trainer.initialise();
    const text = `The GPU was lost (${message}). Training goes on from step ${this.#trainer.step} on ${next.name}.`;
    this.#services.emit({ type: 'notice', text });
  }

  async #oneStep(): Promise<void> {
    const result = await this.#trainer.takeStep(() => this.#services.turn());
    if ('notFinite' in result) {
      await this.#haltOn(result);
      return;
    }
    this.#pace.step(result.tokens);
    const { logEvery, validateEvery } = this.#prepared.graph.training;
    const { until } = this.#trainer;
    const done = result.step + 1;
    if (done % logEvery === 0 || done === 1 || done === until) this.#log(result);
    if (validateEvery > 0 && (done % validateEvery === 0 || done === until)) await this.#validate();
    const now = this.#services.now();
    if (now - this.#last.probe > this.#probeEvery) await this.lookAtProbe();
    if (now - this.#last.keep > KEEP_EVERY) await this.keep();
    if (now - this.#last.send > SEND_EVERY) this.#send();
  }

  #log(result: StepResult): void {
    if (result.step <= this.#reported) return;
    this.#reported = result.step;
    const { itemsPerSecond, millisecondsPerStep } = this.#pace.take();
    const left = this.#trainer.until - result.step - 1;
    const record: StepRecord = {
      step: result.step + 1,
      phase: result.phase,
      loss: result.loss,
      learningRate: result.learningRate,
      gradientNorm: result.gradientNorm,
      blockNorms: blockNorms(result.weightNorms),
      weightNorms: Object.fromEntries(result.weightNorms),
      metrics: Object.fromEntries(result.metrics),
      itemsPerSecond,
      millisecondsPerStep,
      dispatches: result.dispatches,
      secondsLeft: (left * millisecondsPerStep) / 1000,
    };
    this.#pending.push(record);
    if (this.#training.length === 0) {
      this.#training = new Series([
        'loss',
        'learningRate',
        'gradientNorm',
        'itemsPerSecond',
        ...otherThanLoss(record.metrics),
      ]);
    }
    pushStep(this.#training, record);
    this.#blocks ??= new Series(Object.keys(record.blockNorms));
    this.#blocks.push(
      record.step,
      this.#blocks.columns.map((path) => record.blockNorms[path] ?? Number.NaN),
    );
  }

  async #validate(): Promise<void> {
    const found = await this.#trainer.validate(async () => this.#services.turn());
    // After a lost device, steps are taken again but not reported again.
    if (!found || found.step <= (this.#validation.latest?.step ?? -1)) return;
    // With another phase to be judged by, what is best is found anew. Only the last phase can end a run early.
    const rival = this.#best?.phase === found.phase ? this.#best.loss : Number.POSITIVE_INFINITY;
    const best = Number.isFinite(found.loss) && found.loss < rival;
    if (best) {
      const checkpoint = await this.#trainer.save();
      this.#best = { step: found.step, phase: found.phase, loss: found.loss, checkpoint };
      this.#kept = checkpoint;
      this.#worse = 0;
      await this.#persist((store) => store.saveCheckpoint(this.id, 'best', checkpoint));
    } else if (this.#trainer.inLastPhase(found.step)) this.#worse++;
    const { step, loss, metrics, examples } = found;
    const record: ValidationRecord = { step, loss, metrics: Object.fromEntries(metrics), examples, best };
    if (this.#validation.length === 0) this.#validation = new Series(['loss', ...otherThanLoss(record.metrics)]);
    this.#validation.push(
      step,
      this.#validation.columns.map((name) => metrics.get(name) ?? Number.NaN),
    );
    this.#send();
    this.#services.emit({ type: 'validation', run: this.id, record });
    this.#pace.skip();
    const { patience } = this.#prepared.graph.training;
    if (patience > 0 && this.#worse >= patience) {
      this.#state = 'finished';
      const text = `Stopped early: ${patience} validations without a better loss. The best weights are those of step ${this.#best?.step ?? 0}.`;
      this.#services.emit({ type: 'notice', text });
    }
  }

  /** Pauses on the step that was not taken; the weights are still those before it. */
  async #haltOn({ step, loss, gradientNorm, path, operation, part }: NotFinite): Promise<void> {
    this.#state = 'paused';
    const where = part === 'backward' ? `gradient of ${operation}` : operation;
    this.#services.emit({
      type: 'problems',
      problems: [
        problem({
          code: 'training/not-finite',
          at: { path: path || 'loss', field: `step ${step + 1}` },
          expected: 'finite numbers',
          received: `${where}: loss ${loss}, gradient norm ${gradientNorm}`,
          fix:
            operation === 'weight' && this.#kept
              ? `Lower the learning rate, then press Train. The weights are those of step ${this.#kept.step} again.`
              : 'Lower the learning rate or clip the gradient, then press Train. The weights before this step are kept.',
        }),
      ],
    });
    // Where the weights themselves went wrong, an update before this step did it: back to the last good ones.
    if (operation === 'weight' && this.#kept) this.#trainer.restore(this.#kept);
    else await this.keep();
  }

  /** Runs the probe and tells the panels. What is wrong with the example itself is shown and is not fatal. */
  async lookAtProbe(): Promise<void> {
    const began = this.#services.now();
    this.#last.probe = began;
    if (!this.#prepared.graph.nodes.some((node) => node.role === 'output')) return;
    const batches = probeBatches(this.model, this.#probeFields, this.#trainer.datasets);
    if (isProblems(batches)) {
      this.#services.emit({ type: 'problems', problems: batches });
      return;
    }
    const probed = await runProbe(this.model, this.#trainer.device, batches);
    this.#probe = { step: this.#trainer.step, ...probed };
    this.#services.emit({ type: 'probe', record: this.#probe });
    const took = this.#looks++ < FIRST_LOOKS ? 0 : this.#services.now() - began;
    this.#probeEvery = Math.max(PROBE_EVERY, took / PROBE_SHARE);
    this.#pace.skip();
  }

  /** Copies the state to the host, and to storage where there is one and it has not been kept there yet. */
  async keep(): Promise<void> {
    this.#last.keep = this.#services.now();
    const checkpoint = await this.#trainer.save();
    if (!allFinite(checkpoint)) return;
    this.#kept = checkpoint;
    if (checkpoint.step === this.#storedStep) return;
    this.#storedStep = checkpoint.step;
    await this.#persist(async (store) => {
      await store.saveCheckpoint(this.id, 'last', checkpoint);
      await store.saveRun(this.record());
      this.#services.emit({ type: 'saved', run: this.id, step: checkpoint.step });
    });
    this.#pace.skip();
  }

  /** Writes to storage where there is one. Full or broken storage is shown once and does not end the run. */
  async #persist(write: (store: RunStore) => Promise<void>): Promise<void> {
    const { store } = this.#services;
    if (!store || this.#storageFailed) return;
    try {
      await write(store);
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      this.#storageFailed = true;
      this.#services.emit({ type: 'problems', problems: error.problems });
    }
  }

  /** What the data say a model has to beat. */
  baselines(): readonly Baseline[] {
    return [...this.#trainer.datasets.values()].flatMap((dataset) => dataset.baselines());
  }

  record(): RunRecord {
    return {
      id: this.id,
      document: this.documentId,
      started: this.#started,
      snapshot: this.snapshot,
      backend: this.#devices.info,
      versions: { tfjs: tfjsVersion, kernels: kernelsInUse() },
      state: this.#state,
      step: this.#trainer.step,
      steps: this.#prepared.graph.training.steps,
      changes: this.#changes,
      training: this.#training.toJSON(),
      validation: this.#validation.toJSON(),
      blocks: (this.#blocks ?? new Series([])).toJSON(),
      probe: this.#probe,
    };
  }

  dispose(): void {
    this.model.dispose();
  }

  #resumeRecord(record: RunRecord): void {
    this.#state = record.state === 'training' ? 'paused' : record.state;
    this.#training = Series.from(record.training);
    this.#validation = Series.from(record.validation);
    if (record.blocks.columns.length > 0) this.#blocks = Series.from(record.blocks);
    this.#changes = [...record.changes];
    this.#probe = record.probe;
    this.#trainer.rateFactor = record.changes.at(-1)?.value ?? 1;
  }

  #send(): void {
    this.#last.send = this.#services.now();
    if (this.#pending.length > 0) this.#services.emit({ type: 'log', run: this.id, records: this.#pending });
    this.#pending = [];
    this.#announce();
  }

  #announce(): void {
    this.#services.emit({ type: 'status', status: this.status() });
  }
}

/** Whether there is nothing in a checkpoint that training could not go on from. */
function allFinite({ weights }: Checkpoint): boolean {
  for (const { data } of weights.values()) if (!data.every((x) => Number.isFinite(x))) return false;
  return true;
}

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

function pushStep(series: Series, record: StepRecord): void {
  const own: Readonly<Record<string, number>> = {
    loss: record.loss,
    learningRate: record.learningRate,
    gradientNorm: record.gradientNorm,
    itemsPerSecond: record.itemsPerSecond,
  };
  series.push(
    record.step,
    series.columns.map((name) => own[name] ?? record.metrics[name] ?? Number.NaN),
  );
}

function faultProblem(error: unknown): Problem {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof DeviceFault) {
    return problem({
      code:
        error.kind === 'memory'
          ? 'device/memory'
          : error.kind === 'unavailable'
            ? 'device/unavailable'
            : 'device/error',
      at: {},
      expected: 'a device that does its work',
      received: message.slice(0, 400),
      fix:
        error.kind === 'memory'
          ? 'Make the batch or the model smaller.'
          : 'Reload the page, or put ?backend=wasm at the end of its address.',
    });
  }
  return problem({
    code: 'device/error',
    at: {},
    expected: 'a step without an error',
    received: message.slice(0, 400),
    fix: 'Reload the page; the last kept weights are there. If it happens again, please report it.',
  });
}
