import { afterEach, describe, expect, it } from 'vitest';
import { memoryOf } from '../../src/compile';
import type { Document } from '../../src/document';
import type { DeviceName, Footprint } from '../../src/kernels';
import { exampleIndices } from '../../src/random';
import { batchesOf, type Checkpoint, type Trainer } from '../../src/train';
import { use } from '../support/devices';
import { layeredGpt } from '../support/layered';
import { trainerOf } from '../support/models';

let trainer: Trainer | undefined;

afterEach(() => {
  trainer?.model.dispose();
  trainer = undefined;
});

const begin = async (document: Document, backend: DeviceName): Promise<Trainer> => {
  trainer?.model.dispose();
  trainer = await trainerOf(document, await use(backend));
  return trainer;
};

async function losses(run: Trainer, steps: number): Promise<number[]> {
  const found: number[] = [];
  for (let i = 0; i < steps; i++) found.push((await run.takeStep()).loss);
  return found;
}

const bits = ({ weights, slots }: Checkpoint) =>
  [...weights, ...slots].map(([name, { data }]) => [name, [...new Uint32Array(data.buffer)]]);

describe.each(['cpu', 'wasm', 'webgpu'] as const)('recomputing modules on %s', (backend) => {
  it.each([1, 2])('changes no bit of a step of %i micro-batches', async (accumulate) => {
    const kept = await begin(layeredGpt(2, { accumulate }), backend);
    const before = { losses: await losses(kept, 3), state: bits(await kept.save()) };
    const again = await begin(layeredGpt(2, { accumulate, recompute: 'all' }), backend);
    expect({ losses: await losses(again, 3), state: bits(await again.save()) }).toEqual(before);
  });
});

/** What a step takes on a GPU: recorded, not run. */
async function footprint(document: Document): Promise<Footprint & { readonly planned: number }> {
  const run = await begin(document, 'webgpu');
  const { batch, seed } = run.training;
  const batches = batchesOf(run.datasets, 'train', (count) => exampleIndices(0, batch, count, seed));
  const program = run.model.program({ kind: 'train', phase: 0 }, batches);
  const found = await run.device.guard(() => run.model.prepare(program));
  if (!found) throw new Error('the step was not recorded');
  return { ...found, planned: memoryOf(program).values };
}

it('a GPT of six layers takes less than a third of the memory for values, and eight dispatches more for each layer', async () => {
  const sizes = { width: 32, length: 64, averages: false };
  const kept = await footprint(layeredGpt(6, { batch: 8 }, sizes));
  const again = await footprint(layeredGpt(6, { batch: 8, recompute: 'all' }, sizes));
  expect(again.live).toBeLessThan(kept.live / 3);
  // What is shown before the run is what the run takes, but for what kernels need for themselves.
  for (const { planned, live } of [kept, again]) expect(Math.abs(planned / live - 1)).toBeLessThan(0.02);
  // Of a layer's forward pass all but what leaves it.
  expect(again.dispatches - kept.dispatches).toBeLessThanOrEqual(6 * 8);
});
