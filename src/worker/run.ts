import type { CheckedGraph } from '../check';
import type { Baseline, Dataset } from '../data';
import { serialiseDocument } from '../document';
import { type Device, DeviceFault, kernelsInUse, tfjsVersion } from '../kernels';
import type { BackendInfo, CarriedWeights, RunRecord, RunState } from '../metrics';
import { ProblemError } from '../problem';
import { type Checkpoint, carryWeights, Model, type NotFinite, Trainer } from '../train';
import { Best } from './best';
import type { Devices } from './devices';
import { faultProblem, notFiniteProblem } from './faults';
import type { HostServices } from './host-services';
import { Journal } from './journal';
import { Keeper } from './keeper';
import { Pace } from './pace';
import type { Prepared } from './prepare';
import { ProbeLook } from './probe-look';
import type { ProbeFields, RunStatus } from './protocol';

/** Milliseconds between keeping a copy to go on from, and between batches of log records. */
const KEEP_EVERY = 10_000;
const SEND_EVERY = 100;

/** One run: a snapshot of a document that trains until it is told otherwise. Owns its model. */
export class Run {
  readonly id: string;
  readonly documentId: string;
  readonly snapshot: string;
  readonly model: Model;
  /** What became of the weights of the run before; undefined where it began with none. */
  carried: CarriedWeights | undefined;
  readonly #prepared: Prepared;
  readonly #services: HostServices;
  readonly #devices: Devices;
  readonly #endWriting: () => Promise<void>;
  /** What it trains on, and why; another run may have been begun on another since. */
  #backend: BackendInfo | undefined;
  readonly #pace: Pace;
  #trainer: Trainer;
  #state: RunState = 'idle';
  readonly #journal = new Journal();
  readonly #keeper: Keeper;
  #started: number;
  readonly #probe: ProbeLook;
  readonly #best = new Best();
  /** Step at which the loop pauses by itself. */
  #pauseAt = Number.POSITIVE_INFINITY;
  #rebuilding: Promise<void> | undefined;
  readonly #restored: boolean;
  #last: { keep: number; send: number };

  constructor(
    prepared: Prepared,
    datasets: ReadonlyMap<string, Dataset>,
    device: Device,
    context: {
      readonly id: string;
      readonly documentId: string;
      readonly services: HostServices;
      readonly devices: Devices;
      /** Stops what is being written with the run's weights, which are about to go. */
      readonly endWriting: () => Promise<void>;
      readonly record?: RunRecord;
    },
  ) {
    const { id, documentId, services, devices, endWriting, record } = context;
    this.id = id;
    this.documentId = documentId;
    this.snapshot = serialiseDocument(prepared.document);
    this.#prepared = prepared;
    this.#services = services;
    this.#devices = devices;
    this.#backend = devices.info;
    this.#endWriting = endWriting;
    this.#pace = new Pace(() => services.now());
    this.#keeper = new Keeper(id, services);
    this.model = new Model(prepared.graph, prepared.graph.training.seed);
    this.#trainer = new Trainer(this.model, device, datasets);
    this.#probe = new ProbeLook(prepared.graph.training.probe, services);
    this.#started = record?.started ?? Date.now();
    this.#last = { keep: services.now(), send: services.now() };
    this.#restored = record !== undefined;
    if (record) {
      this.carried = record.carried;
      this.#state = record.state === 'training' ? 'paused' : record.state;
      this.#journal.resume(record);
      this.#trainer.rateFactor = record.changes.at(-1)?.value ?? 1;
    }
  }

  get state(): RunState {
    return this.#state;
  }

  get trainer(): Trainer {
    return this.#trainer;
  }

  get best(): Checkpoint | undefined {
    return this.#best.checkpoint;
  }

  /** The last state that is known to be good, on the host: at most ten seconds old while it trains. */
  get kept(): Checkpoint | undefined {
    return this.#keeper.last;
  }

  get validationLoss(): number | undefined {
    return this.#journal.lastValidation?.loss;
  }

  status(): RunStatus {
    return {
      run: this.id,
      state: this.#state,
      step: this.#trainer.step,
      steps: this.#trainer.until,
      hasWeights: true,
      bestStep: this.#best.step,
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
    await this.#load(from);
    if (adopt) {
      const { graph } = this.model;
      const { weights, ...carried } = carryWeights(adopt.weights, adopt.graph, graph, this.model.weightShapes());
      await this.#trainer.device.guard(async () => this.model.store.loadWeights(weights));
      this.carried = carried;
    }
    this.#journal.beginAt(this.#trainer.step);
    const { validateEvery } = this.#prepared.graph.training;
    if (best) this.#best.resume(best, from?.step, this.#trainer, this.#journal, validateEvery);
    this.#keeper.last = from ?? (await this.#trainer.save());
    if (this.#restored) this.#keeper.isStoredAt(this.#trainer.step);
  }

  /** A state on the device in use, or a new one. */
  #load(state: Checkpoint | undefined): Promise<void> {
    const trainer = this.#trainer;
    return trainer.device.guard(async () => (state ? trainer.restore(state) : trainer.initialise()));
  }

  setRate(factor: number): void {
    this.#trainer.rateFactor = factor;
    this.#journal.changes.push({ step: this.#trainer.begun, setting: 'learningRate', value: factor });
  }

  async setProbe(fields: ProbeFields): Promise<void> {
    this.#probe.fields = fields;
    if (this.#state !== 'training') await this.attempt(() => this.lookAtProbe());
    else this.#probe.hurry();
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
    this.#pauseAt = this.#trainer.step + (limits.take ?? Number.POSITIVE_INFINITY);
    while (this.#state === 'training') {
      if (this.#trainer.step >= this.#trainer.until) {
        this.#state = 'finished';
        break;
      }
      if (this.#trainer.step >= this.#pauseAt) {
        this.#state = 'paused';
        break;
      }
      if (this.#devices.replaces(this.#trainer.device) && !this.#underWay) await this.attempt(() => this.#move());
      await this.attempt(() => this.#oneStep());
      await this.#services.turn();
    }
    await this.#conclude();
    this.#send();
    this.#announce();
  }

  /** A last look, and the state to keep. A device lost here takes steps with it: a run that is done takes them again. */
  async #conclude(): Promise<void> {
    // What was begun ahead of a pause is taken with it.
    if (this.#underWay && this.#sound()) await this.attempt(() => this.#oneStep());
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

  /** Goes on, from where it is, on the device that was chosen by hand; where that is not to be had, as before. */
  async #move(): Promise<void> {
    const found = await this.#devices.device().catch((error: unknown) => {
      if (!(error instanceof DeviceFault)) throw error;
      this.#devices.choose('auto');
      this.#services.emit({ type: 'problems', problems: [faultProblem(error)] });
      return undefined;
    });
    if (!found) return;
    await this.#endWriting();
    const state = await this.#trainer.save();
    this.model.dispose();
    await this.#settleOn(found, state);
    this.#pace.skip();
    const text = `Training goes on from step ${state.step} on ${this.#precisely(found)}.`;
    this.#services.emit({ type: 'notice', text });
  }

  async #settleOn(device: Device, state: Checkpoint | undefined): Promise<void> {
    const { datasets, rateFactor, until } = this.#trainer;
    this.#trainer = new Trainer(this.model, device, datasets);
    this.#backend = this.#devices.info;
    this.#trainer.rateFactor = rateFactor;
    this.#trainer.until = until;
    this.#probe.beginAnew();
    await this.#load(state);
  }

  /** A device's name, with the precision where it is not the one that was asked for. */
  #precisely({ name, halves }: Device): string {
    const mixed = this.#prepared.graph.training.precision === 'mixed' && !halves;
    return mixed ? `${name}, in 32 bits` : name;
  }

  /** The state it is in; where the device that has it was lost, the last that was kept. */
  async lastState(): Promise<Checkpoint | undefined> {
    try {
      return await this.#trainer.save();
    } catch (error) {
      if (!(error instanceof DeviceFault) || error.kind !== 'lost') throw error;
      return this.#keeper.last;
    }
  }

  async #rebuild(message: string): Promise<void> {
    const { device } = this.#trainer;
    const variants = device.variants();
    let next = device;
    for (let settled = false; !settled; ) {
      this.model.dispose();
      next = await this.#devices.replace(next);
      next.pin(variants);
      settled = await this.#settleOn(next, this.#keeper.last).then(() => true, isLoss);
    }
    const text = `The GPU was lost (${message}). Training goes on from step ${this.#trainer.step} on ${this.#precisely(next)}.`;
    this.#services.emit({ type: 'notice', text });
  }

  async #oneStep(): Promise<void> {
    const { logEvery, validateEvery } = this.#prepared.graph.training;
    const { until } = this.#trainer;
    const done = this.#trainer.step + 1;
    const validates = validateEvery > 0 && (done % validateEvery === 0 || done === until);
    const last = done >= Math.min(until, this.#pauseAt) || this.#state !== 'training';
    const interrupted = this.#probe.due || this.#keepIsDue() || this.#devices.replaces(this.#trainer.device);
    const ahead = !validates && !last && !interrupted;
    const result = await this.#trainer.takeStep({ between: () => this.#services.turn(), ahead });
    if ('notFinite' in result) {
      await this.#haltOn(result);
      return;
    }
    this.#pace.step(result.tokens);
    if (done % logEvery === 0 || done === 1 || done === until) {
      const pace = this.#pace.take();
      const secondsLeft = ((until - done) * pace.millisecondsPerStep) / 1000;
      this.#journal.log(result, { ...pace, secondsLeft });
    }
    // With a step under way the weights are those of no one moment: whatever looks at them waits for the next.
    if (!this.#underWay) {
      if (validates) await this.#validate();
      if (this.#probe.due) await this.lookAtProbe();
      if (this.#keepIsDue()) await this.keep();
    }
    if (this.#services.now() - this.#last.send > SEND_EVERY) this.#send();
  }

  /** Whether a step was begun whose result is not there. */
  get #underWay(): boolean {
    return this.#trainer.begun > this.#trainer.step;
  }

  #keepIsDue(): boolean {
    return this.#services.now() - this.#last.keep > KEEP_EVERY;
  }

  async #validate(): Promise<void> {
    const found = await this.#trainer.validate(async () => this.#services.turn());
    // After a lost device, steps are taken again but not reported again.
    if (!found || found.step <= (this.#journal.lastValidation?.step ?? -1)) return;
    // Only the last phase can end a run early.
    const best = this.#best.isBeatenBy(found);
    if (best) {
      const checkpoint = await this.#trainer.save();
      this.#best.take(found, checkpoint);
      await this.#keeper.keepBest(checkpoint);
    } else if (this.#trainer.inLastPhase(found.step)) this.#best.worse++;
    const record = this.#journal.validated(found, best);
    this.#send();
    this.#services.emit({ type: 'validation', run: this.id, record });
    this.#pace.skip();
    const { patience } = this.#prepared.graph.training;
    if (patience > 0 && this.#best.worse >= patience) {
      this.#state = 'finished';
      const text = `Stopped early: ${patience} validations without a better loss. The best weights are those of step ${this.#best.step ?? 0}.`;
      this.#services.emit({ type: 'notice', text });
    }
  }

  /** Pauses on the step that was not taken; the weights are still those before it. */
  async #haltOn(found: NotFinite): Promise<void> {
    this.#state = 'paused';
    const { last } = this.#keeper;
    this.#services.emit({ type: 'problems', problems: [notFiniteProblem(found, last)] });
    // Where the weights themselves went wrong, an update before this step did it: back to the last good ones.
    if (found.operation === 'weight' && last) await this.#load(last);
    else await this.keep();
  }

  /** Runs the probe and tells the panels. */
  async lookAtProbe(): Promise<void> {
    const record = await this.#probe.look(this.model, this.#trainer);
    if (!record) return;
    this.#journal.probe = record;
    this.#pace.skip();
  }

  /** Copies the state to the host, and to storage where there is one and it has not been kept there yet. */
  async keep(): Promise<void> {
    this.#last.keep = this.#services.now();
    const checkpoint = await this.#trainer.save();
    if (await this.#keeper.keep(checkpoint, () => this.record())) this.#pace.skip();
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
      backend: this.#backend,
      versions: { tfjs: tfjsVersion, kernels: kernelsInUse() },
      variants: this.#trainer.device.variants(),
      state: this.#state,
      step: this.#trainer.step,
      steps: this.#prepared.graph.training.steps,
      ...(this.carried && { carried: this.carried }),
      ...this.#journal.toRecord(),
    };
  }

  dispose(): void {
    this.model.dispose();
  }

  #send(): void {
    this.#last.send = this.#services.now();
    const records = this.#journal.take();
    if (records.length > 0) this.#services.emit({ type: 'log', run: this.id, records });
    this.#announce();
  }

  #announce(): void {
    this.#services.emit({ type: 'status', status: this.status() });
  }
}

/** False for a loss; anything else is thrown. */
function isLoss(error: unknown): false {
  if (error instanceof DeviceFault && error.kind === 'lost') return false;
  throw error;
}
