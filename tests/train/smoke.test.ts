import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { breaches, compileTraining, printProgram } from '../../src/compile';
import { openData } from '../../src/data';
import { openDevice } from '../../src/kernels';
import { Model, Trainer } from '../../src/train';
import { checker, GraphBuilder } from '../support/graph';

const wasm = fileURLToPath(new URL('../../node_modules/@tensorflow/tfjs-backend-wasm/dist/', import.meta.url));

describe('training', () => {
  it('learns xor', async () => {
    const document = new GraphBuilder()
      .generated('points', 'features', 'xor')
      .block('data', 'feature-data', { data: 'points' })
      .block('hidden', 'linear', { units: 8 })
      .block('act', 'activation', { kind: 'tanh' })
      .block('head', 'linear', { units: 'K' })
      .block('loss', 'cross-entropy')
      .block('out', 'output', { as: 'probabilities' })
      .wire('data.features -> hidden.x', 'hidden.y -> act.x', 'act.y -> head.x', 'head.y -> loss.logits', 'data.label -> loss.targets', 'head.y -> out.x')
      .document({ steps: 200 });
    const checked = checker.check(document);
    console.log(checked.problems, checked.totals);
    const graph = checked.graph;
    if (!graph) throw new Error('no graph');
    const phase = document.training.phases[0];
    if (!phase) throw new Error();
    const program = compileTraining(graph, phase);
    console.log(printProgram(program));
    expect(breaches(program)).toEqual([]);
    const device = await openDevice('wasm', { wasm });
    const choice = document.data[0];
    if (!choice) throw new Error();
    const dataset = await openData(choice, { validation: 0.1 });
    if (!('spec' in dataset)) throw new Error(JSON.stringify(dataset));
    const model = new Model(graph, 1);
    const trainer = new Trainer(model, device, new Map([['data', dataset]]));
    trainer.initialise();
    for (let i = 0; i < 200; i++) {
      const r = await trainer.takeStep();
      if (i % 20 === 0) console.log(r);
    }
    console.log(await trainer.validate());
  });
});
