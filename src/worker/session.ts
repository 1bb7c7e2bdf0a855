import type { Checker } from '../check';
import { inspectFile, isProblems, openFile } from '../data';
import { packState, readSafetensors, unpackState, writeSafetensors } from '../formats';
import { decode, decoderOf } from '../generate';
import { DeviceFault } from '../kernels';
import { type Problem, ProblemError, problem } from '../problem';
import type { Checkpoint } from '../train';
import { Devices } from './devices';
import type { HostServices } from './host-services';
import { DatasetCache, type Prepared, prepareGraph, trainingObstacles } from './prepare';
import type { Answer, Command, Question, SamplingOptions } from './protocol';
import { Run } from './run';

/**
 * What the worker and the command line both do: takes serialised documents, prepares and trains them, answers questions.
 * Commands are handled one after the other, except that a running training loop lets them in between its steps.
 */
export class Session {
  readonly #checker: Checker;
  readonly #services: HostServices;
  readonly #devices: Devices;
  readonly #datasets: DatasetCache;
  #run: Run | undefined;
  #training: Promise<void> | undefined;
  #generating = false;
  /** A run is being prepared; Stop or Reset meanwhile calls it off. */
  #preparing: { cancelled: boolean } | undefined;

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
        return this.#reset();
      case 'learning-rate':
        this.#run?.setRate(command.factor);
        return;
      case 'probe':
        return this.#run?.setProbe(command.fields);
      case 'restore':
        return this.#restore(command.documentId, command.document);
      case 'stop-generating':
        this.#generating = false;
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

  async #train({ documentId, document, once, until }: Extract<Command, { readonly type: 'train' }>): Promise<void> {
    if (this.#preparing || this.#run?.state === 'training') return;
    const ticket = { cancelled: false };
    this.#preparing = ticket;
    try {
      const run = await this.#runFor(documentId, document);
      if (!run || ticket.cancelled) return;
      this.#training = run.train({ ...(once ? { take: 1 } : {}), ...(until === undefined ? {} : { until }) });
    } finally {
      this.#preparing = undefined;
    }
    await this.#training;
  }

  /** The run to go on with where the document is still the same and not done; otherwise a new one. */
  async #runFor(documentId: string, text: string): Promise<Run | undefined> {
    const now = this.#run;
    const unfinished = now && now.state !== 'finished' && now.state !== 'failed';
    if (now && unfinished && now.documentId === documentId && now.snapshot === text) return now;
    this.#services.emit({ type: 'status', status: { ...idle, state: 'preparing' } });
    const prepared = prepareGraph(this.#checker, text);
    if (isProblems(prepared)) return this.#refuse(prepared);
    const obstacles = trainingObstacles(this.#checker, prepared);
    if (obstacles.length > 0) return this.#refuse(obstacles);
    const run = await this.#prepareRun(prepared, documentId);
    if (!run) return undefined;
    const kept = now?.documentId === documentId ? await now.model.weights.save() : undefined;
    const graph = now?.model.graph;
    now?.dispose();
    this.#run = run;
    await run.begin();
    // Stop keeps the weights: a changed document goes on from those that still fit.
    if (kept && graph) run.adopt(kept, graph);
    return run;
  }

  async #prepareRun(
    prepared: Prepared,
    documentId: string,
    id = this.#services.newId(),
    record?: ConstructorParameters<typeof Run>[3]['record'],
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
    const device = await this.#devices.device();
    const context = { id, documentId, services: this.#services, devices: this.#devices };
    return new Run(prepared, datasets, device, record ? { ...context, record } : context);
  }

  #refuse(problems: readonly Problem[]): undefined {
    this.#services.emit({ type: 'problems', problems });
    this.#announce();
    return undefined;
  }

  async #stop(): Promise<void> {
    if (this.#preparing) this.#preparing.cancelled = true;
    const run = this.#run;
    const was = run?.state;
    run?.stop();
    await this.#training;
    // A paused run has no loop that would notice.
    if (run && was === 'paused') await run.keep();
    this.#announce();
  }

  async #reset(): Promise<void> {
    await this.#stop();
    this.#run?.dispose();
    this.#run = undefined;
    this.#announce();
  }

  /** The document's last run with its curves and weights; a document that changed since keeps the run it had. */
  async #restore(documentId: string, text: string): Promise<void> {
    const record = await this.#services.store?.loadRun(documentId);
    if (!record || this.#run) return;
    this.#services.emit({ type: 'restored', record });
    const checkpoint = await this.#services.store?.loadCheckpoint(record.id, 'last');
    const prepared = prepareGraph(this.#checker, record.snapshot);
    if (!checkpoint || isProblems(prepared)) return;
    const run = await this.#prepareRun(prepared, documentId, record.id, record);
    if (!run) return;
    await run.begin(checkpoint, await this.#services.store?.loadCheckpoint(record.id, 'best'));
    this.#run = run;
    this.#announce();
    if (record.snapshot === text) await run.lookAtProbe();
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
        const opened = await openFile({ kind, source }, question.file, undefined, 0.1);
        if (isProblems(opened)) return { kind: 'problems', problems: opened };
        await this.#keepFile(source.sha256, question.file);
        return { kind: 'attach-file' };
      }
      case 'preview': {
        const { choice, length, validation, split, from, count } = question;
        const dataset = await this.#datasets.open(choice, length, validation);
        if (isProblems(dataset)) return { kind: 'problems', problems: dataset };
        const { vocabularies } = dataset.spec;
        return { kind: 'preview', rows: dataset.preview(split, from, count), counts: dataset.counts, vocabularies };
      }
      case 'baselines': {
        const dataset = await this.#datasets.open(question.choice, question.length, question.validation);
        if (isProblems(dataset)) return { kind: 'problems', problems: dataset };
        return { kind: 'baselines', baselines: dataset.baselines() };
      }
      case 'generate':
        return this.#generate(question.fields, question.options);
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
    const run = this.#run;
    const decoder = run && decoderOf(run.model.graph);
    if (!run || !decoder) return { kind: 'problems', problems: [noWeights()] };
    this.#generating = true;
    const { data } = decoder;
    const text = (symbols: readonly string[]) =>
      symbols.join(
        data.call.spec.tokenizers?.[data.outputs[decoder.predicts]?.vocabulary?.id ?? ''] === 'word' ? ' ' : '',
      );
    const decoded = await decode(run.model, run.trainer.device, decoder, fields, {
      ...options,
      onSymbols: async (symbols) => {
        this.#services.emit({ type: 'generated', text: text(symbols) });
        await this.#services.turn();
        return this.#generating;
      },
    });
    this.#generating = false;
    if (isProblems(decoded)) return { kind: 'problems', problems: decoded };
    return { kind: 'generate', text: text(decoded.symbols) };
  }

  async #importWeights(bytes: ArrayBuffer, documentId: string, text: string): Promise<Answer> {
    await this.#stop();
    const prepared = prepareGraph(this.#checker, text);
    if (isProblems(prepared)) return { kind: 'problems', problems: prepared };
    const stored = readSafetensors(bytes);
    const run = await this.#prepareRun(prepared, documentId);
    if (!run) return { kind: 'problems', problems: [] };
    const state = unpackState(stored, run.model.weightShapes());
    if (isProblems(state)) return { kind: 'problems', problems: state };
    this.#run?.dispose();
    this.#run = run;
    const checkpoint: Checkpoint = state;
    await run.begin(checkpoint);
    await run.lookAtProbe();
    this.#announce();
    return { kind: 'import-weights', weights: state.weights.size };
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

const noWeights = (): Problem =>
  problem({
    code: 'input/predict',
    at: {},
    expected: 'a trained model that predicts what it is fed',
    received: 'none',
    fix: 'Train the model first. To write, it needs an output on the logits that its loss compares with the data.',
  });

/** Problems of an error that a person can act on; anything else is a fault of ours and says so. */
function problemsOf(error: unknown): readonly Problem[] {
  if (error instanceof ProblemError) return error.problems;
  const message = error instanceof Error ? error.message : String(error);
  const device = error instanceof DeviceFault;
  const fix = device
    ? 'Choose another backend, or reload the page.'
    : 'Reload the page. If it happens again, please report it.';
  return [
    problem({
      code:
        device && error.kind === 'unavailable'
          ? 'device/unavailable'
          : device && error.kind === 'lost'
            ? 'device/lost'
            : 'device/error',
      at: {},
      expected: device ? 'a device that works' : 'no internal error',
      received: message.slice(0, 400),
      fix,
    }),
  ];
}
