import { afterEach, describe, expect, it } from 'vitest';
import { kernelFor, switchHostKernels } from '../../src/kernels';
import {
  add,
  constant,
  differentiate,
  gruOp,
  linearOp,
  lstmOp,
  matmulOp,
  multiply,
  operations,
  rnnOp,
  sum,
} from '../../src/ops';
import { type Stream, stream } from '../../src/random';
import { numericShape } from '../../src/tensor';
import { expectClose } from '../support/close';
import { use } from '../support/devices';
import { floats, type HostTensor } from '../support/host';
import { execute, programOf } from '../support/program';
import { Operands } from './case-table';

/** 1, primes, and sizes on and off the tile of 4 × 8. */
const SIZES = [1, 2, 3, 4, 5, 7, 8, 9, 13, 16, 17, 31, 33];
const RUNS = 30;

type Build = (make: Operands, random: Stream, size: () => number) => ReturnType<Operands['trace']['emit']>;

const recurrence =
  (op: typeof rnnOp | typeof lstmOp | typeof gruOp, gates: number, between: number, states: number): Build =>
  (make, random, size) => {
    const [B, T, H] = [size(), size(), size()];
    const maybe = (value: () => ReturnType<Operands['float']>) => (random.chance(0.5) ? value() : undefined);
    const mask = () =>
      make.mask(
        [B, T],
        Array.from({ length: B }, () => random.int(T + 1)),
      );
    return make.trace.emit(
      op,
      [
        make.float([B, T, gates * H]),
        // Larger ones make the sequence chaotic: any two ways to round end far apart.
        make.float([H, gates * H], 0.2 / Math.sqrt(H), 1 / Math.sqrt(H)),
        ...Array.from({ length: between }, () => maybe(() => make.float([H]))),
        ...Array.from({ length: states }, () => maybe(() => make.float([B, H]))),
        maybe(mask),
      ],
      { reverse: random.chance(0.5) },
    );
  };

const builds: Readonly<Record<string, Build>> = {
  matmul(make, random, size) {
    const [batch, M, N, K] = [random.chance(0.5) ? [size() % 6 || 1] : [], size(), size(), size()];
    const [transposeA, transposeB] = [random.chance(0.5), random.chance(0.5)];
    const a = make.float([...batch, ...(transposeA ? [K, M] : [M, K])]);
    const b = make.float([...batch, ...(transposeB ? [N, K] : [K, N])]);
    return make.trace.emit(matmulOp, [a, b], { transposeA, transposeB });
  },
  linear(make, random, size) {
    const [rows, N, K] = [random.chance(0.5) ? [size(), 3] : [size()], size(), size()];
    const transposed = random.chance(0.5);
    const bias = random.chance(0.5) ? make.float([N]) : undefined;
    const w = make.float(transposed ? [N, K] : [K, N]);
    return make.trace.emit(linearOp, [make.float([...rows, K]), w, bias], { transposed });
  },
  rnn: recurrence(rnnOp, 1, 0, 1),
  lstm: recurrence(lstmOp, 4, 0, 2),
  gru: recurrence(gruOp, 3, 1, 1),
};

/** Outputs that the operation gives gradients of; LSTM's gates and GRU's gates and sums have none. */
const DIFFERENTIABLE: Readonly<Record<string, number>> = { lstm: 2 };

describe('host kernels against the reference, on random shapes', () => {
  afterEach(() => switchHostKernels(true));

  it('every operation that has one is tried, its gradient by way of it', () => {
    const own = operations.map(({ name }) => name).filter((name) => kernelFor(name).onHost);
    expect(own.map((name) => name.replace('Gradient', '')).filter((name) => !(name in builds))).toEqual([]);
    expect(Object.keys(builds).filter((name) => !own.includes(name))).toEqual([]);
  });

  it.each(Object.keys(builds))('%s: values and gradients', async (op) => {
    const device = await use('wasm');
    for (let n = 0; n < RUNS; n++) {
      const random = stream(n, op);
      const make = new Operands(`${op} ${n}`);
      const size = () => random.pick(SIZES);
      const { trace } = make;
      const values = builds[op]?.(make, random, size) ?? [];
      const outputs = new Map(values.map((value, i) => [`y${i}`, value]));
      const fed = new Map<string, HostTensor>(make.fed);
      let loss = constant(trace, [], 0);
      for (const [i, value] of values.slice(0, DIFFERENTIABLE[op] ?? 1).entries()) {
        const shape = numericShape(value.type.shape) ?? [];
        const weight = trace.input({ dtype: 'float', shape });
        make.values.set(`r${i}`, weight);
        fed.set(`r${i}`, floats(random, shape));
        loss = add(
          trace,
          loss,
          sum(
            trace,
            multiply(trace, value, weight),
            shape.map((_, axis) => axis),
          ),
        );
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
      switchHostKernels(false);
      const reference = await execute(device, program, fed);
      switchHostKernels(true);
      const ran = await execute(device, program, fed);
      expect(ran.leaked).toBe(0);
      expectClose(ran.outputs, reference.outputs);
    }
  });
});
