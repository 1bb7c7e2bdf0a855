import { expect, it } from 'vitest';
import { compileProbe, compileTraining, printProgram } from '../../src/compile';
import { gpt, graphOf, mlp } from '../support/models';

/** The prints are files, so that a change to a pass or a gradient rule is read as a difference of operations. */
it.each([
  ['mlp', mlp({ batch: 4 })],
  ['gpt', gpt({ batch: 2 })],
])('the training step of the %s prints as it did', async (name, document) => {
  const graph = graphOf(document);
  const [phase] = graph.training.phases;
  if (!phase) throw new RangeError('a document has a phase');
  await expect(printProgram(compileTraining(graph, phase))).toMatchFileSnapshot(`./prints/${name}.train.txt`);
  await expect(printProgram(compileProbe(graph, phase, { B: 1 }))).toMatchFileSnapshot(`./prints/${name}.predict.txt`);
});
