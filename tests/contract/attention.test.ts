import { afterEach, describe, expect, it } from 'vitest';
import { memoryOf } from '../../src/compile';
import { switchGpuKernels } from '../../src/kernels';
import { attentionOp, attentionProbabilitiesOp, differentiate, multiply, sum, type Value } from '../../src/ops';
import { exampleIndices, stream } from '../../src/random';
import { batchesOf } from '../../src/train';
import { use } from '../support/devices';
import { floats } from '../support/host';
import { layeredGpt } from '../support/layered';
import { trainerOf } from '../support/models';
import { execute, programOf, type Ran } from '../support/program';
import { Operands } from './case-table';

afterEach(() => switchGpuKernels(true));

const FORMS = [
  { backend: 'wasm', form: true },
  { backend: 'webgpu', form: true },
  { backend: 'webgpu', form: 'hardware' },
] as const;

/** y and gradients of an attention with dropout; with its probabilities where somebody looks. */
async function attend(backend: 'wasm' | 'webgpu', looked: boolean): Promise<Ran> {
  const device = await use(backend);
  const make = new Operands('attention');
  const { trace } = make;
  const [q, k, v] = [make.float([2, 37, 4, 8]), make.float([2, 37, 2, 8]), make.float([2, 37, 2, 12])];
  const mask = make.mask([2, 1, 1, 37], [37, 20]);
  const [y, lse] = trace.emit(attentionOp, [q, k, v, mask], { causal: true, scale: 0.5, rate: 0.2, key: 9 });
  const [p] = trace.emit(attentionProbabilitiesOp, [q, k, mask, lse], { causal: true, scale: 0.5 });
  if (!y || !p) throw new RangeError('an attention gives y');
  const weight = trace.input(y.type);
  make.values.set('r', weight);
  const loss = sum(trace, multiply(trace, y, weight), [0, 1, 2, 3]);
  const gradients = differentiate(trace, loss, [q, k, v]);
  const outputs = new Map<string, Value>([['y', y], ...(looked ? [['p', p] as const] : [])]);
  for (const [name, value] of Object.entries({ q, k, v })) {
    const gradient = gradients.get(value.id);
    if (gradient) outputs.set(`d${name}`, gradient);
  }
  const fed = new Map([...make.fed, ['r', floats(stream(1, 'r'), [2, 37, 4, 12])]]);
  return execute(device, programOf(trace, { inputs: make.values, outputs }), fed);
}

const bits = (data: ArrayLike<number>): number[] => [...new Uint32Array(Float32Array.from(data).buffer)];

describe.each(FORMS)('attention on $backend, form $form', ({ backend, form }) => {
  it('gives the same bits whether or not somebody looks at its probabilities', async () => {
    switchGpuKernels(form);
    const [alone, seen] = [await attend(backend, false), await attend(backend, true)];
    const p = seen.outputs.get('p');
    // What is looked at is there: rows sum to 1, and are zero where the mask is.
    const rows = Array.from({ length: 2 * 4 * 37 }, (_, i) => [...(p?.data ?? [])].slice(i * 37, (i + 1) * 37));
    for (const row of rows) expect(row.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 4);
    expect(rows[0]?.slice(1).every((one) => one === 0)).toBe(true);
    expect([...alone.outputs.keys()].sort()).toEqual(['dk', 'dq', 'dv', 'y']);
    for (const [name, { data }] of alone.outputs) {
      expect(
        data.some((one) => one !== 0),
        name,
      ).toBe(true);
      expect(bits(data), name).toEqual(bits(seen.outputs.get(name)?.data ?? []));
    }
  });
});

describe.each([true, 'hardware'] as const)('a recorded step, form %s', (form) => {
  it('has no room for the probabilities of one attention', async () => {
    const length = 192;
    const document = layeredGpt(1, { batch: 4 }, { length, width: 4, averages: false });
    const device = await use('webgpu');
    switchGpuKernels(form);
    const trainer = await trainerOf(document, device);
    try {
      const batches = batchesOf(trainer.datasets, 'train', (count) => exampleIndices(0, 4, count, 1));
      const program = trainer.model.program({ kind: 'train', phase: 0 }, batches);
      const footprint = await device.guard(() => trainer.model.prepare(program));
      const probabilities = 4 * 4 * 2 * length * length;
      expect(footprint?.live).toBeGreaterThan(0);
      expect(footprint?.live).toBeLessThan(probabilities);
      // As it is shown before the run.
      expect((footprint?.live ?? 0) / memoryOf(program).values).toBeLessThan(1.5);
    } finally {
      trainer.model.dispose();
    }
  });
});
