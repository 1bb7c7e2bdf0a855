import { expect, it } from 'vitest';
import { breaches, compileInference } from '../../src/compile';
import { checker, GraphBuilder } from '../support/graph';

it.each([
  [5, 'slice'],
  [-6, 'slice'],
])('step %i of sequences that turn out shorter is zeros', (position, op) => {
  const { graph } = checker.check(
    new GraphBuilder()
      .generated('text', 'tokens', 'fables')
      .block('data', 'token-data', { data: 'text', length: 8 })
      .block('embed', 'embedding', { width: 3 })
      .block('pick', 'pick-step', { position })
      .block('head', 'linear', { units: 2 })
      .block('target', 'constant')
      .block('loss', 'mean-squared-error')
      .block('out', 'output')
      .wire('data.tokens -> embed.ids', 'embed.y -> pick.x', 'pick.y -> head.x', 'head.y -> out.x')
      .wire('head.y -> loss.prediction', 'head.y -> target.like', 'target.y -> loss.targets')
      .document(),
  );
  if (!graph) throw new Error('the document does not check');
  const opsOf = (T: number) =>
    compileInference(graph, { T })
      .steps.filter(({ path }) => path === 'pick')
      .map((s) => s.op);
  expect(opsOf(8)).toContain(op);
  expect(opsOf(4)).toEqual(['constant']);
  expect(breaches(compileInference(graph, { T: 4 }))).toEqual([]);
});
