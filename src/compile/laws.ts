import { type Body, isBody, operation, type Step, TypeRefusal } from '../ops';
import { numericShape, sameShape, showType, type TensorType } from '../tensor';
import type { Program } from './program';

/**
 * Law 3 and the operations' own type rules, over a finished Program: reads only what is written and not freed, writes and
 * frees once, frees all it makes but the results, names each weight once, and every type is what the rule says. Returns the breaches.
 */
export function breaches(program: Program): string[] {
  const outside = [...program.inputs, ...program.scalars, ...program.weights, ...program.slots];
  const results = [...program.outputs, ...program.reported, ...program.taps, ...program.updates];
  const found = sequenceBreaches(
    program.values,
    program.steps,
    outside.map(({ value }) => value),
    results.map(({ value }) => value),
  );
  for (const list of [program.weights, program.slots, program.inputs, program.outputs]) {
    const names = list.map(({ name }) => name);
    if (new Set(names).size !== names.length) found.push(`a name stands twice in ${names.join(', ')}`);
  }
  return found;
}

/** The same for any run of steps: a Program's, or those of a body that an operation holds. */
function sequenceBreaches(
  values: readonly TensorType[],
  steps: readonly Step[],
  outside: readonly number[],
  wanted: readonly number[],
): string[] {
  const found: string[] = [];
  const live = new Set(outside);
  const external = new Set(live);
  const written = new Set(live);
  const results = new Set(wanted);
  for (const [at, step] of steps.entries()) {
    const label = `step ${at} ${step.op}`;
    for (const id of step.inputs)
      if (id !== null && !live.has(id)) found.push(`${label} reads %${id}, which is not live`);
    for (const id of step.outputs) {
      if (written.has(id)) found.push(`${label} writes %${id} again`);
      written.add(id);
      live.add(id);
      if (!numericShape(values[id]?.shape ?? [])) found.push(`${label}: %${id} has no numeric shape`);
    }
    found.push(...typeBreaches(values, step, label));
    for (const body of Object.values(step.attributes).filter(isBody)) {
      found.push(...bodyBreaches(body).map((breach) => `${label}: ${breach}`));
    }
    for (const id of step.frees) {
      if (external.has(id)) found.push(`${label} frees %${id}, which belongs to the caller`);
      if (results.has(id)) found.push(`${label} frees the result %${id}`);
      if (!live.delete(id)) found.push(`${label} frees %${id} again`);
    }
  }
  for (const id of results) if (!live.has(id)) found.push(`result %${id} is never made`);
  for (const id of live) if (!external.has(id) && !results.has(id)) found.push(`%${id} is never freed`);
  return found;
}

const bodyBreaches = ({ values, steps, inputs, outputs }: Body): string[] =>
  sequenceBreaches(values, steps, inputs, outputs);

function typeBreaches(values: readonly TensorType[], step: Step, label: string): string[] {
  const inputs = step.inputs.map((id) => (id === null ? undefined : values[id]));
  let expected: readonly TensorType[];
  try {
    expected = operation(step.op).type(inputs, step.attributes);
  } catch (error) {
    if (!(error instanceof TypeRefusal)) throw error;
    return [`${label}: ${error.message}`];
  }
  return step.outputs.flatMap((id, i) => {
    const [is, should] = [values[id], expected[i]];
    // Roles may be given to a value afterwards; dtype and shape may not.
    const same = is && should && is.dtype === should.dtype && sameShape(is.shape, should.shape);
    return same ? [] : [`${label}: %${id} is ${is && showType(is)}, the rule says ${should && showType(should)}`];
  });
}
