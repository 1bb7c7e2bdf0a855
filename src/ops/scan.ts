import { type Dim, float, sameShape, type TensorType, withShape } from '../tensor';
import { add } from './arithmetic';
import { refuse } from './common';
import { backpropagate } from './differentiate';
import { constant } from './embedding';
import { type Attributes, defineOp, type GradientRule } from './op';
import { type Body, eliminate, isBody, planFrees } from './plan';
import { operation } from './registry';
import { type Instruction, Trace, type Value } from './trace';

/**
 * A body run once for every time step, its states fed back.
 *
 * Inputs in order: `states` initial states, `sequences` sequences [B, T, …], then what is the same at every step. The
 * body takes as many inputs: the states, the step [B, …] of every sequence, the rest. It gives the new states, then what
 * is stacked to sequences [B, T, …]. With `kept`, the last `states` of those are the states *before* each step, which
 * the gradient needs.
 */
export type ScanAttributes = {
  readonly body: Body;
  readonly states: number;
  readonly sequences: number;
  /** From the last step to the first. */
  readonly reverse: boolean;
  readonly kept: boolean;
};

export const scanOp = defineOp<ScanAttributes>({
  name: 'scan',
  doc: 'states after the last step, and sequences [B, T, …] of what the body gave at each',
  type(inputs, { body, states, sequences }) {
    const types = inputs.map((type) => type ?? refuse('scan', 'every operand', type));
    const T = types[states]?.shape[1];
    if (T === undefined || types.length !== body.inputs.length) {
      return refuse('scan', `${body.inputs.length} operands, the sequences among them [B, T, …]`, ...types);
    }
    for (const [i, id] of body.inputs.entries()) {
      const [is, wanted] = [types[i], body.values[id]];
      if (!is || !wanted) return refuse('scan', 'an operand for every input of the body', is);
      const step = i >= states && i < states + sequences;
      const expected = step ? withShape(wanted, stacked(wanted.shape, T)) : wanted;
      if (is.dtype !== expected.dtype || !sameShape(is.shape, expected.shape)) {
        return refuse('scan', `${expected.dtype} [${expected.shape.join(', ')}] as operand ${i + 1}`, is);
      }
    }
    return body.outputs.map((id, i) => {
      const type = body.values[id] ?? refuse('scan', 'a type for every output of the body', undefined);
      return i < states ? type : withShape(type, stacked(type.shape, T));
    });
  },
  flops: (inputs, _, { body, states }) => Number(inputs[states]?.shape[1] ?? 0) * body.flops,
  gradient: scanGradient,
});

/** A step's shape with the time axis put in: [B, …] → [B, T, …]. */
export const stacked = (shape: readonly Dim[], T: Dim): readonly Dim[] => [...shape.slice(0, 1), T, ...shape.slice(1)];

/** A sequence's shape at one time step: [B, T, …] → [B, …]. */
export const atStep = (type: TensorType): TensorType => withShape(type, type.shape.toSpliced(1, 1));

/**
 * What a trace computes from `inputs`, as a body; nothing that `outputs` do not need is in it. A scan inside stays whole:
 * it may have to be differentiated.
 */
export const bodyOf = (trace: Trace, inputs: readonly Value[], outputs: readonly Value[]): Body =>
  makeBody(
    trace.values,
    trace.instructions,
    inputs.map(({ id }) => id),
    outputs.map(({ id }) => id),
    (same) => same,
  );

function makeBody(
  values: readonly TensorType[],
  instructions: readonly Instruction[],
  inputs: readonly number[],
  outputs: readonly number[],
  slim = slimScan,
): Body {
  const wanted = new Set(outputs);
  const steps = planFrees(eliminate(instructions, wanted, slim), wanted);
  const type = (id: number | null) => (id === null ? undefined : values[id]);
  const flops = steps.reduce((sum, step) => {
    const types = step.outputs.flatMap((id) => type(id) ?? []);
    return sum + operation(step.op).flops(step.inputs.map(type), types, step.attributes);
  }, 0);
  return { values, steps, inputs, outputs, flops };
}

/** A scan that stacks no sequence nobody needs, and reads nothing it then has no use for. */
export function slimScan(instruction: Instruction, needed: ReadonlySet<number>): Instruction {
  if (instruction.op !== scanOp.name) return instruction;
  const { body, states, sequences, reverse } = readScan(instruction.attributes);
  const results = instruction.outputs.flatMap((id, i) => (i < states || needed.has(id) ? [i] : []));
  const nested = body.steps.some(({ op }) => op === scanOp.name);
  if (results.length === instruction.outputs.length && !nested) return instruction;
  const pick = <T>(list: readonly T[], which: readonly number[]): T[] => which.flatMap((i) => list.slice(i, i + 1));
  const outputs = pick(body.outputs, results);
  const read = new Set([...makeBody(body.values, body.steps, [], outputs).steps.flatMap((s) => s.inputs), ...outputs]);
  // By the length of its first sequence a scan goes, whether it reads it or not.
  const used = body.inputs.flatMap((id, i) => (i <= states || read.has(id) ? [i] : []));
  const inputs = pick(body.inputs, used);
  return {
    ...instruction,
    inputs: pick(instruction.inputs, used),
    outputs: pick(instruction.outputs, results),
    attributes: {
      body: makeBody(body.values, body.steps, inputs, outputs),
      states,
      sequences: used.filter((i) => i >= states && i < states + sequences).length,
      reverse,
      // Nothing is differentiated any more once it is slimmed.
      kept: false,
    },
  };
}

function readScan({ body, states, sequences, reverse }: Attributes): Omit<ScanAttributes, 'kept'> {
  if (!isBody(body) || typeof states !== 'number' || typeof sequences !== 'number') {
    throw new TypeError('a scan has a body, states and sequences');
  }
  return { body, states, sequences, reverse: reverse === true };
}

/** Records a body's operations on a trace; gives the value there for every value of the body. */
function replay(
  body: Body,
  trace: Trace,
  inputs: readonly Value[],
): (id: number | null | undefined) => Value | undefined {
  const values = new Map<number, Value>();
  for (const [i, id] of body.inputs.entries()) {
    const value = inputs[i];
    if (value) values.set(id, value);
  }
  for (const step of body.steps) {
    trace.path = step.path;
    const made = trace.emit(
      operation(step.op),
      step.inputs.map((id) => (id === null ? undefined : values.get(id))),
      step.attributes,
    );
    for (const [i, id] of step.outputs.entries()) {
      const value = made[i];
      if (value) values.set(id, value);
    }
  }
  return (id) => (typeof id === 'number' ? values.get(id) : undefined);
}

/**
 * Back-propagation through time, itself a scan the other way round: at each step the body is computed again from the
 * state before it, and its vector–Jacobian product carries the states' gradients on and adds up those of what is the
 * same at every step.
 */
function scanGradient({ trace, inputs, outputs, grads, attributes, wants }: GradientRule<ScanAttributes>) {
  const { body, states, sequences, reverse, kept } = attributes;
  if (!kept) throw new RangeError('a scan without its states has no gradient');
  const inner = new Trace();
  const replica = body.inputs.map((id) => inner.input(body.values[id] ?? float([])));
  const types = body.inputs.map((id) => body.values[id]);
  const differentiable = (i: number) => types[i]?.dtype === 'float';
  const indices = types.map((_, i) => i);
  const isState = (i: number) => i < states;
  const isStep = (i: number) => i >= states && i < states + sequences;
  const carried = indices.filter((i) => differentiable(i) && (isState(i) || (!isStep(i) && wants(i))));
  const stepped = indices.filter((i) => differentiable(i) && isStep(i) && wants(i));
  const given = body.outputs.map((_, i) => i).slice(states, body.outputs.length - states);
  const arriving = given.filter((i) => grads[i] !== undefined);

  const carriedIn = carried.map((i) => inner.input(float(types[i]?.shape ?? [])));
  const arrivingIn = arriving.map((i) => inner.input(float(body.values[body.outputs[i] ?? -1]?.shape ?? [])));
  inner.part = 'backward';
  const valueIn = replay(body, inner, replica);
  const seeds = new Map<number, Value>();
  const seed = (output: number, gradient: Value | undefined) => {
    const value = valueIn(body.outputs[output]);
    if (!value || !gradient) return;
    const known = seeds.get(value.id);
    seeds.set(value.id, known ? add(inner, known, gradient) : gradient);
  };
  for (const [at, i] of carried.entries()) if (isState(i)) seed(i, carriedIn[at]);
  for (const [at, i] of arriving.entries()) seed(i, arrivingIn[at]);
  const wanted = [...carried, ...stepped].flatMap((i) => replica[i] ?? []);
  const found = backpropagate(inner, seeds, wanted);
  const gradientOf = (i: number) => found.get(replica[i]?.id ?? -1);
  const zeros = (i: number) => constant(inner, types[i]?.shape ?? [], 0);
  const carriedOut = carried.map((i, at) => {
    const [so, now] = [carriedIn[at], gradientOf(i)];
    if (isState(i) || !so) return now ?? zeros(i);
    return now ? add(inner, so, now) : so;
  });
  const steppedOut = stepped.map((i) => gradientOf(i) ?? zeros(i));

  const read = new Set(
    eliminate(inner.instructions, new Set([...carriedOut, ...steppedOut].map((v) => v.id))).flatMap((s) => s.inputs),
  );
  const used = indices.filter((i) => read.has(replica[i]?.id ?? -1));
  const usedSteps = used.filter((i) => isState(i) || isStep(i));
  const usedConstants = used.filter((i) => !isState(i) && !isStep(i));
  const sequenceOf = (i: number) => (isState(i) ? outputs[body.outputs.length - states + i] : inputs[i]);
  // A scan goes by the length of its sequences: one must be there though the step may read none.
  const along = usedSteps.length + arriving.length > 0 ? usedSteps : indices.filter(isStep).slice(0, 1);
  const pick = (list: readonly (Value | undefined)[], which: readonly number[]) => which.flatMap((i) => list[i] ?? []);
  const outer = [
    ...carried.map((i) => (isState(i) ? grads[i] : undefined) ?? constant(trace, types[i]?.shape ?? [], 0)),
    ...along.map(sequenceOf),
    ...pick(grads, arriving),
    ...pick(inputs, usedConstants),
  ];
  const made = trace.emit(scanOp, outer, {
    body: bodyOf(
      inner,
      [...carriedIn, ...pick(replica, along), ...arrivingIn, ...pick(replica, usedConstants)],
      [...carriedOut, ...steppedOut],
    ),
    states: carried.length,
    sequences: along.length + arriving.length,
    reverse: !reverse,
    kept: false,
  });
  const results: (Value | undefined)[] = indices.map(() => undefined);
  for (const [at, i] of [...carried, ...stepped].entries()) results[i] = made[at];
  return results;
}
