import { afterEach, describe, expect, it } from 'vitest';
import { switchGpuKernels } from '../../src/kernels';
import type { Checkpoint, StepResult, Trainer } from '../../src/train';
import { counted } from '../support/count';
import { use } from '../support/devices';
import { documents, trainerOf } from '../support/models';

/** Architectures with what a recording could get wrong: dropout, running averages, momentum, bodies, several phases, shared weights. */
const NAMES = [
  'mlp',
  'normalised',
  'convolutional',
  'tagger',
  'tied gru',
  'gpt',
  'a cell drawn by hand',
  'regression',
  'alternating',
  'micro-batches',
];
const STEPS = 3;
/** Most that a weight's change may differ from the reference's. */
const APART = 2e-3;

let trainer: Trainer | undefined;

const begin = async (name: string): Promise<Trainer> => {
  trainer?.model.dispose();
  const document = documents[name];
  if (!document) throw new RangeError(`no document '${name}'`);
  trainer = await trainerOf(document(), await use('webgpu'));
  return trainer;
};

afterEach(() => {
  trainer?.model.dispose();
  trainer = undefined;
  switchGpuKernels(true);
});

async function take(run: Trainer, steps: number): Promise<StepResult[]> {
  const taken: StepResult[] = [];
  for (let i = 0; i < steps; i++) {
    const result = await run.takeStep();
    if ('notFinite' in result) throw new Error(`step ${result.step} went wrong at ${result.path} ${result.operation}`);
    taken.push(result);
  }
  return taken;
}

const bits = ({ weights, slots }: Checkpoint) =>
  [...weights, ...slots].map(([name, { data }]) => [name, [...new Uint32Array(data.buffer)]]);

/**
 * What has no other gradient than rounding, so that Adam goes either way: a bias of all keys before a softmax, a bias before a norm
 * and the mean that the norm keeps of it.
 */
const ROUNDING: Readonly<Record<string, RegExp>> = {
  gpt: /^attention\.key_bias/,
  normalised: /^(hidden\.bias|norm\.mean)/,
  'micro-batches': /^(hidden\.bias|norm\.mean)/,
};

/**
 * How far the change of each weight and of each part of the optimizer's state is apart, as a part of the change: the median of its
 * numbers, since single ones can have a gradient that is nothing but rounding.
 */
function apart(document: string, start: Checkpoint, own: Checkpoint, reference: Checkpoint): Map<string, number> {
  const found = new Map<string, number>();
  for (const kind of ['weights', 'slots'] as const) {
    const before = new Map(start[kind]);
    const right = new Map(reference[kind]);
    for (const [name, { data }] of own[kind]) {
      if (ROUNDING[document]?.test(name)) continue;
      const [from, to] = [before.get(name)?.data, right.get(name)?.data];
      const parts = Array.from(data, (value, i) => {
        const wanted = (to?.[i] ?? Number.NaN) - (from?.[i] ?? 0);
        return wanted === 0 ? [] : [Math.abs((value - (from?.[i] ?? 0)) / wanted - 1)];
      }).flat();
      const middle = parts.sort((a, b) => a - b)[parts.length >> 1] ?? 0;
      if (middle > APART) found.set(`${kind} ${name}`, middle);
    }
  }
  return found;
}

describe.each(NAMES)('a replayed step of %s', (name) => {
  it('follows the reference kernels, which run one by one', async () => {
    const run = await begin(name);
    const start = await run.save();
    const replayed = await take(run, STEPS);
    const end = await run.save();
    switchGpuKernels(false);
    const other = await begin(name);
    const eager = await take(other, STEPS);
    expect([...apart(name, start, end, await other.save())], 'weights and optimizer').toEqual([]);
    for (const [i, { loss, gradientNorm }] of eager.entries()) {
      expect(Math.abs((replayed[i]?.loss ?? Number.NaN) / loss - 1), `loss ${i}`).toBeLessThan(1e-3);
      expect(Math.abs((replayed[i]?.gradientNorm ?? Number.NaN) / gradientNorm - 1), `norm ${i}`).toBeLessThan(5e-3);
    }
  });

  it('is, bit for bit, the step that is recorded anew', async () => {
    const run = await begin(name);
    const replayed = await take(run, 4);
    const end = await run.save();
    let state: Checkpoint | undefined;
    for (const { loss } of replayed) {
      const fresh = await begin(name);
      if (state) fresh.restore(state);
      expect((await take(fresh, 1))[0]?.loss).toBe(loss);
      state = await fresh.save();
    }
    expect(state && bits(state)).toEqual(bits(end));
  });

  it('makes no buffer, submits once, in one pass, and holds at most one and a half times what lives', async () => {
    const run = await begin(name);
    await take(run, 4);
    const device = await use('webgpu');
    const before = device.dispatches() ?? Number.NaN;
    const counts = await counted(() => take(run, 2));
    const dispatches = (device.dispatches() ?? Number.NaN) - before;
    const runs = 2 * (run.training.accumulate ?? 1);
    expect(counts).toMatchObject({ createBuffer: 0, submit: runs, beginComputePass: runs, createBindGroup: 0 });
    expect(counts.value.map((step) => step.dispatches).reduce((a, b) => a + b)).toBe(dispatches);
    const footprints = run.model.footprints();
    const live = Math.max(...footprints.map((footprint) => footprint.live));
    expect(live).toBeGreaterThan(0);
    expect((footprints[0]?.allocated ?? Number.NaN) / live).toBeLessThanOrEqual(1.5);
  });
});
