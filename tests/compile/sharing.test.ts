import { dispose, type Tensor } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { compileGradients } from '../../src/compile';
import type { Document } from '../../src/document';
import { disposeResults, runProgram, upload } from '../../src/kernels';
import { expectClose } from '../support/close';
import { use } from '../support/devices';
import { elements, floats, type HostTensor, ids, named } from '../support/host';
import { documents, graphOf, stacked } from '../support/models';

type Values = ReadonlyMap<string, HostTensor>;

/** Loss and gradients of a document's Program at the given weights, on data drawn by port. */
async function gradientsOf(
  document: Document,
  weights: (name: string, shape: readonly number[]) => HostTensor,
): Promise<Values> {
  await use('cpu');
  const graph = graphOf(document);
  const [phase] = document.training.phases;
  if (!phase) throw new RangeError('a document has a phase');
  const program = compileGradients(graph, phase, { B: 3 });
  const inputs = new Map<string, Tensor>();
  for (const { name, value } of program.inputs) {
    const type = program.values[value];
    const shape = (type?.shape ?? []).map(Number);
    const random = named(name);
    const given = type?.dtype === 'int' ? ids(random, shape, type.vocabulary?.size ?? 2) : floats(random, shape);
    inputs.set(name, upload(given, given.dtype));
  }
  const held = new Map(
    program.weights.map(({ name, spec }): [string, Tensor] => [name, upload(weights(name, spec.shape), 'float')]),
  );
  const results = runProgram(program, { inputs, weights: held, counter: { seed: 1, step: 0 } });
  const out = new Map<string, HostTensor>();
  for (const [name, tensor] of results.outputs) {
    out.set(name, { dtype: 'float', shape: tensor.shape, data: (await tensor.data<'float32'>()).slice() });
  }
  disposeResults(results);
  dispose([...inputs.values(), ...held.values()]);
  return out;
}

/** The sum of several tensors of one shape. */
function total(values: Values, names: readonly string[]): HostTensor {
  const list = names.map((name) => values.get(name));
  const [first] = list;
  if (!first) throw new RangeError(`no ${names.join(', ')}`);
  const data = Float32Array.from({ length: elements(first.shape) }, (_, i) =>
    list.reduce((sum, value) => sum + (value?.data[i] ?? Number.NaN), 0),
  );
  return { ...first, data };
}

const copies = [0, 1, 2];

describe('one weight in several places has the sum of their gradients', () => {
  /** The same values for every copy. */
  const alike = (name: string, shape: readonly number[]) =>
    floats(named(name.replace(/^(stack\.\d|key)\./, 'copy.')), shape, 0.1, 0.6);

  it.each([
    ['shared copies', stacked({ repeat: 3, weights: 'shared' }), 'stack.0'],
    ['copies under a key', stacked({ repeat: 3, share: 'key' }), 'key'],
  ])('in %s', async (_, document, owner) => {
    const own = await gradientsOf(stacked({ repeat: 3 }), alike);
    const shared = await gradientsOf(document, alike);
    const should = new Map<string, HostTensor>();
    for (const weight of ['linear.kernel', 'linear.bias']) {
      should.set(
        `d:${owner}.${weight}`,
        total(
          own,
          copies.map((i) => `d:stack.${i}.${weight}`),
        ),
      );
    }
    for (const [name, value] of own) if (!name.startsWith('d:stack.')) should.set(name, value);
    expect(should.size).toBe(shared.size);
    expectClose(shared, should);
  });

  it('in a tied projection, turned', async () => {
    const tied = documents['tied gru']?.();
    if (!tied) throw new RangeError('no such document');
    const untied: Document = {
      ...tied,
      graph: { ...tied.graph, nodes: tied.graph.nodes.map(({ ties: _, ...node }) => node) },
    };
    const table = (shape: readonly number[]) => floats(named('table'), shape, 0.1, 0.6);
    const turned = ({ data, shape }: HostTensor): HostTensor => {
      const [rows = 0, columns = 0] = shape;
      const flipped = Float32Array.from(
        data,
        (_, i) => data[(i % rows) * columns + Math.floor(i / rows)] ?? Number.NaN,
      );
      return { dtype: 'float', shape: [columns, rows], data: flipped };
    };
    const weights = (name: string, shape: readonly number[]) => {
      if (name === 'embed.table') return table(shape);
      if (name === 'head.kernel') return turned(table(shape.toReversed()));
      return floats(named(name), shape, 0.1, 0.6);
    };
    const apart = await gradientsOf(untied, weights);
    const together = await gradientsOf(tied, weights);
    const kernel = apart.get('d:head.kernel');
    if (!kernel) throw new RangeError('no gradient of the head');
    const should = new Map([...apart, ['turned', turned(kernel)] as const]);
    should.set('d:embed.table', total(should, ['d:embed.table', 'turned']));
    should.delete('d:head.kernel');
    should.delete('turned');
    expectClose(together, should);
  });
});
