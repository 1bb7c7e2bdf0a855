import { afterEach, describe, expect, it } from 'vitest';
import { kernelFor, switchHostKernels } from '../../src/kernels';
import { add, constant, differentiate, multiply, operation, operations, sum } from '../../src/ops';
import { stream } from '../../src/random';
import { numericShape } from '../../src/tensor';
import { expectClose } from '../support/close';
import { use } from '../support/devices';
import { floats, type HostTensor } from '../support/host';
import { execute, programOf } from '../support/program';
import { Operands } from './case-table';
import { hostCases } from './host-cases';

const RUNS = 30;

/** Outputs that the operation gives gradients of; an LSTM's gates have none. */
function differentiable(op: string): number {
  if (!operation(op).gradient) return 0;
  return op === 'lstm' ? 2 : 1;
}

describe('host kernels against the reference, on random shapes', () => {
  afterEach(() => switchHostKernels(true));

  it('every operation that has one is tried, its gradient by way of it', () => {
    const own = operations.map(({ name }) => name).filter((name) => kernelFor(name).onHost);
    expect(own.map((name) => name.replace('Gradient', '')).filter((name) => !(name in hostCases))).toEqual([]);
    expect(Object.keys(hostCases).filter((name) => !own.includes(name))).toEqual([]);
  });

  it.each(Object.keys(hostCases))('%s: values and gradients', async (op) => {
    const device = await use('wasm');
    for (let n = 0; n < RUNS; n++) {
      const random = stream(n, op);
      const make = new Operands(`${op} ${n}`);
      const { trace } = make;
      const values = hostCases[op]?.(make, random) ?? [];
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
      switchHostKernels(false);
      const reference = await execute(device, program, fed);
      switchHostKernels(true);
      const ran = await execute(device, program, fed);
      expect(ran.leaked).toBe(0);
      expectClose(ran.outputs, reference.outputs);
    }
  });
});
