import { type Checker, decoderOf } from '../check';
import { firstExample, inspectFile, isProblems, openFile, tokenizerOf } from '../data';
import { evaluate } from '../evaluate';
import { packState, readSafetensors, unpackState, writeSafetensors } from '../formats';
import { decode } from '../generate';
import { DeviceFault } from '../kernels';
import type { RunRecord } from '../metrics';
import { type Problem, problem } from '../problem';
import { summariseWeight } from '../train';
import { wouldCarry } from './carry';
import { Devices } from './devices';
import { problemsOf } from './faults';
import type { HostServices } from './host-services';
import {
  DatasetCache,
  memoryFor,
  missingToTrain,
  type Prepared,
  precisionObstacles,
  prepareGraph,
  trainingObstacles,
} from './prepare';
import type { Answer, Command, EvaluationRequest, Question, SamplingOptions } from './protocol';
import { Run } from './run';
import { trialOf } from './trial';

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
  #run: Run | undefined;
  #training: Promise<void> | undefined;
  /** What replaces or ends a run happens one after the other. */
  #queue: Promise<unknown> = Promise.resolve();
  /** Grows when a person calls things off: what was begun before must not install a run any more. */
  #epoch = 0;
  #starting = false;
  #generation: { cancelled: boolean; readonly measures: boolean; readonly done: Promise<unknown> } | undefined;

  constructor(checker: Checker, services: HostServices) {
    this.#checker = checker;
    this.#services = services;
    this.#devices = new Devices(services);
    this.#datasets = new DatasetCache(services);
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
        if (this.#generation) this.#generation.cancelled = true;
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
    if (this.#generation?.measures) await this.#endGeneration();
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
    await this.#endGeneration();
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
    const endWriting = () => this.#endGeneration();
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
      await this.#endGeneration();
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
      case 'inspect-file': {
        const { file, as, options } = question;
        const label = `Reading ${file.name}`;
        const inspection = await inspectFile(file, file.name, { kind: as, options }, (done, total, unit) => {
          this.#services.emit({ type: 'progress', label, done, total, unit });
          return this.#services.turn();
        });
        this.#services.emit({ type: 'progress-done', label });
        if (isProblems(inspection)) return { kind: 'problems', problems: inspection };
        await this.#keepFile(inspection.source.sha256, file);
        return { kind: 'inspect-file', inspection };
      }
      case 'attach-file': {
        const { source, kind } = question.choice;
        if (source.type !== 'file') return { kind: 'attach-file' };
        // Whether it is the file, not whether it is long enough for what the document does with it.
        const opened = await openFile({ kind, source }, question.file, 1, 0);
        if (isProblems(opened)) return { kind: 'problems', problems: opened };
        await this.#keepFile(source.sha256, question.file);
        return { kind: 'attach-file' };
      }
      case 'preview': {
        const { choice, reading, validation, split, from, count } = question;
        const dataset = await this.#datasets.open(choice, reading, validation);
        if (isProblems(dataset)) return { kind: 'problems', problems: dataset };
        const { vocabularies } = dataset.spec;
        return { kind: 'preview', rows: dataset.preview(split, from, count), counts: dataset.counts, vocabularies };
      }
      case 'example': {
        const dataset = await this.#datasets.open(question.choice, question.reading, question.validation);
        if (isProblems(dataset)) return { kind: 'problems', problems: dataset };
        return { kind: 'example', parts: firstExample(dataset) };
      }
      case 'baselines': {
        const dataset = await this.#datasets.open(question.choice, question.reading, question.validation);
        if (isProblems(dataset)) return { kind: 'problems', problems: dataset };
        return { kind: 'baselines', baselines: dataset.baselines() };
      }
      case 'memory': {
        const prepared = prepareGraph(this.#checker, question.document);
        if (isProblems(prepared)) return { kind: 'problems', problems: prepared };
        const missing = missingToTrain(this.#checker, prepared);
        return missing.length > 0
          ? { kind: 'problems', problems: missing }
          : { kind: 'memory', ...memoryFor(prepared) };
      }
      case 'generate':
        return this.#generate(question.fields, question.options);
      case 'evaluate':
        return this.#evaluate(question.request);
      case 'carry': {
        const prepared = prepareGraph(this.#checker, question.document);
        if (isProblems(prepared)) return { kind: 'problems', problems: prepared };
        const run = this.#run;
        if (!run) return { kind: 'problems', problems: [noWeights()] };
        return { kind: 'carry', carried: wouldCarry(run.model, prepared.graph) };
      }
      case 'weights': {
        const kept = this.#run?.kept;
        if (!kept) return { kind: 'problems', problems: [noWeights()] };
        const { paths, bins } = question;
        const weights = paths.flatMap((path) => {
          const tensor = kept.weights.get(path);
          return tensor ? [summariseWeight(path, tensor, bins)] : [];
        });
        return { kind: 'weights', step: kept.step, weights };
      }
      case 'export-weights': {
        const run = this.#run;
        const state = question.which === 'best' ? run?.best : await run?.trainer.save();
        if (!run || !state) return { kind: 'problems', problems: [noWeights()] };
        return { kind: 'export-weights', bytes: writeSafetensors(packState(state, {})) };
      }
      case 'import-weights':
        return this.#importWeights(question.bytes, question.documentId, question.document);
      default: {
        const never: never = question;
        throw new Error(`no such question: ${JSON.stringify(never)}`);
      }
    }
  }

  /** Keeps the person's file for this session, and for the next visit where there is storage. */
  async #keepFile(sha256: string, file: Blob): Promise<void> {
    this.provideFile(sha256, file);
    await this.#services.store?.saveFile(sha256, file);
  }

  async #generate(fields: Readonly<Record<string, string>>, options: SamplingOptions): Promise<Answer> {
    await this.#endGeneration();
    const run = this.#run;
    const decoder = run && decoderOf(run.model.graph);
    if (!run || !decoder) return { kind: 'problems', problems: [noWeights()] };
    const { data } = decoder;
    const { spec } = data.call;
    const text = tokenizerOf(spec, data.outputs[decoder.predicts]?.vocabulary?.id ?? '').join;
    const writing = decode(run.model, run.trainer.device, decoder, fields, {
      ...options,
      dataset: run.trainer.datasets.get(data.id),
      onSymbols: async (symbols) => {
        this.#services.emit({ type: 'generated', text: text(symbols) });
        await this.#services.turn();
        return !token.cancelled;
      },
    });
    const token = { cancelled: false, measures: false, done: writing.catch(() => undefined) };
    this.#generation = token;
    try {
      const decoded = await writing;
      if (isProblems(decoded)) return { kind: 'problems', problems: decoded };
      return { kind: 'generate', text: text(decoded.symbols) };
    } catch (error) {
      // A loop that is under way notices the loss itself; otherwise the model is rebuilt here.
      if (error instanceof DeviceFault && run.state !== 'training') await run.attempt(() => Promise.reject(error));
      throw error;
    } finally {
      if (this.#generation === token) this.#generation = undefined;
    }
  }

  /** Figures on a whole split, with progress; called off as writing is. */
  async #evaluate(request: EvaluationRequest): Promise<Answer> {
    await this.#endGeneration();
    const run = this.#run;
    if (!run) return { kind: 'problems', problems: [noWeights()] };
    const training = () => run.state === 'training';
    if (training()) return { kind: 'problems', problems: [stillTraining()] };
    // A loop that was paused a moment ago may still be at its end.
    await this.#training;
    const label = `Evaluating on ${request.split}`;
    const measuring = evaluate(run.trainer, {
      ...request,
      onProgress: async (done, total) => {
        this.#services.emit({ type: 'progress', label, done, total, unit: 'examples' });
        await this.#services.turn();
        return !token.cancelled;
      },
      keepOn: async () => {
        await this.#services.turn();
        return !token.cancelled;
      },
    });
    const token = { cancelled: false, measures: true, done: measuring.catch(() => undefined) };
    this.#generation = token;
    try {
      return { kind: 'evaluate', evaluation: await measuring };
    } catch (error) {
      if (error instanceof DeviceFault && !training()) await run.attempt(() => Promise.reject(error));
      throw error;
    } finally {
      this.#services.emit({ type: 'progress-done', label });
      if (this.#generation === token) this.#generation = undefined;
    }
  }

  /** Stops what is being written and waits for it: its weights may be about to go. */
  async #endGeneration(): Promise<void> {
    if (!this.#generation) return;
    this.#generation.cancelled = true;
    await this.#generation.done;
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

const stillTraining = (): Problem =>
  problem({
    code: 'training/running',
    at: {},
    expected: 'weights that stand still',
    received: 'a model that is being trained',
    fix: 'Pause the training, then evaluate.',
  });

const noWeights = (): Problem =>
  problem({
    code: 'input/predict',
    at: {},
    expected: 'a trained model that predicts what it is fed',
    received: 'none',
    fix: 'Train the model first. To write, it needs an output on the logits that its loss compares with the data.',
  });
