import { beforeAll, describe, expect, it } from 'vitest';
import { breaches, type Program } from '../../src/compile';
import { type DeviceName, kernelFor } from '../../src/kernels';
import { add, constant, differentiate, multiply, operation, operations, sum, type Value } from '../../src/ops';
import { numericShape } from '../../src/tensor';
import { expectClose } from '../support/close';
import { use } from '../support/devices';
import { slopeError } from '../support/differences';
import { dot, floats, type HostTensor, named } from '../support/host';
import { execute, programOf, type Ran } from '../support/program';
import { Operands, type OperationCase } from './case-table';
import { operationCases } from './operation-cases';

/** Operations with outputs besides the differentiable ones (probabilities, gates), and how many are differentiable. */
const DIFFERENTIABLE: ReadonlyMap<string, number> = new Map([
  ['attention', 1],
  ['crossEntropy', 1],
  ['layerNorm', 1],
  ['rmsNorm', 1],
  ['lstm', 2],
  ['gru', 1],
]);

interface Prepared {
  readonly operands: Operands;
  /** Outputs of the operation, and gradients `d:x0` where it has a rule. */
  readonly program: Program;
  readonly forward: Program;
  /** Weights of the sum that is differentiated, by output. */
  readonly weights: ReadonlyMap<string, HostTensor>;
}

function prepare(op: string, { name, build }: OperationCase): Prepared {
  const operands = new Operands(`${op} ${name}`);
  const { trace, values } = operands;
  const made = build(operands);
  expect(trace.instructions.at(-1)?.op).toBe(op);
  const outputs = new Map(made.map((value, i): [string, Value] => [`y${i}`, value]));
  const forward = programOf(trace, { inputs: values, outputs });

  const weights = new Map<string, HostTensor>();
  const terms: Value[] = [];
  const last = trace.instructions.at(-1);
  // A scan's states before each step are there for its gradient.
  const kept = op === 'scan' ? Number(last?.attributes.states) : 0;
  const differentiable = DIFFERENTIABLE.get(op) ?? made.length - kept;
  if (operation(op).gradient) {
    for (const [i, value] of made.slice(0, differentiable).entries()) {
      // Reshape and transpose also carry masks and ids, which have no gradient.
      if (value.type.dtype !== 'float') continue;
      const shape = numericShape(value.type.shape) ?? [];
      const weight = floats(named(`weight ${op} ${name} ${i}`), shape);
      weights.set(`y${i}`, weight);
      const r = trace.input({ dtype: 'float', shape });
      values.set(`r${i}`, r);
      const axes = shape.map((_, axis) => axis);
      terms.push(sum(trace, multiply(trace, value, r), axes));
    }
  }
  const loss = terms.reduce((a, b) => add(trace, a, b), constant(trace, [], 0));
  const wanted = [...values].filter(([key, { type }]) => key.startsWith('x') && type.dtype === 'float');
  const gradients = differentiate(
    trace,
    loss,
    wanted.map(([, value]) => value),
  );
  for (const [key, { id }] of wanted) {
    const gradient = gradients.get(id);
    if (gradient) outputs.set(`d:${key}`, gradient);
  }
  return { operands, weights, forward, program: programOf(trace, { inputs: values, outputs }) };
}

const inputsOf = ({ operands, weights }: Prepared): Map<string, HostTensor> => {
  const r = [...weights].map(([name, value]): [string, HostTensor] => [name.replace('y', 'r'), value]);
  return new Map([...operands.fed, ...r]);
};

/** Every operation on every case: types, FLOPs, gradients; on other backends than cpu, the same numbers as there. */
export function operationSuite(backend: DeviceName): void {
  const all = [...operationCases].flatMap(([op, cases]) =>
    cases.map((one) => ({ op, one, label: `${op}: ${one.name}` })),
  );

  describe(`operations on ${backend}`, () => {
    const references = new Map<string, Ran>();

    beforeAll(async () => {
      if (backend === 'cpu') return;
      const cpu = await use('cpu');
      for (const { op, one, label } of all) {
        const prepared = prepare(op, one);
        references.set(label, await execute(cpu, prepared.program, inputsOf(prepared)));
      }
    });

    it('has a kernel and cases for every operation, and no others', () => {
      expect([...operationCases.keys()].sort()).toEqual(operations.map(({ name }) => name).sort());
      expect(new Set(operations.map(({ name }) => name)).size).toBe(operations.length);
      for (const { name } of operations) expect(kernelFor(name).op).toBe(name);
      expect(new Set(all.map(({ label }) => label)).size).toBe(all.length);
    });

    it.each(all)('$label', async ({ op, one, label }) => {
      const device = await use(backend);
      const prepared = prepare(op, one);
      const { program, forward, operands } = prepared;
      expect(breaches(program)).toEqual([]);
      const ran = await execute(device, program, inputsOf(prepared));
      expect(ran.leaked).toBe(0);
      for (const { name, value } of program.outputs) {
        const type = program.values[value];
        const is = ran.outputs.get(name);
        expect({ name, dtype: is?.dtype, shape: is?.shape }).toEqual({ name, dtype: type?.dtype, shape: type?.shape });
        expect([...(is?.data ?? [Number.NaN])].every(Number.isFinite), `${name} is finite`).toBe(true);
      }
      if (backend !== 'cpu') {
        expectClose(ran.outputs, references.get(label)?.outputs ?? new Map());
        return;
      }

      for (const step of program.steps) {
        const types = step.inputs.map((id) => (id === null ? undefined : program.values[id]));
        const made = step.outputs.flatMap((id) => program.values[id] ?? []);
        const flops = operation(step.op).flops(types, made, step.attributes);
        expect(Number.isSafeInteger(flops) && flops >= 0, `${step.op} has ${flops} FLOPs`).toBe(true);
      }

      const { weights } = prepared;
      if (weights.size === 0 || one.rough !== undefined) return;
      const errors: string[] = [];
      for (const [key, at] of operands.fed) {
        if (at.dtype !== 'float') continue;
        const error = await slopeError({
          at,
          name: key,
          gradient: ran.outputs.get(`d:${key}`),
          evaluate: async (x) => {
            const { outputs } = await execute(device, forward, new Map([...operands.fed, [key, x]]));
            let [total, squares] = [0, 0];
            for (const [name, weight] of weights) {
              const y = outputs.get(name)?.data ?? [];
              total += dot(y, weight.data);
              squares += Array.from(y, (v, i) => (v * (weight.data[i] ?? 0)) ** 2).reduce((a, b) => a + b, 0);
            }
            return { sum: total, length: Math.sqrt(squares) };
          },
        });
        if (error !== undefined) errors.push(error);
      }
      expect(errors).toEqual([]);
    });
  });
}
