import { access, constants, writeFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { version } from '../../package.json';
import { adaptToData } from '../check';
import { inspectFile, isProblems, type Split } from '../data';
import { apply, type Document, serialiseDocument } from '../document';
import { packState, readSafetensors, writeSafetensors } from '../formats';
import { kernelsInUse, switchGpuKernels, switchHostKernels } from '../kernels';
import type { BackendInfo, BackendName, StepRecord, ValidationRecord } from '../metrics';
import { type Problem, problem, showProblem } from '../problem';
import { type Answer, type Run, Session, type WorkerEvent } from '../worker';
import { bar, duration, err, InputError, out, outJson, overwrite } from './output';
import { checker, readBytes, readDocument, toArrayBuffer } from './read';
import { installWebGpu, nodeServices } from './services';

export interface TrainOptions {
  readonly data?: string;
  readonly steps?: number;
  readonly seed?: number;
  readonly rate?: number;
  readonly backend?: BackendName;
  readonly kernels?: 'own' | 'reference';
  readonly save?: string;
  readonly best?: boolean;
  readonly resume?: string;
  readonly evaluate?: Split;
  readonly examples?: number;
  readonly beams?: number;
  readonly json?: boolean;
}

/** α of Wu et al. (arXiv 1609.08144), as the page has it. */
const LENGTH_PENALTY = 0.6;

/** What the events of a run come to. */
class Watcher {
  readonly #json: boolean;
  readonly steps: StepRecord[] = [];
  readonly problems: Problem[] = [];
  validation: ValidationRecord | undefined;
  /** The one of the weights that are kept as the best. */
  best: ValidationRecord | undefined;
  backend: BackendInfo | undefined;
  answer: Answer | undefined;

  constructor(json: boolean) {
    this.#json = json;
  }

  take(event: WorkerEvent, total: number): void {
    switch (event.type) {
      case 'log':
        for (const record of event.records) this.#step(record, total);
        return;
      case 'validation':
        this.validation = event.record;
        if (event.record.best) this.best = event.record;
        if (this.#json) {
          const { step, loss, metrics, best } = event.record;
          outJson({ step, valLoss: loss, ...prefixed(metrics), best });
        } else {
          overwrite('');
          out(
            `step ${event.record.step}  validation ${figures(event.record.loss, event.record.metrics)}${event.record.best ? '  best' : ''}`,
          );
        }
        return;
      case 'backend':
        this.backend = event.backend;
        err(`${event.backend.name}: ${event.backend.adapter} (${event.backend.reason})`);
        return;
      case 'progress':
        overwrite(`${event.label} ${bar(event.done, event.total)} ${event.done}/${event.total} ${event.unit}`);
        return;
      case 'problems':
        this.problems.push(...event.problems);
        return;
      case 'notice':
        err(event.text);
        return;
      case 'answer':
        this.answer = event.answer;
        return;
      case 'progress-done':
        overwrite('');
        return;
      case 'status':
      case 'probe':
      case 'restored':
      case 'carried':
      case 'saved':
      case 'generated':
        return;
      default: {
        const never: never = event;
        throw new Error(`no such event: ${JSON.stringify(never)}`);
      }
    }
  }

  #step(record: StepRecord, total: number): void {
    this.steps.push(record);
    const { step, loss, gradientNorm: gradNorm, learningRate, metrics, itemsPerSecond, millisecondsPerStep } = record;
    if (this.#json) {
      const { loss: _, ...rest } = metrics;
      outJson({ step, loss, gradNorm, learningRate, ...rest, itemsPerSecond, msPerStep: millisecondsPerStep });
      return;
    }
    const line = `${bar(step, total)} ${step}/${total}  loss ${loss.toFixed(4)}  gradient ${gradNorm.toFixed(3)}  ${millisecondsPerStep.toFixed(0)} ms/step  ${duration(record.secondsLeft)} left`;
    if (process.stderr.isTTY) overwrite(line);
    else if (step % 50 < 1 || step === total) out(line);
  }
}

const prefixed = (metrics: Readonly<Record<string, number>>) =>
  Object.fromEntries(
    Object.entries(metrics)
      .filter(([name]) => name !== 'loss')
      .map(([name, value]) => [`val${name[0]?.toUpperCase()}${name.slice(1)}`, value]),
  );

const figures = (loss: number, metrics: Readonly<Record<string, number>>): string =>
  [['loss', loss] as const, ...Object.entries(metrics).filter(([name]) => name !== 'loss')]
    .map(([name, value]) => `${name} ${value.toFixed(4)}`)
    .join('  ');

export async function trainCommand(file: string, options: TrainOptions): Promise<number> {
  if (options.backend === 'webgpu') await requireWebGpu();
  switchGpuKernels(options.kernels !== 'reference');
  switchHostKernels(options.kernels !== 'reference');
  if (options.save) await requireFolder(options.save);
  const resumed = options.resume === undefined ? undefined : readState(toArrayBuffer(await readBytes(options.resume)));
  const { document, blob } = await withOptions(await readDocument(file), options, resumed?.seed);
  const text = serialiseDocument(document);
  const watcher = new Watcher(options.json === true);
  const session = new Session(
    checker,
    nodeServices((event) => watcher.take(event, options.steps ?? document.training.steps)),
  );
  await session.handle({ type: 'configure', backend: options.backend ?? 'auto' });
  if (blob) session.provideFile(blob.sha256, blob.file);
  if (resumed) {
    const question = { kind: 'import-weights', bytes: resumed.bytes, documentId: file, document: text } as const;
    await session.handle({ type: 'ask', id: 1, question });
    if (watcher.answer?.kind === 'problems') throw new InputError([...watcher.problems, ...watcher.answer.problems]);
  }
  await session.handle({
    type: 'train',
    documentId: file,
    document: text,
    once: false,
    ...(options.steps === undefined ? {} : { until: options.steps }),
  });
  overwrite('');
  const { run } = session;
  if (!run) throw new InputError(watcher.problems);
  const taken = run.trainer.step;
  // What is saved is what is evaluated.
  if (options.best && run.best) run.trainer.restore(run.best);
  if (options.save) {
    const state = await run.trainer.save();
    await writeFile(options.save, new Uint8Array(writeSafetensors(packState(state, { document: document.meta.name }))));
  }
  if (options.evaluate !== undefined) {
    const { evaluate: split, examples = 0, beams = 1 } = options;
    const question = { kind: 'evaluate', request: { split, examples, beams, lengthPenalty: LENGTH_PENALTY } } as const;
    await session.handle({ type: 'ask', id: 2, question });
  }
  // A run that broke off keeps its last good weights: they are saved all the same.
  const answered = watcher.answer?.kind === 'problems' ? watcher.answer.problems : [];
  const failed = [...watcher.problems, ...answered].filter(({ severity }) => severity === 'error');
  for (const problem of failed) err(showProblem(problem));
  const counts = {
    params: checker.check(document).totals.parameters,
    steps: taken,
    ...(options.best ? { bestStep: run.best?.step ?? null } : {}),
  };
  report(watcher, counts, run, failed, options);
  return failed.length === 0 ? 0 : 1;
}

type Counts = Readonly<Record<string, number | null>>;

function report(
  watcher: Watcher,
  counts: Counts,
  run: Run,
  failed: readonly Problem[],
  { best, json = false }: TrainOptions,
): void {
  const last = watcher.steps.at(-1);
  const validation = (best ? watcher.best : undefined) ?? watcher.validation;
  const median = [...watcher.steps].map((s) => s.millisecondsPerStep).sort((a, b) => a - b)[watcher.steps.length >> 1];
  const summary = {
    ...counts,
    loss: last?.loss ?? null,
    valLoss: validation?.loss ?? null,
    ...prefixed(validation?.metrics ?? {}),
    backend: watcher.backend?.name ?? null,
    msPerStep: median ?? null,
    dispatchesPerStep: last?.dispatches ?? null,
    // What a figure that is kept depends on besides the document.
    ...(json ? { kernels: kernelsInUse(), version, baselines: run.baselines() } : {}),
    ...evaluated(watcher.answer, json),
    ...(failed.length > 0 ? { ok: false, problems: failed } : {}),
  };
  if (json) outJson(summary);
  else {
    const { problems: _, ...figuresOnly } = { problems: undefined, ...summary };
    for (const [key, value] of Object.entries(figuresOnly)) out(`${key.padEnd(18)} ${value ?? '–'}`);
  }
}

/** The figures of an evaluation, `test_bleu`; with everything they are made of where it is data that is wanted. */
function evaluated(answer: Answer | undefined, json: boolean): Readonly<Record<string, unknown>> {
  if (answer?.kind !== 'evaluate') return {};
  const { split, scores } = answer.evaluation;
  const figures = Object.fromEntries(scores.map(({ name, value }) => [`${split}_${name}`, value]));
  return json ? { ...figures, evaluation: answer.evaluation } : figures;
}

/** The document as it is to be trained: settings from the command line, and a file in place of the first data set. */
async function withOptions(document: Document, { data, seed, rate }: TrainOptions, resumedSeed: number | undefined) {
  // Order of examples and dropout follow the seed: a resumed run goes on with its own.
  const { phases } = document.training;
  const training = {
    ...document.training,
    seed: seed ?? resumedSeed ?? document.training.seed,
    phases: rate === undefined ? phases : phases.map((phase) => ({ ...phase, learningRate: rate })),
  };
  if (data === undefined) return { document: { ...document, training }, blob: undefined };
  const [first] = document.data;
  if (!first) {
    throw new InputError([
      problem({
        code: 'data/unknown',
        at: { field: 'data' },
        expected: 'a data set to replace',
        received: 'none',
        fix: 'Leave --data out.',
      }),
    ]);
  }
  const blob = new Blob([await readBytes(data)]);
  const inspection = await inspectFile(blob, basename(data), { kind: first.kind }, () => {});
  if (isProblems(inspection)) throw new InputError(inspection);
  for (const warning of inspection.warnings) err(showProblem(warning));
  const choice = { id: first.id, kind: inspection.kind, source: inspection.source };
  const own = { ...document, training };
  const { patch, changes } = adaptToData(own, choice, checker.check);
  for (const change of changes) err(`set to follow the data: ${change}`);
  const applied = apply(own, patch);
  if ('problems' in applied) throw new InputError(applied.problems);
  return {
    document: applied.document,
    blob: { sha256: inspection.source.sha256, file: blob },
  };
}

/** A saved state's bytes and the seed it was trained with. */
function readState(bytes: ArrayBuffer): { readonly bytes: ArrayBuffer; readonly seed: number | undefined } {
  const seed = Number(readSafetensors(bytes).metadata.get('seed') ?? Number.NaN);
  return { bytes, seed: Number.isSafeInteger(seed) && seed >= 0 ? seed : undefined };
}

/** Found out before training, not after it. */
async function requireFolder(file: string): Promise<void> {
  try {
    await access(dirname(resolve(file)), constants.W_OK);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const at = { field: file };
    throw new InputError([
      problem({
        code: 'storage/failed',
        at,
        expected: 'a folder to write to',
        received: error.message,
        fix: 'Choose another path.',
      }),
    ]);
  }
}

async function requireWebGpu(): Promise<void> {
  const reason = await installWebGpu();
  if (reason === undefined) return;
  throw new InputError([
    problem({
      code: 'device/unavailable',
      at: {},
      expected: 'the optional package webgpu (Dawn) and a Vulkan driver',
      received: reason,
      fix: 'Run npm install webgpu, and install libvulkan1; or choose --backend wasm.',
    }),
  ]);
}
