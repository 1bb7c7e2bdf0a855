import { operation, TypeRefusal } from '../ops';
import { numericShape, sameShape, showType, type TensorType } from '../tensor';
import type { Program } from './program';

/**
 * Law 3 and the operations' own type rules, over a finished Program: reads only what is written and not freed, writes and
 * frees once, frees all it makes but the results, names each weight once, and every type is what the rule says. Returns the breaches.
 */
export function breaches(program: Program): string[] {
  const found: string[] = [];
  const outside = [...program.inputs, ...program.scalars, ...program.weights, ...program.slots];
  const live = new Set(outside.map(({ value }) => value));
  const external = new Set(live);
  const written = new Set(live);
  const results = new Set([...program.outputs, ...program.taps, ...program.updates].map(({ value }) => value));
  for (const [at, step] of program.steps.entries()) {
    const label = `step ${at} ${step.op}`;
    for (const id of step.inputs)
      if (id !== null && !live.has(id)) found.push(`${label} reads %${id}, which is not live`);
    for (const id of step.outputs) {
      if (written.has(id)) found.push(`${label} writes %${id} again`);
      written.add(id);
      live.add(id);
      if (!numericShape(program.values[id]?.shape ?? [])) found.push(`${label}: %${id} has no numeric shape`);
    }
    found.push(...typeBreaches(program, at));
    for (const id of step.frees) {
      if (external.has(id)) found.push(`${label} frees %${id}, which belongs to the caller`);
      if (results.has(id)) found.push(`${label} frees the result %${id}`);
      if (!live.delete(id)) found.push(`${label} frees %${id} again`);
    }
  }
  for (const id of results) if (!live.has(id)) found.push(`result %${id} is never made`);
  for (const id of live) if (!external.has(id) && !results.has(id)) found.push(`%${id} is never freed`);
  for (const list of [program.weights, program.slots, program.inputs, program.outputs]) {
    const names = list.map(({ name }) => name);
    if (new Set(names).size !== names.length) found.push(`a name stands twice in ${names.join(', ')}`);
  }
  return found;
}

function typeBreaches(program: Program, at: number): string[] {
  const step = program.steps[at];
  if (!step) return [];
  const inputs = step.inputs.map((id) => (id === null ? undefined : program.values[id]));
  let expected: readonly TensorType[];
  try {
    expected = operation(step.op).type(inputs, step.attributes);
  } catch (error) {
    if (!(error instanceof TypeRefusal)) throw error;
    return [`step ${at} ${step.op}: ${error.message}`];
  }
  return step.outputs.flatMap((id, i) => {
    const [is, should] = [program.values[id], expected[i]];
    // Roles may be given to a value afterwards; dtype and shape may not.
    const same = is && should && is.dtype === should.dtype && sameShape(is.shape, should.shape);
    return same
      ? []
      : [`step ${at} ${step.op}: %${id} is ${is && showType(is)}, the rule says ${should && showType(should)}`];
  });
}
