import { expect, it } from 'vitest';
import { openDevice } from '../../src/kernels';
import { batchesOf } from '../../src/train';
import { difference } from '../support/close';
import { GraphBuilder } from '../support/graph';
import { trainerOf } from '../support/models';

/** Scores, scale, softmax and weighted sum as separate blocks, beside the attention block on the same projections. */
const byHand = () =>
  new GraphBuilder()
    .generated('text', 'tokens', 'fables')
    .block('data', 'token-data', { data: 'text', length: 7 })
    .block('embed', 'embedding', { width: 9, deviation: 1 })
    .block('q', 'linear', { units: 9 })
    .block('k', 'linear', { units: 9 })
    .block('v', 'linear', { units: 5 })
    .block('scores', 'matmul', { transpose: true })
    .block('scaled', 'scale', { scale: 1 / 3 })
    .block('probabilities', 'softmax', { causal: true })
    .block('sum', 'matmul')
    .block('look', 'probe', { axes: 'B T C' })
    .block('fused', 'attention', { causal: true })
    .block('head', 'linear', { units: 'V' })
    .block('loss', 'cross-entropy')
    .block('drawn', 'output')
    .block('whole', 'output')
    .wire('data.tokens -> embed.ids', 'embed.y -> q.x', 'embed.y -> k.x', 'embed.y -> v.x')
    .wire('q.y -> scores.a', 'k.y -> scores.b', 'scores.y -> scaled.x', 'scaled.y -> probabilities.x')
    .wire('probabilities.y -> sum.a', 'v.y -> sum.b', 'sum.y -> look.x', 'look.y -> drawn.x')
    .wire('q.y -> fused.query', 'k.y -> fused.key', 'v.y -> fused.value', 'fused.y -> whole.x')
    .wire('sum.y -> head.x', 'head.y -> loss.logits', 'data.targets -> loss.targets')
    .document({ batch: 4 });

it('self-attention drawn as separate blocks is the attention block, and shows its inner values', async () => {
  const device = await openDevice('cpu', { wasm: '' });
  const trainer = await trainerOf(byHand(), device);
  const batches = batchesOf(trainer.datasets, 'train', () => [0, 1, 2, 3]);
  const program = trainer.model.program({ kind: 'probe' }, batches);
  const results = trainer.model.run(program, batches, { seed: 1, step: 0 });
  const read = async (name: string) => {
    const tensor = results.outputs.get(name);
    return { shape: tensor?.shape ?? [], data: (await tensor?.data<'float32'>()) ?? [] };
  };
  const [drawn, whole] = [await read('drawn'), await read('whole')];
  expect(drawn.shape).toEqual([4, 7, 5]);
  expect(difference(drawn, whole)).toBeUndefined();
  const taps = program.taps.map(({ path, axes }, i) => [path, axes.join(' '), results.taps[i]?.shape.join(' ')]);
  expect(taps).toContainEqual(['probabilities', 'B T S', '4 7 7']);
  expect(taps).toContainEqual(['look', 'B T C', '4 7 5']);
  trainer.model.discard(results);
  trainer.model.dispose();
});
