import { matMul, memory, randomNormal, type Tensor, tidy } from '@tensorflow/tfjs-core';
import type { Program } from '../../src/compile';
import { openDevice, runProgram } from '../../src/kernels';
import type { TensorType } from '../../src/tensor';
import type { BackendName } from './arm';
import type { Products } from './protocol';
import { WASM_FILES } from './wasm-files';

const SIDE = 512;
const FLOPS = 2 * SIDE ** 3;
const ROUNDS = 7;
/** Products between two readings, so that reading counts for little. */
const EACH = 4;

/** What the device can do at best: a plain product, by our kernel and by tfjs', round by round; the better median of the two counts. */
export async function products(backend: BackendName): Promise<Products> {
  const device = await openDevice(backend, { wasm: WASM_FILES });
  const [a, b] = [randomNormal([SIDE, SIDE]), randomNormal([SIDE, SIDE])];
  const type: TensorType = { dtype: 'float', shape: [SIDE, SIDE] };
  const program: Program = {
    values: [type, type, type],
    steps: [
      {
        op: 'matmul',
        path: 'product',
        part: 'forward',
        attributes: { transposeA: false, transposeB: false },
        inputs: [0, 1],
        outputs: [2],
        frees: [],
      },
    ],
    inputs: [
      { name: 'a', value: 0 },
      { name: 'b', value: 1 },
    ],
    scalars: [],
    weights: [],
    slots: [],
    reported: [],
    outputs: [{ name: 'y', value: 2 }],
    taps: [],
    updates: [],
  };
  const feed = {
    inputs: new Map([
      ['a', a],
      ['b', b],
    ]),
    weights: new Map(),
    counter: { seed: 1, step: 0 },
  };
  const ways = {
    own: () => runProgram(program, feed).outputs.get('y'),
    tfjs: (): Tensor | undefined => tidy(() => matMul(a, b)),
  };
  const found = { own: [0], tfjs: [0] };
  for (let round = 0; round <= ROUNDS; round++) {
    for (const way of ['own', 'tfjs'] as const) {
      const start = performance.now();
      for (let i = 1; i < EACH; i++) ways[way]()?.dispose();
      const last = ways[way]();
      await device.guard(async () => last?.data());
      last?.dispose();
      const seconds = (performance.now() - start) / 1000;
      // The first round compiles.
      if (round > 0) found[way].push((EACH * FLOPS) / seconds / 1e9);
    }
  }
  if (memory().numTensors !== 2) throw new Error('products leak');
  return { own: median(found.own.slice(1)), tfjs: median(found.tfjs.slice(1)) };
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
