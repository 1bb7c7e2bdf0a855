import { type Body, elementwiseOp, eliminate, type Instruction, isBody, planFrees } from '../../ops';
import { common } from './common';
import { constants } from './constants';
import { elementwise } from './elementwise';
import type { Pass, PassContext } from './join';
import { layerNormAdd } from './layer-norm-add';
import { linearActivation, linearAdd, linearDropout, linearSlope } from './linear';
import { linearBackward } from './linear-backward';

/** In the order in which they run: a fused layer bends, drops, multiplies and adds in that order, and takes what it can before others do. */
const PASSES = {
  constants,
  common,
  'linear-activation': linearActivation,
  'linear-dropout': linearDropout,
  'linear-slope': linearSlope,
  'linear-add': linearAdd,
  'layer-norm-add': layerNormAdd,
  'linear-backward': linearBackward,
  elementwise,
} as const satisfies Readonly<Record<string, Pass>>;

export type PassName = keyof typeof PASSES;

const isName = (name: string): name is PassName => name in PASSES;

export const passNames: readonly PassName[] = Object.keys(PASSES).filter(isName);

/**
 * Makes several operations one where one kernel can do their work, also in what runs at every time step. Programs whose every
 * value is looked at stay as they are.
 */
export const fuse = (
  instructions: readonly Instruction[],
  context: PassContext,
  off: readonly PassName[] = [],
): Instruction[] =>
  passNames
    .filter((name) => !off.includes(name))
    .reduce((all, name) => PASSES[name](all, context), [...instructions])
    .map((instruction) => withBodies(instruction, off));

function withBodies(instruction: Instruction, off: readonly PassName[]): Instruction {
  const entries = Object.entries(instruction.attributes);
  // What runs element by element is one already.
  if (instruction.op === elementwiseOp.name || !entries.some(([, value]) => isBody(value))) return instruction;
  const fused = entries.map(([name, value]) => [name, isBody(value) ? fuseBody(value, off) : value] as const);
  return { ...instruction, attributes: Object.fromEntries(fused) };
}

function fuseBody(body: Body, off: readonly PassName[]): Body {
  const wanted = new Set(body.outputs);
  const instructions = fuse(body.steps, { values: body.values, wanted }, off);
  return { ...body, steps: planFrees(eliminate(instructions, wanted), wanted) };
}
