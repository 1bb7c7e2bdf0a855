import type { Program, Share } from '../compile';
import { sharesOf } from '../compile';
import type { Dataset } from '../data';
import { type Device, isSound, type Report } from '../kernels';
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
function microBatch({ model, datasets, step, phase }: StepSetting, index: number, share: Share): MicroBatch {
  const { batch, seed, accumulate = 1 } = model.graph.training;
  const number = step * accumulate + index;
  const batches = batchesOf(
    datasets,
    'train',
    (count) => exampleIndices(number, batch, count, seed),
    (count) => exampleEpochs(number, batch, count),
  );
  return { program: model.program({ kind: 'train', phase, share }, batches), batches, counter: { seed, step: number } };
}

/** Runs one micro-batch after the other until one is not sound, whose update is then not made. */
export async function runStep(setting: StepSetting, between?: () => Promise<unknown>): Promise<StepReports> {
  const { model, device, scalars } = setting;
  const reports: Report[] = [];
  let tokens = 0;
  for (const [index, share] of sharesOf(model.graph.training).entries()) {
    if (index > 0) await between?.();
    const { program, batches, counter } = microBatch(setting, index, share);
    const report = await device.guard(() => model.execute(program, batches, counter, scalars));
    reports.push(report);
    tokens += tokensIn(model.dataNodes, batches);
    if (!isSound(report)) break;
  }
  return { reports, tokens };
}

/** Where a step went wrong of which `taken` micro-batches were run. */
export async function culpritOf(setting: StepSetting, taken: number): Promise<Culprit> {
  const { model, device, scalars } = setting;
  const shares = sharesOf(model.graph.training);
  // As the first of a step each stands for itself; what they came to together is the last one's.
  const alone = shares.slice(0, taken).map(() => shares[0] ?? 'only');
  const together = shares.slice(1, taken).slice(-1);
  for (const [i, share] of [...alone, ...together].entries()) {
    const { program, batches, counter } = microBatch(setting, Math.min(i, taken - 1), share);
    const found = await device.guard(() => findCulprit(model, program, batches, counter, scalars));
    if (found) return found;
  }
  return { path: '', operation: 'unknown', part: 'forward' };
}
