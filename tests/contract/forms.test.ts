import { dispose, type Tensor, tensor } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { currentGpu, type Gpu } from '../../src/kernels/gpu';
import { type Finish, FORMS, type Form, LARGE, type Product, QUADS } from '../../src/kernels/gpu/forms';
import { runProduct } from '../../src/kernels/gpu/product';
import { stream } from '../../src/random';
import { use } from '../support/devices';

/** 1, primes, and sizes on and off the tiles. */
const SIZES = [1, 2, 3, 4, 7, 8, 13, 16, 31, 33, 64, 65];

const place = ({ kind, M, N, K }: Product) => ({
  a: (m: number, k: number) => (kind === 'tn' ? k * M + m : m * K + k),
  b: (k: number, n: number) => (kind === 'nt' ? n * K + k : k * N + n),
});

/** y, Σ of a's rows and of b's, in double precision. */
function expected(product: Product, a: Float32Array, b: Float32Array) {
  const { batch, M, N, K } = product;
  const at = place(product);
  const y = new Float64Array(batch * M * N);
  for (let i = 0; i < y.length; i++) {
    const [z, m, n] = [Math.floor(i / (M * N)), Math.floor(i / N) % M, i % N];
    for (let k = 0; k < K; k++)
      y[i] = (y[i] ?? 0) + (a[z * M * K + at.a(m, k)] ?? 0) * (b[z * K * N + at.b(k, n)] ?? 0);
  }
  const sum = (size: number, value: (i: number, k: number) => number | undefined) =>
    Float64Array.from({ length: size }, (_, i) =>
      Array.from({ length: K }, (_, k) => value(i, k) ?? 0).reduce((s, x) => s + x),
    );
  return { y, a: sum(M, (m, k) => a[at.a(m, k)]), b: sum(N, (n, k) => b[at.b(k, n)]) };
}

function expectNear(is: ArrayLike<number>, should: Float64Array): void {
  const largest = Math.max(...should.map(Math.abs));
  expect(is.length).toBe(should.length);
  for (let i = 0; i < should.length; i++) {
    const [value, wanted] = [is[i] ?? Number.NaN, should[i] ?? 0];
    if (!(Math.abs(value - wanted) <= 1e-4 * Math.abs(wanted) + 1e-5 * largest)) {
      expect.fail(`element ${i} is ${value}, not ${wanted}`);
    }
  }
}

const DOUBLE: Finish = {
  key: 'double',
  reads: ['f32'],
  keeps: true,
  code: (first) => `fn finish(z: f32, i: u32) -> f32 { return 2.0 * z + x${first}[i]; }`,
};

async function withGpu(work: (gpu: Gpu) => Promise<void>): Promise<void> {
  const device = await use('webgpu');
  const gpu = currentGpu();
  if (!gpu) throw new Error('our kernels do not run here');
  await device.guard(() => work(gpu));
}

describe.each([...FORMS, LARGE, QUADS])('products in $name', (form: Form) => {
  it.each(['nn', 'tn', 'nt'] as const)('%s on random shapes, with bias, sums and a finish', (kind) =>
    withGpu(async (gpu) => {
      const random = stream(1, `${form.name} ${kind}`);
      // A software GPU takes long to compile what is unrolled: few shapes, others for every form.
      const alive: Tensor[] = [];
      for (let turn = 0; turn < 4; turn++) {
        const product: Product = {
          kind,
          batch: random.pick([1, 1, 3]),
          M: random.pick(SIZES),
          N: random.pick(SIZES),
          K: random.pick(SIZES),
        };
        const { batch, M, N, K } = product;
        const floats = (size: number) => Float32Array.from({ length: size }, () => random.float() - 0.5);
        const [a, b, bias, other] = [floats(batch * M * K), floats(batch * K * N), floats(N), floats(batch * M * N)];
        const should = expected(product, a, b);
        const plain = should.y.map((y, i) => y + (bias[i % N] ?? 0));
        const inputs = [a, b, bias, other].map((data) => tensor(data));
        alive.push(...inputs);
        const [ta, tb, tbias, tother] = inputs;
        const make = (size: number) => {
          const one = gpu.make([size]);
          alive.push(one);
          return one;
        };
        if (!ta || !tb || !tbias || !tother) throw new RangeError('four operands');
        const [y, finished, kept] = [make(batch * M * N), make(batch * M * N), make(batch * M * N)];
        runProduct(gpu, product, { bias: true }, [ta, tb, tbias], [y], form);
        expectNear(await y.data(), plain);
        if (batch > 1) continue;
        runProduct(gpu, product, { bias: true, finish: DOUBLE }, [ta, tb, tbias, tother], [finished, kept], form);
        expectNear(await kept.data(), plain);
        expectNear(
          await finished.data(),
          plain.map((z, i) => 2 * z + (other[i] ?? 0)),
        );
        if (kind === 'tn') {
          for (const sums of ['a', 'b'] as const) {
            const added = make(sums === 'a' ? M : N);
            const again = make(M * N);
            runProduct(gpu, product, { sums }, [ta, tb], [again, added], form);
            expectNear(await again.data(), should.y);
            expectNear(await added.data(), should[sums]);
          }
        }
      }
      dispose(alive);
    }),
  );
});
