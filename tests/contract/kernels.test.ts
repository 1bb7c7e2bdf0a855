import { afterEach, describe, expect, it } from 'vitest';
import { kernelFor, switchGpuKernels, switchHostKernels } from '../../src/kernels';
import { add, constant, differentiate, multiply, operation, operations, sum } from '../../src/ops';
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
const tried = BACKENDS.flatMap((one) => namesOf(one.own).map((op) => ({ ...one, op })));

/** Operations that have a kernel of our own, gradients by way of what they are gradients of. */
function namesOf(own: 'onHost' | 'onGpu'): string[] {
  const names = operations.map(({ name }) => name).filter((name) => kernelFor(name)[own]);
  return [...new Set(names.map((name) => name.replace('Gradient', '')))];
}

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

  it.each(tried)('$op on $backend: values and gradients', async ({ op, backend, runs }) => {
    const device = await use(backend);
    for (let n = 0; n < runs; n++) {
      const random = stream(n, op);
      const make = new Operands(`${op} ${n}`);
      const { trace } = make;
      const values = kernelCases[op]?.(make, random) ?? [];
      const outputs = new Map(values.map((value, i) => [`y${i}`, value]));
      const fed = new Map<string, HostTensor>(make.fed);
      let loss = constant(trace, [], 0);
      for (const [i, value] of values.slice(0, differentiable(op)).entries()) {
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
      const ran = await execute(device, program, fed);
      expect(ran.leaked).toBe(0);
      expectClose(ran.outputs, reference.outputs);
    }
  });
});
