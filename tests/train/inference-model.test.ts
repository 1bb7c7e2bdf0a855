import { memory, type Tensor, tensor } from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { openDevice } from '../../src/kernels';
import { Model, TfjsModel } from '../../src/train';
import { xorDocument } from '../support/documents';
import { checker } from '../support/graph';

it('is a tfjs InferenceModel: inputs, outputs, predict and execute, with nothing left behind', async () => {
  await openDevice('cpu', { wasm: '' });
  const { graph } = checker.check(xorDocument());
  if (!graph) throw new Error('the document does not check');
  const model = new Model(graph, 1);
  model.initialise();
  const outside = new TfjsModel(model, { B: 4 });
  expect(outside.inputs).toEqual([{ name: 'data.features', shape: [4, 2], dtype: 'float32' }]);
  expect(outside.outputs).toEqual([{ name: 'out', shape: [4, 2], dtype: 'float32' }]);
  const x = tensor([0, 0, 0, 1, 1, 0, 1, 1], [4, 2]);
  const before = memory().numTensors;
  const single = (value: unknown): value is Tensor => typeof value === 'object' && value !== null && 'dataId' in value;
  const answers = [outside.predict(x), outside.predict({ 'data.features': x }), outside.execute([x], 'out')];
  const values: number[][] = [];
  for (const answer of answers) {
    if (!single(answer)) throw new Error('one tensor expected');
    values.push([...(await answer.data())]);
    answer.dispose();
  }
  expect(values[1]).toEqual(values[0]);
  expect(values[2]).toEqual(values[0]);
  expect((values[0]?.[0] ?? 0) + (values[0]?.[1] ?? 0)).toBeCloseTo(1, 6);
  expect(() => outside.execute(x, 'nothing')).toThrow("no output 'nothing'");
  expect(memory().numTensors).toBe(before);
});
