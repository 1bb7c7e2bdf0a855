import { lossScales, type Program, type Share, sharesOf } from '../compile';
import type { Dataset } from '../data';
import { type Device, isSound, type Report, type Submitted } from '../kernels';
import { exampleEpochs, exampleIndices } from '../random';
import { type Batches, batchesOf, type Model } from './model';
import { type Culprit, findCulprit } from './not-finite';
import { tokensIn } from './tokens';

/** What a step is taken with. */
export interface StepSetting {
  readonly model: Model;
  readonly device: Device;
  readonly datasets: ReadonlyMap<string, Dataset>;
  readonly step: number;
  /** Number of the phase. */
  readonly phase: number;
  readonly scalars: ReadonlyMap<string, number>;
}

/** What came of a step's micro-batches; the last is the one that was not sound, or the one that made the update. */
export interface StepReports {
  readonly reports: readonly Report[];
  readonly tokens: number;
}

interface MicroBatch {
  readonly program: Program;
  readonly batches: Batches;
  readonly counter: { readonly seed: number; readonly step: number };
}

/**
 * A step's micro-batches are numbered through the run: each takes the examples that come next, and draws its own random
 * bits. A step of several thus goes over the examples of one large batch.
 */
function microBatch(
  { model, datasets, step, phase }: StepSetting,
  index: number,
  share: Share,
  lossScale: number,
): MicroBatch {
  const { batch, seed, accumulate = 1 } = model.graph.training;
  const number = step * accumulate + index;
  const batches = batchesOf(
    datasets,
    'train',
    (count) => exampleIndices(number, batch, count, seed),
    (count) => exampleEpochs(number, batch, count),
  );
  const program = model.program({ kind: 'train', phase, share, lossScale }, batches);
  return { program, batches, counter: { seed, step: number } };
}

/** A step that was submitted. */
export interface SubmittedStep extends Submitted<StepReports> {
  /** Dispatches on a GPU; undefined elsewhere. */
  readonly dispatches: number | undefined;
}

/**
 * Submits one micro-batch after the other. On a GPU nothing changes any more after one that is not sound; elsewhere each is
 * done when the next is submitted, and the first that is not sound is the last.
 *
 * @param lossScale factor on the loss while it is differentiated; one of `lossScales`
 */
export async function submitStep(
  setting: StepSetting,
  between?: () => Promise<unknown>,
  lossScale = lossScales(setting.model.graph.training)[0],
): Promise<SubmittedStep> {
  const { model, device, scalars } = setting;
  const before = device.dispatches();
  const reports: Promise<Report>[] = [];
  let tokens = 0;
  for (const [index, share] of sharesOf(model.graph.training).entries()) {
    if (index > 0) await between?.();
    const { program, batches, counter } = microBatch(setting, index, share, lossScale);
    const { report } = await device.submit(() => model.submit(program, batches, counter, scalars));
    reports.push(report);
    tokens += tokensIn(model.dataNodes, batches);
    if (before === undefined && !isSound(await report)) break;
    // No more than two are under way: this one, and the one before.
    await reports.at(-2);
  }
  const after = device.dispatches();
  const report = Promise.all(reports).then((all) => ({ reports: throughUnsound(all), tokens }));
  // A step that was begun ahead may be given up before anybody asks for it.
  report.catch(() => undefined);
  return {
    report,
    dispatches: before === undefined || after === undefined ? undefined : after - before,
  };
}

/** All up to the first that is not sound. */
function throughUnsound(reports: readonly Report[]): readonly Report[] {
  const at = reports.findIndex((report) => !isSound(report));
  return at < 0 ? reports : reports.slice(0, at + 1);
}

/** Whether a step's gradient overflowed: a loss that is no finite number is so whatever the factor. */
export function overflowed({ reports }: StepReports): boolean {
  const last = reports.at(-1);
  return last !== undefined && !isSound(last) && Number.isFinite(last.get('loss'));
}

/** Where a step went wrong of which `taken` micro-batches were run. */
export async function culpritOf(setting: StepSetting, taken: number): Promise<Culprit> {
  const { model, device, scalars } = setting;
  const shares = sharesOf(model.graph.training);
  // As the first of a step each stands for itself; what they came to together is the last one's.
  const alone = shares.slice(0, taken).map(() => shares[0] ?? 'only');
  const together = shares.slice(1, taken).slice(-1);
  for (const [i, share] of [...alone, ...together].entries()) {
    const { program, batches, counter } = microBatch(setting, Math.min(i, taken - 1), share, 1);
    const found = await device.guard(() => findCulprit(model, program, batches, counter, scalars));
    if (found) return found;
  }
  // With every number in 32 bits there was none.
  const mixed = model.graph.training.precision === 'mixed' && device.halves;
  return { path: '', operation: mixed ? 'rounding to 16 bits' : 'unknown', part: 'forward' };
}
