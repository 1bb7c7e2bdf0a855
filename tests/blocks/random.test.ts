import { describe, expect, it } from 'vitest';
import type { ParameterValues } from '../../src/block';
import { compileEvaluation, compileInference, compileTraining, type Program } from '../../src/compile';
import { type Counter, openDevice } from '../../src/kernels';
import { blockById, compileCase, parametersOf } from '../support/block';
import { checker, GraphBuilder } from '../support/graph';
import type { HostTensor } from '../support/host';
import { execute } from '../support/program';

type When = { readonly training: boolean; readonly scoring: boolean };
const TRAINING: When = { training: true, scoring: true };
const VALIDATION: When = { training: false, scoring: true };
const PREDICTION: When = { training: false, scoring: false };

async function run(
  id: string,
  parameters: ParameterValues,
  inputs: Readonly<Record<string, HostTensor>>,
  when: When,
  counter: Counter = { seed: 1, step: 5 },
): Promise<Readonly<Record<string, readonly number[]>>> {
  const block = blockById(id);
  const given = Object.fromEntries(Object.entries(inputs).map(([port, value]) => [port, [value]]));
  const compiled = compileCase({ label: id, block, parameters: parametersOf(block, parameters), inputs: given }, when);
  const { outputs } = await execute(await openDevice('cpu', { wasm: '' }), compiled.forward, compiled.fed, counter);
  return Object.fromEntries([...outputs].map(([name, { data }]) => [name.slice(2), [...data]]));
}

const shareOf = (list: readonly number[], holds: (x: number, at: number) => boolean): number =>
  list.filter(holds).length / list.length;

describe('Gaussian noise', () => {
  const x: HostTensor = { dtype: 'float', shape: [50, 200], data: new Float32Array(10_000).fill(2) };

  it('has its mean and deviation, and no element like its neighbour', async () => {
    const { y = [] } = await run('noise', { deviation: 0.5 }, { x }, TRAINING);
    const mean = y.reduce((a, b) => a + b, 0) / y.length;
    const variance = y.reduce((a, b) => a + (b - mean) ** 2, 0) / y.length;
    expect(mean).toBeCloseTo(2, 1);
    expect(Math.sqrt(variance)).toBeGreaterThan(0.49);
    expect(Math.sqrt(variance)).toBeLessThan(0.51);
    // A normal distribution has 68.3 % within one deviation and 95.4 % within two.
    expect(Math.abs(shareOf(y, (v) => Math.abs(v - 2) < 0.5) - 0.683)).toBeLessThan(0.02);
    expect(Math.abs(shareOf(y, (v) => Math.abs(v - 2) < 1) - 0.954)).toBeLessThan(0.01);
    expect(Math.abs(y.reduce((sum, v, i) => sum + (v - 2) * ((y[i + 1] ?? 2) - 2), 0) / y.length / 0.25)).toBeLessThan(
      0.03,
    );
  });

  it('is the same for a step and a seed, another for others, and none in prediction', async () => {
    const at = async (seed: number, step: number) => (await run('noise', {}, { x }, TRAINING, { seed, step })).y;
    const first = await at(1, 5);
    expect(await at(1, 5)).toEqual(first);
    expect(await at(1, 6)).not.toEqual(first);
    expect(await at(2, 5)).not.toEqual(first);
    expect((await run('noise', {}, { x }, PREDICTION)).y).toEqual([...x.data]);
  });
});

describe('masked tokens', () => {
  const size = 20_000;
  const ids: HostTensor = {
    dtype: 'int',
    shape: [100, 200],
    data: Int32Array.from({ length: size }, (_, i) => 2 + (i % 9)),
    vocabulary: { id: 'letters', size: 11 },
  };
  const half: HostTensor = {
    dtype: 'bool',
    shape: [100, 200],
    data: Uint8Array.from({ length: size }, (_, i) => (i % 200 < 100 ? 1 : 0)),
  };

  it('hides its share: most become the mask token, some stay, some become random', async () => {
    const made = await run('mask-tokens', { rate: 0.3 }, { ids }, TRAINING);
    const [hidden = [], chosen = []] = [made.ids, made.chosen];
    expect(Math.abs(shareOf(chosen, (c) => c === 1) - 0.3)).toBeLessThan(0.01);
    const among = chosen.flatMap((c, i) => (c === 1 ? [i] : []));
    const part = (holds: (at: number) => boolean) => among.filter(holds).length / among.length;
    // A tenth stays, and of the random tenth one in eleven is the mask token and one what was there.
    expect(Math.abs(part((i) => hidden[i] === 1) - (0.8 + 0.1 / 11))).toBeLessThan(0.02);
    expect(Math.abs(part((i) => hidden[i] === ids.data[i]) - (0.1 + 0.1 / 11))).toBeLessThan(0.02);
    expect(hidden.every((id, i) => chosen[i] === 1 || id === ids.data[i])).toBe(true);
    expect(new Set(hidden)).toEqual(new Set([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]));
  });

  it('chooses only where the mask is true', async () => {
    const { chosen = [] } = await run('mask-tokens', { rate: 1 }, { ids, mask: half }, TRAINING);
    expect(chosen).toEqual([...half.data]);
  });

  it('hides in validation where it is asked to, and never in prediction', async () => {
    const everything = { rate: 1, kept: 0, random: 0 };
    const validated = await run('mask-tokens', everything, { ids }, VALIDATION);
    expect(new Set(validated.ids)).toEqual(new Set([1]));
    const dropped = await run('mask-tokens', { ...everything, during: 'training' }, { ids }, VALIDATION);
    expect(dropped.ids).toEqual([...ids.data]);
    expect(new Set(dropped.chosen)).toEqual(new Set([0]));
    expect((await run('mask-tokens', everything, { ids }, PREDICTION)).ids).toEqual([...ids.data]);
  });

  it('is asked so by the Programs: training and validation hide, prediction does not', () => {
    const { graph } = checker.check(
      new GraphBuilder()
        .generated('text', 'tokens', 'fables')
        .block('data', 'token-data', { data: 'text', length: 6 })
        .block('hide', 'mask-tokens', { rate: 0.25 })
        .block('embed', 'embedding', { width: 3 })
        .block('head', 'linear', { units: 'V' })
        .block('loss', 'cross-entropy')
        .block('out', 'output')
        .wire('data.tokens -> hide.ids', 'hide.ids -> embed.ids', 'embed.y -> head.x', 'head.y -> loss.logits')
        .wire('data.tokens -> loss.targets', 'hide.chosen -> loss.mask', 'head.y -> out.x')
        .document(),
    );
    const [phase] = graph?.training.phases ?? [];
    if (!graph || !phase) throw new Error('the document does not check');
    const rateOf = ({ steps }: Program) => steps.find(({ op }) => op === 'bernoulli')?.attributes.rate;
    expect(rateOf(compileTraining(graph, phase))).toBe(0.25);
    expect(rateOf(compileEvaluation(graph))).toBe(0.25);
    expect(rateOf(compileInference(graph))).toBe(0);
  });
});
