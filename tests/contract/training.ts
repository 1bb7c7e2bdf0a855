import { afterEach, describe, expect, it } from 'vitest';
import { alive, type DeviceName } from '../../src/kernels';
import type { Checkpoint, Trainer } from '../../src/train';
import { use } from '../support/devices';
import { GraphBuilder } from '../support/graph';
import { documents, mlp, regression, trainerOf } from '../support/models';

/** Whether a review is kind hangs on the order of its words, which twenty steps do not reach. */
const SLOW = 'classifier';

/**
 * What training promises whatever the architecture: laws 5 and 6, and checkpoints that lose nothing.
 *
 * @param names the documents to train; a software GPU takes a good part of a second for a step of a transformer
 */
export function trainingSuite(backend: DeviceName, names: readonly string[] = Object.keys(documents)): void {
  const chosen = names.map((name) => ({ name, document: documents[name] ?? mlp }));
  describe(`training on ${backend}`, () => {
    let trainer: Trainer | undefined;
    const begin = async (document: Parameters<typeof trainerOf>[0]): Promise<Trainer> => {
      trainer?.model.dispose();
      trainer = await trainerOf(document, await use(backend));
      return trainer;
    };

    afterEach(() => {
      trainer?.model.dispose();
      trainer = undefined;
    });

    describe.each(chosen)('$name', ({ name, document }) => {
      it('learns, and holds as many tensors at step 20 as at step 3', async () => {
        const run = await begin(document());
        const untrained = await run.validate();
        await take(run, 3);
        const before = alive().tensors;
        await take(run, 17);
        expect(alive().tensors).toBe(before);
        expect(run.step).toBe(20);
        const trained = await run.validate();
        const gone = (trained?.loss ?? Number.NaN) / (untrained?.loss ?? Number.NaN);
        expect(gone).toBeLessThan(name === SLOW ? 1.1 : 0.98);
        expect(gone).not.toBe(1);
      });

      it('validates without leaving anything', async () => {
        const run = await begin({ ...document(), training: { ...document().training, validateExamples: 10 } });
        const before = alive().tensors;
        const first = await run.validate();
        expect(first?.examples).toBe(10);
        expect(Number.isFinite(first?.loss)).toBe(true);
        expect(await run.validate()).toEqual(first);
        expect(alive().tensors).toBe(before);
      });

      it('gives the same losses again, bit for bit', async () => {
        const first = await take(await begin(document()), 6);
        const run = await begin(document());
        expect(await take(run, 6)).toEqual(first);
        run.initialise();
        expect(await take(run, 6)).toEqual(first);
        run.initialise();
        const other = { ...document(), training: { ...document().training, seed: 2 } };
        const begun = bytesOf(await run.save());
        const elsewhere = await begin(other);
        expect(bytesOf(await elsewhere.save()).values).not.toEqual(begun.values);
        expect(await take(elsewhere, 6)).not.toEqual(first);
      });

      it('goes on from a checkpoint as if it had never stopped', async () => {
        const unbroken = await begin(document());
        const losses = await take(unbroken, 8);
        const end = await unbroken.save();
        const interrupted = await begin(document());
        await take(interrupted, 5);
        const saved = await interrupted.save();
        expect(saved.step).toBe(5);
        const resumed = await begin(document());
        await take(resumed, 2);
        resumed.restore(saved);
        expect(resumed.step).toBe(5);
        expect(await take(resumed, 3)).toEqual(losses.slice(5));
        expect(bytesOf(await resumed.save())).toEqual(bytesOf(end));
      });
    });

    it('frees everything with the model', async () => {
      await begin(mlp());
      trainer?.model.dispose();
      const before = alive().tensors;
      const run = await begin(mlp());
      await take(run, 2);
      run.model.dispose();
      expect(alive().tensors).toBe(before);
    });

    it('stops before a step whose figures are not finite, and says where they went wrong', async () => {
      const document = regression();
      const phases = document.training.phases.map((phase) => ({ ...phase, learningRate: 1e30 }));
      const run = await begin({ ...document, training: { ...document.training, phases } });
      await take(run, 1);
      const before = { step: run.step, state: bytesOf(await run.save()), alive: alive().tensors };
      const result = await run.takeStep();
      expect(result).toMatchObject({ notFinite: true, step: 1, part: 'forward' });
      expect('path' in result && result.path).toBe('hidden');
      expect({ step: run.step, state: bytesOf(await run.save()), alive: alive().tensors }).toEqual(before);
    });

    it('names the block among others that run as one with it', async () => {
      const graph = new GraphBuilder()
        .generated('curve', 'features', 'smooth-5', { examples: 500 })
        .block('data', 'feature-data', { data: 'curve' })
        .block('hidden', 'linear', { units: 'K' })
        .block('large', 'scale', { scale: 1e6 })
        .block('square', 'multiply')
        .block('fourth', 'multiply')
        .block('eighth', 'multiply')
        .block('sum', 'add')
        .block('loss', 'mean-squared-error')
        .wire('data.features -> hidden.x', 'hidden.y -> large.x', 'large.y -> square.a', 'large.y -> square.b')
        .wire(
          'square.y -> fourth.a',
          'square.y -> fourth.b',
          'fourth.y -> eighth.a',
          'fourth.y -> eighth.b',
          'eighth.y -> sum.a',
        )
        .wire('hidden.y -> sum.b', 'sum.y -> loss.prediction', 'data.targets -> loss.targets');
      const run = await begin(graph.document({ batch: 8, steps: 4 }));
      const result = await run.takeStep();
      expect(result).toMatchObject({ notFinite: true, path: 'eighth', operation: 'multiply', part: 'forward' });
    });
  });
}

async function take(trainer: Trainer, steps: number): Promise<number[]> {
  const losses: number[] = [];
  for (let i = 0; i < steps; i++) {
    const result = await trainer.takeStep();
    if ('notFinite' in result) throw new Error(`step ${result.step} went wrong at ${result.path} ${result.operation}`);
    losses.push(result.loss);
  }
  return losses;
}

/** Weights and optimizer state as plain numbers, NaN and −0 told apart. */
const bytesOf = ({ step, weights, slots }: Checkpoint) => ({
  step,
  values: [...weights, ...slots].map(([name, { shape, data }]) => [name, shape, [...new Uint32Array(data.buffer)]]),
});
