import { elementwiseBody, type Instruction, planFrees } from '../ops';
import type { TensorType } from '../tensor';
import type { Program } from './program';

/** A Program that does one thing a step, for those who ask which block did something: what passes joined element by element is apart. */
export function takenApart(program: Program): Program {
  const values: TensorType[] = [...program.values];
  const instructions = program.steps.flatMap((step): readonly Instruction[] => {
    const body = elementwiseBody(step);
    if (!body) return [step];
    const ids = new Map<number, number>();
    for (const [i, id] of body.inputs.entries()) ids.set(id, step.inputs[i] ?? -1);
    for (const [i, id] of body.outputs.entries()) ids.set(id, step.outputs[i] ?? -1);
    const idOf = (id: number): number => {
      const known = ids.get(id);
      const type = body.values[id];
      if (known !== undefined || !type) return known ?? -1;
      const made = values.push(type) - 1;
      ids.set(id, made);
      return made;
    };
    return body.steps.map((inner) => ({
      ...inner,
      inputs: inner.inputs.map((id) => (id === null ? null : idOf(id))),
      outputs: inner.outputs.map(idOf),
    }));
  });
  const wanted = new Set(
    [...program.outputs, ...program.reported, ...program.taps, ...program.updates].map(({ value }) => value),
  );
  return { ...program, values, steps: planFrees(instructions, wanted) };
}
