import { dispose, type Tensor } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import {
  compileGradients,
  compileProbe,
  compileTraining,
  type PassName,
  type Program,
  passNames,
} from '../../src/compile';
import type { Document } from '../../src/document';
import { disposeResults, runProgram, upload } from '../../src/kernels';
import { expectClose } from '../support/close';
import { use } from '../support/devices';
import { floats, type HostTensor, ids, maskOf, named } from '../support/host';
import { documents, gpt, graphOf } from '../support/models';

type Backend = Parameters<typeof use>[0];

function phaseOf(document: Document) {
  const graph = graphOf(document);
  const [phase] = document.training.phases;
  if (!phase) throw new RangeError('a document has a phase');
  return { graph, phase };
}

/** What a Program makes of data and weights that follow from their names. */
async function ran(program: Program, backend: Backend): Promise<Map<string, HostTensor>> {
  const device = await use(backend);
  return device.guard(async () => {
    const held: Tensor[] = [];
    const give = (name: string, value: number, scale: number): [string, Tensor] => {
      const type = program.values[value];
      const shape = (type?.shape ?? []).map(Number);
      const random = named(name);
      const drawn = () => floats(random, shape, 0.1 * scale, scale);
      const given =
        type?.dtype === 'int'
          ? ids(random, shape, type.vocabulary?.size ?? 2)
          : type?.dtype === 'bool'
            ? maskOf(shape)
            : drawn();
      const tensor = upload(given, given.dtype);
      held.push(tensor);
      return [name, tensor];
    };
    const inputs = new Map(program.inputs.map(({ name, value }) => give(name, value, 1)));
    const weights = new Map(program.weights.map(({ name, value }) => give(name, value, 0.7)));
    const results = runProgram(program, { inputs, weights, counter: { seed: 3, step: 5 } });
    const out = new Map<string, HostTensor>();
    for (const [name, tensor] of results.outputs) {
      out.set(name, { dtype: 'float', shape: tensor.shape, data: (await tensor.data<'float32'>()).slice() });
    }
    disposeResults(results);
    dispose(held);
    return out;
  });
}

/** Instructions of a training step; a pass that finds nothing to do would be right, too. */
const countOf = (document: Document, off: readonly PassName[]): number => {
  const { graph, phase } = phaseOf(document);
  return compileTraining(graph, phase, {}, off).steps.length;
};

describe('law 4: what passes make of a training step', () => {
  const drawn = Object.entries(documents).map(([name, make]) => ({ name, make, backend: 'cpu' as const }));
  const others = (['wasm', 'webgpu'] as const).flatMap((backend) =>
    ['gpt', 'llama', 'regression', 'transformer'].flatMap((name) => {
      const make = documents[name];
      return make ? [{ name, make, backend }] : [];
    }),
  );

  it.each([...drawn, ...others])('gives the loss and gradients of $name on $backend', async ({ make, backend }) => {
    const { graph, phase } = phaseOf(make());
    const plain = await ran(compileGradients(graph, phase, { B: 3 }, passNames), backend);
    expectClose(await ran(compileGradients(graph, phase, { B: 3 }), backend), plain);
  });

  it.each(passNames)('is right with %s alone', async (name) => {
    const { graph, phase } = phaseOf(gpt());
    const off = passNames.filter((one) => one !== name);
    const plain = await ran(compileGradients(graph, phase, { B: 2 }, passNames), 'cpu');
    expectClose(await ran(compileGradients(graph, phase, { B: 2 }, off), 'cpu'), plain);
  });

  it.each(passNames)('is shorter with %s, and never longer', (name) => {
    const saved = Object.values(documents).map((make) => countOf(make(), [name]) - countOf(make(), []));
    expect(Math.min(...saved)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...saved)).toBeGreaterThan(0);
  });

  it('shows every value to those who look at it', () => {
    const { graph, phase } = phaseOf(gpt());
    expect(compileProbe(graph, phase).steps.some(({ op }) => op === 'fusedLinear')).toBe(false);
  });
});
