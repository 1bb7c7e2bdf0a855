import { float } from '../tensor';
import { add } from './arithmetic';
import { backpropagate } from './differentiate';
import { constant } from './embedding';
import { type LateProduct, lateProducts, sumProducts } from './late-products';
import type { GradientRule } from './op';
import { type Body, eliminate } from './plan';
import { operation } from './registry';
import { bodyOf, SCAN, type ScanAttributes } from './scan-body';
import { type Instruction, Trace, type Value } from './trace';

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
 * same at every step. What a dense layer's weights get is one product of all steps at the end.
 */
export function scanGradient({ trace, inputs, outputs, grads, attributes, wants }: GradientRule<ScanAttributes>) {
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
  // What weights get from products is made at the end, of all time steps at once.
  const still = new Set(indices.filter((i) => !isState(i) && !isStep(i)).map((i) => replica[i]?.id ?? -1));
  const late = new Map(
    carried.flatMap((i): [number, readonly LateProduct[]][] => {
      const products = isState(i) ? undefined : lateProducts(inner, gradientOf(i), still);
      return products ? [[i, products]] : [];
    }),
  );
  const zeros = (i: number) => constant(inner, types[i]?.shape ?? [], 0);
  const summed = carried.filter((i) => !late.has(i));
  const summedIn = carriedIn.filter((_, at) => !late.has(carried[at] ?? -1));
  const summedOut = summed.map((i, at) => {
    const [so, now] = [summedIn[at], gradientOf(i)];
    if (isState(i) || !so) return now ?? zeros(i);
    return now ? add(inner, so, now) : so;
  });
  const steppedOut = stepped.map((i) => gradientOf(i) ?? zeros(i));
  const sequenceOf = (i: number) => (isState(i) ? outputs[body.outputs.length - states + i] : inputs[i]);
  /** Values of a step that are there as sequences already. */
  const overTime = new Map<number, Value | undefined>([
    ...indices.filter((i) => isState(i) || isStep(i)).map((i) => [replica[i]?.id ?? -1, sequenceOf(i)] as const),
    ...arriving.map((i, at) => [arrivingIn[at]?.id ?? -1, grads[i]] as const),
  ]);
  const operands = [...late.values()].flat().flatMap(({ x, dy }) => [x, dy]);
  const keptOut = [
    ...new Map(operands.filter(({ id }) => !overTime.has(id)).map((value) => [value.id, value])).values(),
  ];
  const innerOut = [...summedOut, ...steppedOut, ...keptOut];

  const read = new Set(eliminate(inner.instructions, new Set(innerOut.map((v) => v.id))).flatMap((s) => s.inputs));
  const used = indices.filter((i) => read.has(replica[i]?.id ?? -1));
  const usedSteps = used.filter((i) => isState(i) || isStep(i));
  const usedConstants = used.filter((i) => !isState(i) && !isStep(i));
  // A scan goes by the length of its sequences: one must be there though the step may read none.
  const along = usedSteps.length + arriving.length > 0 ? usedSteps : indices.filter(isStep).slice(0, 1);
  const pick = (list: readonly (Value | undefined)[], which: readonly number[]) => which.flatMap((i) => list[i] ?? []);
  const outer = [
    ...summed.map((i) => (isState(i) ? grads[i] : undefined) ?? constant(trace, types[i]?.shape ?? [], 0)),
    ...along.map(sequenceOf),
    ...pick(grads, arriving),
    ...pick(inputs, usedConstants),
  ];
  const made = trace.emit(operation(SCAN), outer, {
    body: bodyOf(
      inner,
      [...summedIn, ...pick(replica, along), ...arrivingIn, ...pick(replica, usedConstants)],
      innerOut,
    ),
    states: summed.length,
    sequences: along.length + arriving.length,
    reverse: !reverse,
    kept: false,
  });
  const results: (Value | undefined)[] = indices.map(() => undefined);
  for (const [at, i] of [...summed, ...stepped].entries()) results[i] = made[at];
  for (const [at, { id }] of keptOut.entries()) overTime.set(id, made[summed.length + stepped.length + at]);
  const products = new Map<Instruction, readonly Value[]>();
  for (const [i, list] of late) results[i] = sumProducts(trace, list, overTime, products);
  return results;
}
