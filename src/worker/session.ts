import type { Checker } from '../check';
import { isProblems } from '../data';
import { packState, readSafetensors, unpackState, writeSafetensors } from '../formats';
import type { RunRecord } from '../metrics';
import { type Problem, problem } from '../problem';
import { Answers } from './answers';
import { Devices } from './devices';
import { problemsOf } from './faults';
import type { HostServices } from './host-services';
import { DatasetCache, type Prepared, precisionObstacles, prepareGraph, trainingObstacles } from './prepare';
import type { Answer, Command, Question } from './protocol';
import { Run } from './run';
import { trialOf } from './trial';
import { noWeights, Writing } from './writing';

/**
 * What the worker and the command line both do: takes serialised documents, prepares and trains them, answers questions.
 * Commands come in while others are under way (a training loop lets them in between its steps); those that replace or end
 * the run wait for each other.
 */
export class Session {
  readonly #checker: Checker;
  readonly #services: HostServices;
  readonly #devices: Devices;
  readonly #datasets: DatasetCache;
  readonly #answers: Answers;
  readonly #writing: Writing;
  #run: Run | undefined;
  #training: Promise<void> | undefined;
  /** What replaces or ends a run happens one after the other. */
  #queue: Promise<unknown> = Promise.resolve();
  /** Grows when a person calls things off: what was begun before must not install a run any more. */
  #epoch = 0;
  #starting = false;

  constructor(checker: Checker, services: HostServices) {
    this.#checker = checker;
    this.#services = services;
    this.#devices = new Devices(services);
    this.#datasets = new DatasetCache(services);
    this.#answers = new Answers(checker, services, this.#datasets);
    this.#writing = new Writing(services, () => ({ run: this.#run, loop: this.#training }));
  }

  get run(): Run | undefined {
    return this.#run;
  }

  /** A file for the length of this session, by the hash that documents name it by. */
  provideFile(sha256: string, file: Blob): void {
    this.#datasets.files.set(sha256, file);
  }

  /** The promise ends when what the command began has ended; a training run ends with its loop. */
  async handle(command: Command): Promise<void> {
    try {
      await this.#handle(command);
    } catch (error) {
      this.#services.emit({ type: 'problems', problems: problemsOf(error) });
      this.#announce();
    }
  }

  async #handle(command: Command): Promise<void> {
    switch (command.type) {
      case 'configure':
        this.#devices.choose(command.backend);
        return;
      case 'train':
        return this.#train(command);
      case 'pause':
        this.#run?.pause();
        return;
      case 'stop':
        return this.#stop();
      case 'reset':
        return this.#end(true);
      case 'leave':
        return this.#end(false);
      case 'learning-rate':
        this.#run?.setRate(command.factor);
        return;
      case 'probe':
        return this.#run?.setProbe(command.fields);
      case 'restore':
        return this.#restore(command.documentId, command.document);
      case 'stop-generating':
        this.#writing.cancel();
        return;
      case 'ask': {
        const answer = await this.#answer(command.question);
        this.#services.emit({ type: 'answer', id: command.id, answer });
        return;
      }
      default: {
        const never: never = command;
        throw new Error(`no such command: ${JSON.stringify(never)}`);
      }
    }
  }

  /** Runs work that replaces or ends the run, after all such work before it. */
  #exclusive<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#queue.then(work);
    this.#queue = mine.catch(() => undefined);
    return mine;
  }

  async #train({ documentId, document, once, until }: Extract<Command, { readonly type: 'train' }>): Promise<void> {
    if (this.#starting || this.#run?.state === 'training') return;
    // Figures of weights that go on changing would be of no one moment.
    if (this.#writing.measures) await this.#writing.end();
    const epoch = this.#epoch;
    this.#starting = true;
    try {
      await this.#exclusive(async () => {
        // The loop of a run that was paused a moment ago may still be at its end.
        await this.#training;
        const run = await this.#runFor(documentId, document, () => epoch === this.#epoch);
        if (!run) return;
        this.#training = run.train({ ...(once ? { take: 1 } : {}), ...(until === undefined ? {} : { until }) });
      });
    } finally {
      this.#starting = false;
    }
    await this.#training;
  }

  /** The run to go on with where the document is still the same and not done; otherwise a new one. */
  async #runFor(documentId: string, text: string, wanted: () => boolean): Promise<Run | undefined> {
    const now = this.#run;
    const unfinished = now && now.state !== 'finished' && now.state !== 'failed';
    if (now && unfinished && now.documentId === documentId && now.snapshot === text) {
      return wanted() ? now : undefined;
    }
    this.#services.emit({ type: 'status', status: { ...idle, state: 'preparing' } });
    const prepared = prepareGraph(this.#checker, text);
    if (isProblems(prepared)) return this.#refuse(prepared);
    const obstacles = trainingObstacles(this.#checker, prepared);
    if (obstacles.length > 0) return this.#refuse(obstacles);
    const run = await this.#prepareRun(prepared, documentId, { timed: true });
    if (!run) return undefined;
    const wrong = precisionObstacles(prepared.graph.training, run.trainer.device);
    if (wrong.length > 0) {
      run.dispose();
      return this.#refuse(wrong);
    }
    // Stop keeps the weights: a changed document goes on from those that still fit.
    try {
      const kept = now?.documentId === documentId ? await now.lastState() : undefined;
      await run.begin({ ...(kept && now ? { adopt: { weights: kept.weights, graph: now.model.graph } } : {}) });
    } catch (error) {
      run.dispose();
      throw error;
    }
    const installed = await this.#install(run, wanted());
    if (installed?.carried) this.#services.emit({ type: 'carried', run: run.id, carried: installed.carried });
    return installed;
  }

  /** Makes a run the one there is, or lets it go where nobody wants it any more. */
  async #install(run: Run, wanted: boolean): Promise<Run | undefined> {
    if (!wanted) {
      run.dispose();
      this.#announce();
      return undefined;
    }
    await this.#writing.end();
    this.#run?.dispose();
    this.#run = run;
    return run;
  }

  async #prepareRun(
    prepared: Prepared,
    documentId: string,
    { timed = false, record }: { readonly timed?: boolean; readonly record?: RunRecord } = {},
  ): Promise<Run | undefined> {
    const datasets = await this.#datasets.forGraph(prepared);
    if (isProblems(datasets)) return this.#refuse(datasets);
    const batch = prepared.graph.training.batch;
    const small = [...datasets.values()].find((dataset) => dataset.counts.train < 1);
    if (small) {
      return this.#refuse([
        problem({
          code: 'data/too-few',
          at: { field: small.spec.title },
          expected: `examples for batches of ${batch}`,
          received: `${small.counts.train}`,
          fix: 'Use more data, or hold out less for validation.',
        }),
      ]);
    }
    const before = record?.backend?.name;
    const halves = prepared.graph.training.precision === 'mixed';
    const trial = timed ? { trial: trialOf(prepared, datasets, this.#checker, this.#services) } : {};
    const device = await this.#devices.device({ before, halves, ...trial });
    if (record?.variants) device.pin(record.variants);
    const id = record?.id ?? this.#services.newId();
    const endWriting = () => this.#writing.end();
    const context = { id, documentId, services: this.#services, devices: this.#devices, endWriting };
    return new Run(prepared, datasets, device, record ? { ...context, record } : context);
  }

  #refuse(problems: readonly Problem[]): undefined {
    this.#services.emit({ type: 'problems', problems });
    this.#announce();
    return undefined;
  }

  async #stop(): Promise<void> {
    this.#epoch++;
    this.#run?.stop();
    await this.#exclusive(async () => {
      await this.#training;
      // A paused run has no loop that would keep its state.
      const run = this.#run;
      await run?.attempt(() => run.keep());
    });
    this.#announce();
  }

  /** Ends the run; `forget` removes it from storage as well. */
  async #end(forget: boolean): Promise<void> {
    this.#epoch++;
    this.#run?.stop();
    await this.#exclusive(async () => {
      await this.#training;
      await this.#writing.end();
      const run = this.#run;
      this.#run = undefined;
      run?.dispose();
      if (forget && run) await this.#services.store?.removeRun(run.id);
    });
    this.#announce();
  }

  /** The document's last run with its curves and weights; a document that changed since keeps the run it had. */
  async #restore(documentId: string, text: string): Promise<void> {
    const epoch = this.#epoch;
    const wanted = () => epoch === this.#epoch;
    const { store } = this.#services;
    await this.#exclusive(async () => {
      const record = await store?.loadRun(documentId);
      if (!record || this.#run || !wanted()) return;
      this.#services.emit({ type: 'restored', record });
      const checkpoint = await store?.loadCheckpoint(record.id, 'last');
      const best = await store?.loadCheckpoint(record.id, 'best');
      const prepared = prepareGraph(this.#checker, record.snapshot);
      if (!checkpoint || isProblems(prepared)) return;
      const run = await this.#prepareRun(prepared, documentId, { record });
      if (!run) return;
      await run.begin({ from: checkpoint, ...(best ? { best } : {}) });
      if (!(await this.#install(run, wanted()))) return;
      this.#announce();
      if (record.snapshot === text) await run.attempt(() => run.lookAtProbe());
    });
  }

  async #answer(question: Question): Promise<Answer> {
    try {
      return await this.#answerTo(question);
    } catch (error) {
      return { kind: 'problems', problems: problemsOf(error) };
    }
  }

  async #answerTo(question: Question): Promise<Answer> {
    switch (question.kind) {
      case 'generate':
        return this.#writing.generate(question.fields, question.options);
      case 'evaluate':
        return this.#writing.evaluate(question.request);
      case 'export-weights': {
        const run = this.#run;
        const state = question.which === 'best' ? run?.best : await run?.trainer.save();
        if (!run || !state) return { kind: 'problems', problems: [noWeights()] };
        return { kind: 'export-weights', bytes: writeSafetensors(packState(state, {})) };
      }
      case 'import-weights':
        return this.#importWeights(question.bytes, question.documentId, question.document);
      default:
        return this.#answers.to(question, this.#run);
    }
  }

  async #importWeights(bytes: ArrayBuffer, documentId: string, text: string): Promise<Answer> {
    await this.#stop();
    const epoch = this.#epoch;
    return this.#exclusive(async () => {
      const prepared = prepareGraph(this.#checker, text);
      if (isProblems(prepared)) return { kind: 'problems', problems: prepared };
      const stored = readSafetensors(bytes);
      const run = await this.#prepareRun(prepared, documentId);
      if (!run) return { kind: 'problems', problems: [] };
      const state = unpackState(stored, run.model.weightShapes());
      if (isProblems(state)) return { kind: 'problems', problems: state };
      await run.begin({ from: state });
      if (!(await this.#install(run, epoch === this.#epoch))) return { kind: 'problems', problems: [] };
      await run.keep();
      await run.attempt(() => run.lookAtProbe());
      this.#announce();
      return { kind: 'import-weights', weights: state.weights.size };
    });
  }

  #announce(): void {
    this.#services.emit({ type: 'status', status: this.#run?.status() ?? idle });
  }
}

const idle = {
  run: undefined,
  state: 'idle',
  step: 0,
  steps: 0,
  hasWeights: false,
  bestStep: undefined,
  snapshot: undefined,
} as const;
