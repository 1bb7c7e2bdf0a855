import { afterEach, describe, expect, it } from 'vitest';
import { compileTraining } from '../../src/compile';
import type { Document, Training } from '../../src/document';
import { alive, type DeviceName } from '../../src/kernels';
import type { StepResult, Trainer } from '../../src/train';
import { counted } from '../support/count';
import { use } from '../support/devices';
import { tinyGpt } from '../support/documents';
import { documents, graphOf, mlp, normalised, regression, trainerOf } from '../support/models';

let trainer: Trainer | undefined;

afterEach(() => {
  trainer?.model.dispose();
  trainer = undefined;
});

const begin = async (document: Document, backend: DeviceName): Promise<Trainer> => {
  trainer?.model.dispose();
  trainer = await trainerOf(document, await use(backend));
  return trainer;
};

const having = (document: Document, training: Partial<Training>): Document => ({
  ...document,
  training: { ...document.training, ...training },
});

async function take(run: Trainer, steps: number): Promise<StepResult[]> {
  const taken: StepResult[] = [];
  for (let i = 0; i < steps; i++) {
    const result = await run.takeStep();
    if ('notFinite' in result) throw new Error(`step ${result.step} went wrong at ${result.path} ${result.operation}`);
    taken.push(result);
  }
  return taken;
}

const SEVERAL: Readonly<Record<string, () => Document>> = {
  mlp: () => mlp(),
  'a language model': () => tinyGpt(),
  'phases that take turns': () => documents.alternating?.() ?? mlp(),
};

describe.each(['cpu', 'wasm', 'webgpu'] as const)('micro-batches on %s', (backend) => {
  it.each(Object.entries(SEVERAL))('come to what one large batch does: %s', async (_, make) => {
    const large = await take(await begin(having(make(), { batch: 12 }), backend), 5);
    const small = await take(await begin(having(make(), { batch: 4, accumulate: 3 }), backend), 5);
    for (const [i, { loss, gradientNorm, metrics, tokens, learningRate }] of large.entries()) {
      const same = small[i];
      expect(Math.abs((same?.loss ?? Number.NaN) - loss), `loss ${i}`).toBeLessThan(2e-5);
      expect(Math.abs((same?.gradientNorm ?? Number.NaN) - gradientNorm), `norm ${i}`).toBeLessThan(1e-4);
      expect(same?.metrics.get('loss')).toBeCloseTo(metrics.get('loss') ?? Number.NaN, 4);
      expect({ tokens: same?.tokens, learningRate: same?.learningRate }).toEqual({ tokens, learningRate });
      for (const [path, norm] of same?.weightNorms ?? []) {
        expect(norm, path).toBeCloseTo(large[i]?.weightNorms.get(path) ?? Number.NaN, 4);
      }
    }
  });

  it('move running averages one after the other', async () => {
    const still = (document: Document): Document =>
      having(document, { phases: document.training.phases.map((phase) => ({ ...phase, learningRate: 0 })) });
    const alone = await begin(still(having(normalised(), { batch: 4 })), backend);
    await take(alone, 6);
    const { weights } = await alone.save();
    const together = await begin(still(having(normalised(), { batch: 4, accumulate: 3 })), backend);
    await take(together, 2);
    for (const [path, { data }] of (await together.save()).weights) {
      expect([...data], path).toEqual([...(weights.get(path)?.data ?? [])]);
    }
  });

  it('leave nothing that a checkpoint would keep, and no tensor', async () => {
    const run = await begin(having(normalised(), { accumulate: 3 }), backend);
    await take(run, 2);
    const { tensors } = alive();
    await take(run, 2);
    expect(alive().tensors).toBe(tensors);
    const names = [...(await run.save()).slots.keys()].sort();
    const plain = await begin(normalised(), backend);
    await take(plain, 1);
    expect(names).toEqual([...(await plain.save()).slots.keys()].sort());
    expect(names.length).toBeGreaterThan(0);
  });

  it('change nothing where one of them goes wrong, and say where', async () => {
    const document = regression();
    const phases = document.training.phases.map((phase) => ({ ...phase, learningRate: 1e30 }));
    const run = await begin(having(document, { phases, accumulate: 3 }), backend);
    await take(run, 1);
    const before = await run.save();
    let asked = 0;
    const result = await run.takeStep({ between: async () => asked++ });
    expect(result).toMatchObject({ notFinite: true, step: 1, part: 'forward', path: 'hidden' });
    // The first micro-batch already fails. On a GPU the others are on their way before that is known, and change nothing.
    expect(asked).toBe(backend === 'webgpu' ? 2 : 0);
    expect(await run.save()).toEqual(before);
  });
});

describe('micro-batches with a bad gradient', () => {
  it.each(['wasm', 'webgpu'] as const)('are found behind a good loss on %s', async (backend) => {
    const run = await begin(
      having(SEVERAL['phases that take turns']?.() ?? mlp(), { batch: 4, accumulate: 3 }),
      backend,
    );
    await take(run, 1);
    const state = await run.save();
    // Wider than a float's square: the losses stay finite, the norm of the gradient does not.
    const dataset = [...run.datasets][0];
    if (!dataset) throw new RangeError('the document has data');
    const [id, data] = dataset;
    const broken = new Map([
      [
        id,
        {
          ...data,
          probe: data.probe.bind(data),
          preview: data.preview.bind(data),
          baselines: data.baselines.bind(data),
          batch: (...asked: Parameters<typeof data.batch>) => {
            const batch = data.batch(...asked);
            const { features } = batch;
            if (!features) throw new RangeError('points have features');
            return { ...batch, features: { ...features, data: Float32Array.from(features.data, (x) => 1e25 * x) } };
          },
        },
      ],
    ]);
    Object.defineProperty(run, 'datasets', { value: broken });
    const result = await run.takeStep();
    expect(result).toMatchObject({ notFinite: true, step: 1, part: 'update', operation: 'squares' });
    expect(await run.save()).toEqual(state);
  });
});

describe('on a GPU', () => {
  it('no buffer is made once the micro-batches are recorded, and each is one pass and one submission', async () => {
    const run = await begin(tinyGpt({ accumulate: 3 }, 0.1), 'webgpu');
    await take(run, 2);
    const counts = await counted(() => take(run, 2));
    expect(counts).toMatchObject({ createBuffer: 0, createBindGroup: 0, submit: 6, beginComputePass: 6 });
  });
});

it('every micro-batch has the examples and the random bits that come next', async () => {
  const still = (accumulate: number): Document => {
    const document = tinyGpt({ accumulate }, 0.5);
    return having(document, { phases: document.training.phases.map((phase) => ({ ...phase, learningRate: 0 })) });
  };
  const alone = (await take(await begin(still(1), 'wasm'), 6)).map(({ loss }) => loss);
  const together = (await take(await begin(still(2), 'wasm'), 3)).map(({ loss }) => loss);
  expect(new Set(alone).size).toBe(6);
  expect(together).toEqual([0, 2, 4].map((i) => ((alone[i] ?? 0) + (alone[i + 1] ?? 0)) / 2));
});

it('what a Program says of itself is what its micro-batch does', () => {
  const graph = graphOf(having(normalised(), { accumulate: 3 }));
  const [phase] = graph.training.phases;
  if (!phase) throw new RangeError('a document has a phase');
  const [first, further, last] = (['first', 'further', 'last'] as const).map((share) =>
    compileTraining(graph, phase, {}, [], share),
  );
  const changed = (program: typeof first) => program?.updates.map(({ name }) => name).sort();
  const sums = [
    'head.bias',
    'head.kernel',
    'hidden.bias',
    'hidden.kernel',
    'norm.mean',
    'norm.scale',
    'norm.shift',
    'norm.variance',
  ];
  expect(changed(first)).toEqual(sums.map((name) => `${name}/sum`));
  expect(changed(further)).toEqual(sums.map((name) => `${name}/sum`));
  expect(changed(last)).toEqual(changed(compileTraining(graph, phase, {}, [], 'only')));
  expect(first?.slots).toEqual([]);
  expect(first?.scalars).toEqual([]);
  expect(further?.slots.map(({ name }) => name).sort()).toEqual(sums.map((name) => `${name}/sum`));
});
