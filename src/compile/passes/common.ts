import { type Instruction, isBody } from '../../ops';
import type { Pass } from './join';

/**
 * Does once what is done twice: the same operation on the same values in the same part of the step. What draws at random
 * draws the same where its key is the same. Not across parts: what a backward pass makes again would have to be kept until then.
 */
export const common: Pass = (instructions, { wanted }) => {
  const same = new Map<number, number>();
  const first = new Map<string, Instruction>();
  return instructions.flatMap((given) => {
    const instruction = { ...given, inputs: given.inputs.map((id) => (id === null ? null : (same.get(id) ?? id))) };
    const { op, attributes, inputs, outputs, part } = instruction;
    if (part === 'update' || Object.values(attributes).some(isBody)) return [instruction];
    const key = JSON.stringify([op, attributes, inputs, part]);
    const before = first.get(key);
    if (!before || outputs.some((id) => wanted.has(id))) {
      first.set(key, before ?? instruction);
      return [instruction];
    }
    for (const [i, id] of outputs.entries()) same.set(id, before.outputs[i] ?? id);
    return [];
  });
};
