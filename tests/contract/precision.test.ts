import { afterEach, describe, expect, it } from 'vitest';
import { memoryOf } from '../../src/compile';
import type { Document, Training } from '../../src/document';
import { switchGpuKernels } from '../../src/kernels';
import { exampleIndices } from '../../src/random';
import { batchesOf, type Checkpoint, type StepResult, type Trainer } from '../../src/train';
import { use } from '../support/devices';
import { xorDocument } from '../support/documents';
import { layeredGpt } from '../support/layered';
import { documents, trainerOf } from '../support/models';
import { TestSession } from '../support/session';

/**
 * SwiftShader has no 16 bits. Mesa's llvmpipe has them: on Debian 12 mesa-vulkan-drivers 25.0 from backports, with
 * VK_ICD_FILENAMES on its lvp_icd.json.
 */
const device = await use('webgpu');

let trainer: Trainer | undefined;

afterEach(() => {
  trainer?.model.dispose();
  trainer = undefined;
  switchGpuKernels(true);
});

const begin = async (document: Document): Promise<Trainer> => {
  trainer?.model.dispose();
  trainer = await trainerOf(document, await use('webgpu'));
  return trainer;
};

async function take(run: Trainer, steps: number, ahead = false): Promise<StepResult[]> {
  const taken: StepResult[] = [];
  for (let i = 0; i < steps; i++) {
    const result = await run.takeStep({ ahead: ahead && i < steps - 1 });
    if ('notFinite' in result) throw new Error(`step ${result.step} went wrong at ${result.path} ${result.operation}`);
    taken.push(result);
  }
  return taken;
}

const bits = ({ weights, slots }: Checkpoint) =>
  [...weights, ...slots].map(([name, { data }]) => [name, [...new Uint32Array(data.buffer)]]);

const small = (training: Partial<Training>): Document =>
  layeredGpt(1, { batch: 4, ...training }, { width: 8, length: 8, averages: false });

const live = ({ model }: Trainer): number => Math.max(...model.footprints().map((footprint) => footprint.live));

describe.runIf(device.halves)('mixed precision, on an adapter with shader-f16', () => {
  it.each([true, 'hardware'] as const)('follows training in 32 bits, with kernels %s', async (kernels) => {
    switchGpuKernels(kernels);
    const exact = await begin(small({}));
    const plain = await take(exact, 4);
    const before = live(exact);
    const mixed = await begin(small({ precision: 'mixed' }));
    const rounded = await take(mixed, 4);
    for (const [i, { loss, gradientNorm }] of plain.entries()) {
      expect(Math.abs((rounded[i]?.loss ?? Number.NaN) / loss - 1), `loss ${i}`).toBeLessThan(2e-3);
      expect(Math.abs((rounded[i]?.gradientNorm ?? Number.NaN) / gradientNorm - 1), `norm ${i}`).toBeLessThan(2e-2);
    }
    // Rounded it is: otherwise the switch would do nothing.
    expect(rounded.map(({ loss }) => loss)).not.toEqual(plain.map(({ loss }) => loss));
    expect(live(mixed)).toBeLessThan(0.75 * before);
    const { batch, seed } = mixed.training;
    const batches = batchesOf(mixed.datasets, 'train', (count) => exampleIndices(0, batch, count, seed));
    const program = mixed.model.program({ kind: 'train', phase: 0, share: 'only', lossScale: 2 ** 14 }, batches);
    if (kernels === true) expect(Math.abs(memoryOf(program).values / live(mixed) - 1)).toBeLessThan(0.1);
  });

  it.each(['llama', 'transformer', 'convolutional', 'tied gru', 'micro-batches', 'alternating'])(
    'follows it for %s',
    async (name) => {
      const document = documents[name]?.();
      if (!document) throw new RangeError(`no document '${name}'`);
      const wider = { ...document, training: { ...document.training, batch: 16 } };
      const plain = await take(await begin(wider), 3);
      const mixed = await take(await begin({ ...wider, training: { ...wider.training, precision: 'mixed' } }), 3);
      for (const [i, { loss, gradientNorm }] of plain.entries()) {
        expect(Math.abs((mixed[i]?.loss ?? Number.NaN) / loss - 1), `loss ${i}`).toBeLessThan(5e-3);
        expect(Math.abs((mixed[i]?.gradientNorm ?? Number.NaN) / gradientNorm - 1), `norm ${i}`).toBeLessThan(3e-2);
      }
    },
  );

  it('goes on from a checkpoint bit for bit, over micro-batches and recomputed modules', async () => {
    const document = small({ precision: 'mixed', accumulate: 2, recompute: 'all' });
    const unbroken = await begin(document);
    await take(unbroken, 2);
    const middle = await unbroken.save();
    const losses = (await take(unbroken, 2)).map(({ loss }) => loss);
    const end = bits(await unbroken.save());
    const resumed = await begin(document);
    resumed.restore(middle);
    expect((await take(resumed, 2)).map(({ loss }) => loss)).toEqual(losses);
    expect(bits(await resumed.save())).toEqual(end);
  });

  it('takes a step again with a smaller factor where its gradient overflows', async () => {
    const [phase] = small({}).training.phases;
    if (!phase) throw new RangeError('a document has a phase');
    // A loss of hundreds: times 2¹⁴, or 2¹⁰, its gradient is beyond 16 bits.
    const phases = [{ ...phase, losses: [{ node: 'loss', factor: 500 }], learningRate: 1e-6, clip: 1 }];
    const exact = (await take(await begin(small({ phases })), 2)).map(({ gradientNorm }) => gradientNorm);
    const [, calm] = await take(await begin(small({ precision: 'mixed' })), 2);
    const steep = await take(await begin(small({ phases, precision: 'mixed' })), 2);
    for (const [i, norm] of exact.entries()) {
      expect(Math.abs((steep[i]?.gradientNorm ?? Number.NaN) / norm - 1), `norm ${i}`).toBeLessThan(2e-2);
    }
    // What was begun ahead of a step that is taken again is begun anew.
    const ahead = await take(await begin(small({ phases, precision: 'mixed' })), 2, true);
    expect(ahead.map(({ loss, gradientNorm }) => [loss, gradientNorm])).toEqual(
      steep.map(({ loss, gradientNorm }) => [loss, gradientNorm]),
    );
    expect(steep[1]?.dispatches).toBeGreaterThanOrEqual(3 * ((calm?.dispatches ?? Number.NaN) - 1));
  });
});

describe.runIf(!device.halves)('mixed precision, on an adapter without shader-f16', () => {
  it('is refused with the reason and the next move, and nothing is trained', async () => {
    const session = new TestSession();
    await session.backend('webgpu');
    await session.train(xorDocument({ precision: 'mixed' }));
    expect(session.problems).toEqual([
      {
        code: 'training/precision',
        severity: 'error',
        at: { field: 'training.precision' },
        expected: 'for mixed precision, WebGPU with the feature shader-f16',
        received: `webgpu without it: ${device.adapter}`,
        fix: 'Switch Mixed precision off in Training settings, or train where the browser has a GPU with shader-f16.',
      },
    ]);
    expect(session.losses).toEqual([]);
  });
});
