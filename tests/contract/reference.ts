import { describe, expect, it } from 'vitest';
import { blocks } from '../../blocks';
import { matrix, vector } from '../../src/block';
import type { Phase } from '../../src/check';
import { breaches, type Program } from '../../src/compile';
import type { Lowered } from '../../src/compile/lower';
import { appendUpdate } from '../../src/compile/update';
import { type DeviceName, Executor } from '../../src/kernels';
import { constant, eliminate, planFrees, Trace, type Value } from '../../src/ops';
import { scalarsAt } from '../../src/train';
import { referenceCases, type Trajectory, trajectories } from '../reference/load';
import { blockById, caseOf, compileCase, evaluateCase, parametersOf } from '../support/block';
import { expectClose } from '../support/close';
import { use } from '../support/devices';
import type { HostTensor } from '../support/host';
import { execute } from '../support/program';

/** Every figure of PyTorch's that is stored in `tests/reference`. */
export function referenceSuite(backend: DeviceName): void {
  describe(`PyTorch's figures on ${backend}`, () => {
    it('are there for every block with weights, attention, softmax and the losses', () => {
      const weighty = blocks.filter(
        (block) =>
          block.examples[0] && Object.keys(evaluateCase(caseOf(block, block.examples[0], 0)).weights).length > 0,
      );
      const wanted = [...weighty.map(({ id }) => id), 'attention', 'softmax', 'cross-entropy', 'mean-squared-error'];
      const stored = new Set(referenceCases.map(({ block }) => block));
      expect(wanted.filter((id) => !stored.has(id))).toEqual([]);
    });

    it.each(referenceCases)('$block: $name', async (stored) => {
      const block = blockById(stored.block);
      const one = {
        label: stored.name,
        block,
        parameters: parametersOf(block, stored.parameters),
        inputs: stored.inputs,
      };
      const compiled = compileCase(one, {
        weights: stored.weights,
        factors: stored.factors,
        training: stored.training,
      });
      expect(Object.keys(compiled.evaluation.weights).sort()).toEqual(Object.keys(stored.weights).sort());
      expect(Object.keys(compiled.evaluation.outputs).sort()).toEqual(Object.keys(stored.factors).sort());
      const ran = await execute(await use(backend), compiled.program, compiled.fed);
      // A gradient that is zero whatever the values (an attention's key bias) comes out as rounding.
      const zero = Object.entries(stored.values).filter(([, { data }]) => data.every((x) => x === 0));
      for (const [name] of zero) {
        expect(Math.max(...(ran.outputs.get(name)?.data ?? [1]).map(Math.abs)), name).toBeLessThan(2e-6);
      }
      const names = new Set(zero.map(([name]) => name));
      expectClose(
        new Map([...ran.outputs].filter(([name]) => !names.has(name))),
        new Map(Object.entries(stored.values).filter(([name]) => !names.has(name))),
      );
      const taps = new Map(compiled.taps.map(({ name }, i) => [name, ran.taps[i]]));
      for (const [name, tap] of Object.entries(stored.taps)) {
        const is = taps.get(name);
        expectClose(new Map(is ? [[name, is]] : []), new Map([[name, tap]]));
      }
    });

    it.each(trajectories)('optimizer: $name', (trajectory) => follow(backend, trajectory));
  });
}

/** Gives an optimizer the stored gradients step by step, through the update that the compiler appends. */
async function follow(backend: DeviceName, { optimizer, learningRate, clip, start, steps }: Trajectory): Promise<void> {
  const device = await use(backend);
  const phase: Phase = {
    name: 'train',
    losses: [],
    weights: ['*'],
    optimizer,
    learningRate,
    schedule: { kind: 'constant', warmup: 0 },
    clip,
    turn: 1,
  };
  const { program, gradients } = updateProgram(phase, start);
  expect(breaches(program)).toEqual([]);
  const executor = new Executor();
  executor.open(new Map(Object.entries(start).map(([name, { shape }]) => [name, shape])));
  executor.store.loadWeights(
    new Map(Object.entries(start).map(([name, { shape, data }]) => [name, { shape, data: Float32Array.from(data) }])),
  );
  for (const { name, value } of program.slots) {
    const shape = (program.values[value]?.shape ?? []).map(Number);
    executor.store.loadSlots(new Map([[name, { shape, data: new Float32Array(shape.reduce((a, b) => a * b, 1)) }]]));
  }
  try {
    for (const [taken, step] of steps.entries()) {
      const inputs = new Map(
        gradients.map((name) => {
          const { shape, data } = step.gradients[name] ?? { shape: [0], data: [] };
          return [`gradient ${name}`, { shape, data: Float32Array.from(data) }];
        }),
      );
      const scalars = scalarsAt(phase, taken, steps.length, 1);
      const report = await device.guard(() =>
        executor.execute(program, { inputs, scalars, counter: { seed: 1, step: taken } }),
      );
      expectClose(
        new Map([['norm', { shape: [], data: [report.get('gradientNorm') ?? Number.NaN] }]]),
        new Map([['norm', { shape: [], data: [step.norm] }]]),
      );
      expectClose(await executor.store.saveWeights(), new Map(Object.entries(step.weights)));
    }
  } finally {
    executor.dispose();
  }
}

/** The update of a training step alone: weights and their gradients come from outside. */
function updateProgram(phase: Phase, start: Readonly<Record<string, HostTensor>>) {
  const trace = new Trace();
  const names = Object.keys(start);
  const gradients = new Map<number, Value>();
  const inputs: { name: string; value: number }[] = [];
  const weights = new Map(
    Object.entries(start).map(([name, { shape }]) => {
      const value = trace.input({ dtype: 'float', shape });
      const gradient = trace.input({ dtype: 'float', shape });
      gradients.set(value.id, gradient);
      inputs.push({ name: `gradient ${name}`, value: gradient.id });
      const [rows = 1, columns] = shape;
      return [name, { value, spec: columns === undefined ? vector(rows) : matrix(rows, columns) }];
    }),
  );
  const lowered: Lowered = {
    trace,
    inputs: new Map(),
    weights,
    states: new Map(),
    losses: new Map(),
    outputs: new Map(),
    metrics: [],
    taps: [],
    copies: [],
  };
  const loss = constant(trace, [], 1);
  const { scalars, slots, updates, reported } = appendUpdate(lowered, gradients, phase);
  const wanted = new Set([loss.id, ...reported.map(({ value }) => value.id), ...updates.map(({ value }) => value)]);
  const program: Program = {
    values: trace.values,
    steps: planFrees(eliminate(trace.instructions, wanted), wanted),
    inputs,
    scalars,
    weights: [...weights].map(([name, { value, spec }]) => ({ name, value: value.id, spec })),
    slots,
    reported: [{ names: ['loss'], value: loss }, ...reported].map(({ names, value }) => ({ names, value: value.id })),
    outputs: [],
    taps: [],
    updates,
  };
  return { program, gradients: names };
}
