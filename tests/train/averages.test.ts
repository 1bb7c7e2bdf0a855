import { describe, expect, it } from 'vitest';
import type { Module, ModuleUse } from '../../src/document';
import { openDevice } from '../../src/kernels';
import type { Trainer } from '../../src/train';
import { checker, GraphBuilder } from '../support/graph';
import { normalised, trainerOf } from '../support/models';

const take = async (trainer: Trainer, steps: number) => {
  for (let i = 0; i < steps; i++) {
    const result = await trainer.takeStep();
    if ('notFinite' in result) throw new Error(`step ${result.step} went wrong at ${result.path}`);
  }
};

const meansOf = async (trainer: Trainer, name = 'norm.mean'): Promise<readonly number[]> => [
  ...((await trainer.save()).weights.get(name)?.data ?? []),
];

/** A module of a batch norm alone, and a document that uses it. */
function stacked(use: Omit<ModuleUse, 'id'>) {
  const inner = new GraphBuilder().block('x', 'module-input').block('norm', 'batch-norm').block('y', 'module-output');
  inner.wire('x.y -> norm.x', 'norm.y -> y.x');
  const module: Module = { id: 'layer', name: 'layer', nodes: inner.nodes, edges: inner.edges, parameters: [] };
  return new GraphBuilder()
    .generated('points', 'features', 'xor')
    .block('data', 'feature-data', { data: 'points' })
    .block('layer', '', {}, { module: { id: 'layer', ...use } })
    .block('head', 'linear', { units: 'K' })
    .block('loss', 'cross-entropy')
    .block('out', 'output')
    .wire('data.features -> layer.x', 'layer.y -> head.x', 'head.y -> loss.logits', 'data.label -> loss.targets')
    .wire('head.y -> out.x')
    .document({ batch: 8, steps: 4 }, [module]);
}

describe('running averages', () => {
  it('follow the batches in training, are kept in a checkpoint and stand still in validation', async () => {
    const device = await openDevice('cpu', { wasm: '' });
    const trainer = await trainerOf(normalised(), device);
    expect(await meansOf(trainer)).toEqual(new Array(8).fill(0));
    await take(trainer, 3);
    const saved = await trainer.save();
    const after = await meansOf(trainer);
    expect(after.some((mean) => Math.abs(mean) > 1e-4)).toBe(true);
    const scored = await trainer.validate();
    expect(await meansOf(trainer)).toEqual(after);
    await take(trainer, 2);
    expect(await meansOf(trainer)).not.toEqual(after);
    expect((await trainer.validate())?.loss).not.toBe(scored?.loss);
    trainer.restore(saved);
    expect(await meansOf(trainer)).toEqual(after);
    expect(await trainer.validate()).toEqual(scored);
    // The figures of validation are those of the averages, not of the batch: with other averages they differ.
    const moved = new Map(
      [...saved.weights].map(([name, { shape, data }]) => [
        name,
        { shape, data: name === 'norm.variance' ? data.map((v) => v * 4) : data },
      ]),
    );
    trainer.restore({ ...saved, weights: moved });
    expect((await trainer.validate())?.loss).not.toBe(scored?.loss);
    trainer.model.dispose();
  });

  it('stand still in a phase that does not train the block', async () => {
    const document = normalised();
    const phases = document.training.phases.map((phase) => ({ ...phase, weights: ['head.*'] }));
    const device = await openDevice('cpu', { wasm: '' });
    const trainer = await trainerOf({ ...document, training: { ...document.training, phases } }, device);
    await take(trainer, 3);
    expect(await meansOf(trainer)).toEqual(new Array(8).fill(0));
    trainer.model.dispose();
  });

  it('are there for validation though nothing trains them and no output needs them', async () => {
    const document = normalised();
    const aside = new GraphBuilder()
      .block('aside', 'batch-norm')
      .block('aside_loss', 'mean-squared-error')
      .wire('head.y -> aside.x', 'aside.y -> aside_loss.prediction', 'head.y -> aside_loss.targets');
    const graph = {
      nodes: [...document.graph.nodes, ...aside.nodes],
      edges: [...document.graph.edges, ...aside.edges.map((edge) => ({ ...edge, id: `aside_${edge.id}` }))],
    };
    const phases = document.training.phases.map((phase) => ({ ...phase, weights: ['head.*'] }));
    const device = await openDevice('cpu', { wasm: '' });
    const trainer = await trainerOf({ ...document, graph, training: { ...document.training, phases } }, device);
    await take(trainer, 1);
    expect(Number.isFinite((await trainer.validate())?.loss)).toBe(true);
    expect(await meansOf(trainer, 'aside.mean')).toEqual([0, 0]);
    trainer.model.dispose();
  });

  it('go through the copies of a module that share them, one after the other', async () => {
    const device = await openDevice('cpu', { wasm: '' });
    const [once, twice] = [
      await trainerOf(stacked({}), device),
      await trainerOf(stacked({ repeat: 2, weights: 'shared' }), device),
    ];
    await take(once, 1);
    await take(twice, 1);
    const [first = []] = [await meansOf(once, 'layer.norm.mean')];
    const second = await meansOf(twice, 'layer.0.norm.mean');
    // The second copy sees what the first has standardised: mean 0 (gain 1, shift 0), so nine tenths are left.
    expect(second.length).toBe(first.length);
    for (const [i, mean] of first.entries()) expect(second[i]).toBeCloseTo(0.9 * mean, 6);
    expect(first.some((mean) => mean !== 0)).toBe(true);
    once.model.dispose();
    twice.model.dispose();
  });
});

it('a batch norm in a recurrent module is refused by name', () => {
  const cell = new GraphBuilder()
    .block('x', 'module-input', { steps: true })
    .block('norm', 'batch-norm')
    .block('y', 'module-output')
    .wire('x.y -> norm.x', 'norm.y -> y.x');
  const module: Module = { id: 'cell', name: 'cell', nodes: cell.nodes, edges: cell.edges, parameters: [] };
  const document = new GraphBuilder()
    .generated('text', 'tokens', 'fables')
    .block('data', 'token-data', { data: 'text', length: 5 })
    .block('embed', 'embedding', { width: 3 })
    .block('cell', '', {}, { module: { id: 'cell', recurrent: [] } })
    .block('head', 'linear', { units: 'V' })
    .block('loss', 'cross-entropy')
    .block('out', 'output')
    .wire('data.tokens -> embed.ids', 'embed.y -> cell.x', 'cell.y -> head.x', 'head.y -> loss.logits')
    .wire('data.targets -> loss.targets', 'head.y -> out.x')
    .document({}, [module]);
  expect(checker.check(document).problems.filter(({ code }) => code === 'module/averages')).toEqual([
    {
      code: 'module/averages',
      severity: 'error',
      at: { nodes: ['cell', 'norm'], path: 'cell.norm' },
      expected: 'blocks that do the same at every time step',
      received: 'one whose running averages change with each',
      fix: 'Use layer norm inside the module, or move the block out of it.',
    },
  ]);
});
