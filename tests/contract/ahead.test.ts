import { describe, expect, it } from 'vitest';
import type { Document } from '../../src/document';
import type { Trainer } from '../../src/train';
import { use } from '../support/devices';
import { tinyGpt, xorDocument } from '../support/documents';
import { trainerOf } from '../support/models';

const STEPS = 8;

async function take(run: Trainer, steps: number, ahead: boolean): Promise<readonly number[]> {
  const losses: number[] = [];
  for (let i = 0; i < steps; i++) {
    const result = await run.takeStep({ ahead: ahead && i < steps - 1 });
    if ('notFinite' in result) throw new Error(`step ${result.step} is not finite`);
    losses.push(result.loss);
  }
  return losses;
}

const having = (document: Document, learningRate: number): Document => ({
  ...document,
  training: {
    ...document.training,
    phases: document.training.phases.map((phase) => ({ ...phase, learningRate })),
  },
});

describe('a step that is begun before the one before it has reported', () => {
  it.each([
    ['webgpu', tinyGpt({}, 0.1)],
    ['wasm', xorDocument()],
  ] as const)('changes nothing of what comes of them on %s', async (backend, document) => {
    const device = await use(backend);
    const [plain, early] = [await trainerOf(document, device), await trainerOf(document, device)];
    const losses = await take(plain, STEPS, false);
    expect(await take(early, STEPS, true)).toEqual(losses);
    expect(early.begun).toBe(STEPS);
    expect(await early.save()).toEqual(await plain.save());
    for (const run of [plain, early]) run.model.dispose();
  });

  it('is under way on a GPU alone', async () => {
    for (const [backend, begun] of [
      ['webgpu', 2],
      ['wasm', 1],
    ] as const) {
      const run = await trainerOf(xorDocument(), await use(backend));
      await run.takeStep({ ahead: true });
      expect([run.step, run.begun]).toEqual([1, begun]);
      await run.takeStep();
      expect([run.step, run.begun]).toEqual([2, 2]);
      run.model.dispose();
    }
  });

  it('changes nothing where the one before was not sound, and training goes on from before both', async () => {
    const device = await use('webgpu');
    const run = await trainerOf(xorDocument(), device);
    await take(run, 2, true);
    const before = await run.save();
    // One batch is infinite; those after it are as ever.
    const [id, data] = [...run.datasets][0] ?? [];
    if (id === undefined || !data) throw new RangeError('the document has data');
    let broken = true;
    const once = {
      ...data,
      probe: data.probe.bind(data),
      preview: data.preview.bind(data),
      baselines: data.baselines.bind(data),
      batch: (...asked: Parameters<typeof data.batch>) => {
        const batch = data.batch(...asked);
        const { features } = batch;
        if (!features) throw new RangeError('points have features');
        const factor = broken ? Number.POSITIVE_INFINITY : 1;
        broken = false;
        return { ...batch, features: { ...features, data: Float32Array.from(features.data, (x) => factor * (x + 1)) } };
      },
    };
    Object.defineProperty(run, 'datasets', { value: new Map([[id, once]]), configurable: true });
    const result = await run.takeStep({ ahead: true });
    expect(result).toMatchObject({ notFinite: true, step: 2 });
    expect([run.step, run.begun]).toEqual([2, 2]);
    expect(await run.save()).toEqual(before);
    // The flag is down again: this step changes the weights, as it does where nothing went wrong.
    Object.defineProperty(run, 'datasets', { value: new Map([[id, data]]) });
    const other = await trainerOf(xorDocument(), device);
    const expected = await take(other, 3, false);
    expect(await take(run, 1, false)).toEqual(expected.slice(2));
    expect(await run.save()).toEqual(await other.save());
    for (const one of [run, other]) one.model.dispose();
  });

  it('goes with a learning rate that makes the very first update infinite', async () => {
    const run = await trainerOf(having(xorDocument(), 1e38), await use('webgpu'));
    let bad: unknown;
    for (let i = 0; i < 6 && !bad; i++) {
      const result = await run.takeStep({ ahead: true });
      if ('notFinite' in result) bad = result;
    }
    expect(bad).toMatchObject({ notFinite: true });
    expect(run.begun).toBe(run.step);
    run.model.dispose();
  });
});
