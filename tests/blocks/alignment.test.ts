import { expect, it } from 'vitest';
import { defaultTraining, type Module } from '../../src/document';
import { openDevice } from '../../src/kernels';
import { batchesOf } from '../../src/train';
import { GraphBuilder } from '../support/graph';
import { trainerOf } from '../support/models';

const phases = defaultTraining.phases.map((phase) => ({ ...phase, learningRate: 0.02 }));

/** A decoder step of Bahdanau's: the state asks, the context it gets stands beside the token that was written last. */
function cell(attention: string): Module {
  const inner = new GraphBuilder()
    .block('token', 'module-input', { steps: true })
    .block('state', 'module-input', { width: 6 })
    .block('memory', 'module-input')
    .block('memory_mask', 'module-input')
    .block('attend', attention)
    .block('beside', 'concatenate')
    .block('mix', 'linear', { units: 6 })
    .block('act', 'activation', { kind: 'tanh' })
    .block('next', 'module-output')
    .wire('state.y -> attend.query', 'memory.y -> attend.key', 'memory_mask.y -> attend.mask')
    .wire('token.y -> beside.pieces', 'attend.y -> beside.pieces', 'state.y -> beside.pieces')
    .wire('beside.y -> mix.x', 'mix.y -> act.x', 'act.y -> next.x');
  return { id: 'cell', name: 'cell', nodes: inner.nodes, edges: inner.edges, parameters: [] };
}

const translator = (attention: string) =>
  new GraphBuilder()
    .generated('words', 'pairs', 'reverse', { examples: 200, longest: 5, letters: 7 })
    .block('data', 'pair-data', { data: 'words' })
    .block('read', 'embedding', { width: 5, deviation: 0.5 })
    .block('encode', 'gru', { units: 4 })
    .block('write', 'embedding', { width: 5, deviation: 0.5 })
    .block('decode', '', {}, { module: { id: 'cell', recurrent: [{ from: 'next', to: 'state' }] } })
    .block('head', 'linear', { units: 'V' })
    .block('loss', 'cross-entropy')
    .block('out', 'output')
    .wire('data.source -> read.ids', 'read.y -> encode.x', 'data.source_mask -> encode.mask')
    .wire('data.target_in -> write.ids', 'write.y -> decode.token', 'encode.y -> decode.memory')
    .wire('data.source_mask -> decode.memory_mask', 'decode.next -> head.x', 'head.y -> loss.logits')
    .wire('data.target_out -> loss.targets', 'data.target_mask -> loss.mask', 'head.y -> out.x')
    .document({ batch: 8, steps: 40, validateExamples: 20, phases }, [cell(attention)]);

it.each(['additive-attention', 'multiplicative-attention'])(
  '%s inside a recurrent module learns, and shows an alignment of every step with every source token',
  async (attention) => {
    const device = await openDevice('cpu', { wasm: '' });
    const trainer = await trainerOf(translator(attention), device);
    const untrained = await trainer.validate();
    for (let i = 0; i < 40; i++) {
      const result = await trainer.takeStep();
      if ('notFinite' in result) throw new Error(`step ${i} went wrong at ${result.path}`);
    }
    const trained = await trainer.validate();
    expect((trained?.loss ?? Number.NaN) / (untrained?.loss ?? Number.NaN)).toBeLessThan(0.9);
    const batches = batchesOf(trainer.datasets, 'validation', () => [0, 1]);
    const program = trainer.model.program({ kind: 'probe' }, batches);
    const results = trainer.model.run(program, batches, { seed: 1, step: 0 });
    const at = program.taps.findIndex(({ path, name }) => path === 'decode.attend' && name === 'attention');
    const tap = results.taps[at];
    expect(program.taps[at]?.axes).toEqual(['B', 'T', 'S']);
    const [, T = 0, S = 0] = tap?.shape ?? [];
    const [batch] = batches.values();
    expect([T, S]).toEqual([batch?.target_in?.shape[1], batch?.source?.shape[1]]);
    const values = (await tap?.data<'float32'>()) ?? [];
    for (let row = 0; row < 2 * T; row++) {
      const sum = Array.from(values)
        .slice(row * S, (row + 1) * S)
        .reduce((a, b) => a + b, 0);
      expect(sum).toBeCloseTo(1, 4);
    }
    trainer.model.discard(results);
    trainer.model.dispose();
  },
);
