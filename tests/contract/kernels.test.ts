import { dispose, fill, add as tensorAdd } from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Program } from '../../src/compile';
import { type Device, kernelFor, switchGpuKernels, switchHostKernels } from '../../src/kernels';
import {
  ACTIVATIONS,
  activationOp,
  add,
  affine,
  constant,
  crossEntropyOp,
  differentiate,
  embeddingOp,
  fusedLinearOp,
  lstmOp,
  multiply,
  oneHot,
  operation,
  operations,
  softmaxOp,
  sum,
  type Value,
} from '../../src/ops';
import { stream } from '../../src/random';
import { numericShape } from '../../src/tensor';
import { expectClose } from '../support/close';
import { use } from '../support/devices';
import { floats, type HostTensor } from '../support/host';
import { execute, programOf } from '../support/program';
import { Operands } from './case-table';
import { kernelCases } from './kernel-cases';

/** A software GPU takes its time to compile a shader for each shape. */
const BACKENDS = [
  { backend: 'wasm', runs: 30, own: 'onHost' },
  { backend: 'webgpu', runs: 6, own: 'onGpu' },
] as const;
const tried = BACKENDS.flatMap((one) => namesOf(one.own).map((op) => ({ ...one, op, form: 'its own form' })));
/** Kernels that take another form on real hardware, tried in that form on the GPU there is. */
const hardware = [
  'rnn',
  'lstm',
  'gru',
  'linear',
  'fusedLinear',
  'softmax',
  'crossEntropy',
  'maskedMean',
  'conv2d',
  'maxPool',
  'averagePool',
  'sum',
  'mean',
  'exactMatch',
  'layerNorm',
  'rmsNorm',
  'sumTo',
  'attention',
  'factors',
].map((op) => ({
  ...BACKENDS[1],
  op,
  runs: op === 'attention' ? 10 : 3,
  form: 'the form for hardware',
}));

/** Operations that have a kernel of our own, gradients by way of what they are gradients of. */
function namesOf(own: 'onHost' | 'onGpu'): string[] {
  const names = operations.map(({ name }) => name).filter((name) => kernelFor(name)[own]);
  return [...new Set(names.map((name) => name.replace(/(Input|Filter)?Gradient/, '')))];
}

/** Leaves memory behind that holds no numbers, of the sizes that a Program will ask for: nothing may rely on zeros there. */
const soil = (device: Device, { values }: Program): Promise<void> =>
  device.guard(async () => {
    const dirty = values.flatMap(({ shape }) => {
      const nan = fill(shape.map(Number), Number.NaN);
      return [nan, tensorAdd(nan, nan)];
    });
    await Promise.all(dirty.map((one) => one.data()));
    dispose(dirty);
  });

function switchKernels(use: boolean): void {
  switchHostKernels(use);
  switchGpuKernels(use);
}

/** Outputs that the operation gives gradients of; an LSTM's gates have none. */
function differentiable(op: string): number {
  if (!operation(op).gradient) return 0;
  return op === 'lstm' ? 2 : 1;
}

describe('our own kernels against the reference, on random shapes', () => {
  afterEach(() => switchKernels(true));

  it('has a case for each, and no others', () => {
    expect([...new Set(tried.map(({ op }) => op))].sort()).toEqual(Object.keys(kernelCases).sort());
  });

  it.each([...tried, ...hardware])('$op on $backend, in $form', async ({ op, backend, runs, own, form }) => {
    const device = await use(backend);
    const spies = ['', 'Gradient', 'InputGradient', 'FilterGradient'].flatMap((part) => {
      const name = `${op}${part}`;
      if (!operations.some((one) => one.name === name)) return [];
      const kernel = kernelFor(name);
      return kernel[own] ? [vi.spyOn(kernel, own)] : [];
    });
    for (let n = 0; n < runs; n++) {
      const random = stream(n, op);
      const make = new Operands(`${op} ${n}`);
      const { trace } = make;
      const values = kernelCases[op]?.(make, random) ?? [];
      const outputs = new Map(values.map((value, i) => [`y${i}`, value]));
      const fed = new Map<string, HostTensor>(make.fed);
      let loss = constant(trace, [], 0);
      for (const [i, value] of values.slice(0, differentiable(op)).entries()) {
        if (value.type.dtype !== 'float') continue;
        const shape = numericShape(value.type.shape) ?? [];
        const weight = trace.input({ dtype: 'float', shape });
        make.values.set(`r${i}`, weight);
        fed.set(`r${i}`, floats(random, shape));
        const axes = shape.map((_, axis) => axis);
        loss = add(trace, loss, sum(trace, multiply(trace, value, weight), axes));
      }
      const wanted = [...make.values].filter(([name, { type }]) => name.startsWith('x') && type.dtype === 'float');
      const gradients = differentiate(
        trace,
        loss,
        wanted.map(([, value]) => value),
      );
      for (const [name, { id }] of wanted) {
        const gradient = gradients.get(id);
        if (gradient) outputs.set(`d:${name}`, gradient);
      }
      const program = programOf(trace, { inputs: make.values, outputs });
      switchKernels(false);
      const reference = await execute(device, program, fed);
      switchKernels(true);
      if (form === 'the form for hardware') switchGpuKernels('hardware');
      await soil(device, program);
      const made = await execute(device, program, fed);
      expect(made.leaked).toBe(0);
      expectClose(made.outputs, reference.outputs);
    }
    // What leaves every case to the reference would agree with it.
    const ran = spies.map(
      (spy) => [spy.getMockName(), spy.mock.results.filter(({ value }) => value !== undefined).length] as const,
    );
    for (const spy of spies) spy.mockRestore();
    // On real hardware some of it is tfjs' all the same.
    if (form !== 'its own form') expect(Math.max(...ran.map(([, times]) => times))).toBeGreaterThan(0);
    else for (const [name, times] of ran) expect(times, name).toBeGreaterThan(0);
  });

  describe.each(BACKENDS)('on $backend', ({ backend }) => {
    const run = async (
      make: Operands,
      outputs: Map<string, Value>,
      fed: ReadonlyMap<string, HostTensor> = make.fed,
    ) => {
      const device = await use(backend);
      const program = programOf(make.trace, { inputs: make.values, outputs });
      await soil(device, program);
      const { outputs: made } = await execute(device, program, fed);
      return made;
    };

    it('lets no NaN come out as a number', async () => {
      const make = new Operands('not a number');
      const [x, wide] = [make.float([2, 3]), make.float([1, 2, 8])];
      const u = make.float([2, 8], 0.1, 0.5);
      const { trace } = make;
      const outputs = new Map<string, Value>();
      for (const kind of ACTIVATIONS) {
        const [y] = trace.emit(activationOp, [x], { kind });
        if (y) outputs.set(kind, y);
      }
      const [p] = trace.emit(softmaxOp, [x, undefined], {});
      if (p) outputs.set('softmax', p);
      const [h] = trace.emit(lstmOp, [wide, u, undefined, undefined, undefined], { reverse: false });
      if (h) outputs.set('lstm', h);
      const nan = ({ data, ...rest }: HostTensor): HostTensor => ({
        ...rest,
        data: new Float32Array(data.length).fill(Number.NaN),
      });
      const fed = new Map([...make.fed].map(([name, value]) => [name, name === 'x2' ? value : nan(value)]));
      const made = await run(make, outputs, fed);
      const numbers = [...made].filter(([, { data }]) => Array.from(data).some((value) => !Number.isNaN(value)));
      expect(numbers.map(([name]) => name)).toEqual([]);
    });

    it('reads what tfjs has cast to floats as floats', async () => {
      const make = new Operands('cast');
      const hot = oneHot(make.trace, make.ids([5], 4), 4);
      const made = await run(make, new Map([['y', affine(make.trace, hot, 2, 0)]]));
      expect(Array.from(made.get('y')?.data ?? []).reduce((a, b) => a + b, 0)).toBe(10);
    });

    it('gives an empty tensor for an empty one', async () => {
      const make = new Operands('empty');
      const made = await run(make, new Map([['y', affine(make.trace, make.float([0, 3]), 2, 0)]]));
      expect(made.get('y')?.shape).toEqual([0, 3]);
    });

    it('reads zeros at an id outside the table, and leaves the table alone there', async () => {
      const make = new Operands('outside');
      const { trace } = make;
      const [table, ids] = [make.float([3, 5]), make.ids([4], 3)];
      const [y] = trace.emit(embeddingOp, [ids, table], {});
      if (!y) throw new RangeError('an embedding gives rows');
      const gradient = differentiate(trace, sum(trace, y, [0, 1]), [table]).get(table.id);
      const name = [...make.values].find(([, value]) => value === ids)?.[0] ?? '';
      const outside: HostTensor = { dtype: 'int', shape: [4], data: Int32Array.of(1, -1, 3, 1) };
      const outputs = new Map<string, Value>([['y', y], ...(gradient ? [['d', gradient] as const] : [])]);
      const made = await run(make, outputs, new Map([...make.fed, [name, outside]]));
      const rows = Array.from(made.get('y')?.data ?? []);
      expect(rows.slice(5, 15)).toEqual(Array(10).fill(0));
      expect(rows.slice(0, 5)).not.toEqual(Array(5).fill(0));
      const expected = [0, 2, 0].flatMap((times) => Array(5).fill(times));
      expect(Array.from(made.get('d')?.data ?? [])).toEqual(expected);
    });

    it('takes a layer of more rows than the workgroups of a dispatch go through', async () => {
      const make = new Operands('rows');
      const [x, w, b] = [make.float([1_048_561, 1]), make.float([1, 1]), make.float([1])];
      const attributes = { transposed: false, activation: 'tanh', slope: null, rate: 0, key: 0, keeps: false } as const;
      const [y] = make.trace.emit(fusedLinearOp, [x, w, b, undefined, undefined], attributes);
      const made = y && (await run(make, new Map([['y', y]])));
      const [rows, weight, bias] = [...make.fed.values()].map(({ data }) => data);
      const found = made?.get('y')?.data ?? [];
      expect(found).toHaveLength(1_048_561);
      const off = Array.from(found, (value, i) =>
        Math.abs(value - Math.tanh((rows?.[i] ?? 0) * (weight?.[0] ?? 0) + (bias?.[0] ?? 0))),
      );
      expect(off.reduce((most, one) => Math.max(most, one), 0)).toBeLessThan(1e-5);
    });

    it('keeps the digits of a small loss beside large logits', async () => {
      const make = new Operands('confident');
      const logits = make.trace.input({ dtype: 'float', shape: [1, 3] });
      make.values.set('logits', logits);
      const target = make.ids([1], 1);
      const [y] = make.trace.emit(crossEntropyOp, [logits, target], { smoothing: 0 });
      const given: HostTensor = { dtype: 'float', shape: [1, 3], data: Float32Array.of(1000, 990, 980) };
      const made = y && (await run(make, new Map([['y', y]]), new Map([...make.fed, ['logits', given]])));
      expect(made?.get('y')?.data[0]).toBeCloseTo(4.54e-5, 7);
    });
  });
});
