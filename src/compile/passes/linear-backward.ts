import { type Instruction, linearBackwardOp, linearGradientOp } from '../../ops';
import { type Pass, usesOf } from './join';
import { readLinear } from './linear';

/** The two halves of a layer's backward pass. */
interface Halves {
  readonly dx: Instruction;
  readonly dw: Instruction;
}

/** undefined where they do not make one: both read the same dy, one to multiply it by a matrix, one for that matrix' gradient. */
function together({ dx, dw }: Halves): Instruction | undefined {
  const fused = readLinear(dx);
  if (!fused || dw.op !== linearGradientOp.name || dx.part !== dw.part) return undefined;
  const { attributes } = fused;
  const [dy = null, w = null, b = null, known = null, other = null] = fused.inputs;
  const [x = null, sameDy = null] = dw.inputs;
  const bends = b !== null || attributes.activation !== null || attributes.keeps;
  if (dy !== sameDy || bends || attributes.transposed === (dw.attributes.transposed === true)) return undefined;
  return {
    ...dx,
    op: linearBackwardOp.name,
    attributes: { ...attributes, bias: dw.attributes.bias === true },
    inputs: [dy, w, known, other, x],
    outputs: [...dx.outputs, ...dw.outputs],
  };
}

/** What a dense layer's input and what its weights get in one operation, the last pass over dense layers. */
export const linearBackward: Pass = (instructions) => {
  const kept: (Instruction | undefined)[] = [...instructions];
  const uses = usesOf(instructions);
  const madeAt = new Map(instructions.flatMap(({ outputs }, at) => outputs.map((id): [number, number] => [id, at])));
  for (const [at, dw] of instructions.entries()) {
    if (dw.op !== linearGradientOp.name || dw.part !== 'backward') continue;
    for (const place of uses.get(dw.inputs[1] ?? -1) ?? []) {
      const dx = kept[place];
      const both = dx && together({ dx, dw });
      const [first, last] = [Math.min(at, place), Math.max(at, place)];
      const early = instructions[first]?.outputs.some((id) => uses.get(id)?.some((use) => use < last));
      const late = instructions[last]?.inputs.some((id) => id !== null && (madeAt.get(id) ?? -1) >= first);
      if (!both || (early && late)) continue;
      kept[first] = early ? both : undefined;
      kept[last] = early ? undefined : both;
      break;
    }
  }
  return kept.filter((instruction) => instruction !== undefined);
};
