import type { Training } from '../check';
import { elementwiseOp, type Instruction } from '../ops';
import { sizeOf, type TensorType } from '../tensor';

/**
 * What a loss is multiplied by before it is differentiated in mixed precision, so that small gradients do not vanish in 16
 * bits (Micikevicius et al., arXiv 1710.03740). A step begins with the first; where its gradient overflows nothing is
 * committed, and it is taken again with the next. That begins anew with every step: a scale that went along from step to step
 * would be one more thing that a checkpoint had to hold.
 */
const SCALES: readonly [number, ...number[]] = [2 ** 14, 2 ** 10, 2 ** 6, 2 ** 2, 2 ** -2];

/** Factors on the loss with which a step is tried, in turn. */
export const lossScales = ({ precision }: Pick<Training, 'precision'>): readonly [number, ...number[]] =>
  precision === 'mixed' ? SCALES : [1];

/** Operations whose outputs may lie in 16 bits, with those of their outputs that may (all of `elementwise`); they compute in 32. */
const WRITES: Readonly<Record<string, readonly number[]>> = {
  linear: [0],
  fusedLinear: [0, 1],
  linearBackward: [0],
  matmul: [0],
  activation: [0],
  activationGradient: [0],
  add: [0],
  subtract: [0],
  multiply: [0],
  affine: [0],
  dropout: [0],
  embedding: [0],
  layerNorm: [0, 1],
  layerNormGradient: [0],
  rmsNorm: [0, 1],
  rmsNormGradient: [0],
  rotary: [0],
  attention: [0],
  attentionProbabilities: [0],
  attentionGradient: [0, 1, 2],
  softmax: [0],
  softmaxGradient: [0],
  crossEntropyGradient: [0],
  reshape: [0],
};

/** Operations that read 16 bits, besides those. */
const READS: ReadonlySet<string> = new Set([
  ...Object.keys(WRITES),
  elementwiseOp.name,
  'linearGradient',
  'embeddingGradient',
  'crossEntropy',
  'sumTo',
]);

/** What gradients of weights go through on their way to the update. */
const PASSES: ReadonlySet<string> = new Set(['add', 'subtract', 'multiply', 'affine', 'reshape', elementwiseOp.name]);

/** A vector of four must fit, and sums of a few are not worth it. */
const FEWEST = 64;

/**
 * Values that may lie in 16 bits: what goes from block to block, and its gradients. Weights, their gradients, losses,
 * averages and statistics stay in 32, and so does all of the update.
 *
 * @param wanted what is read after the end
 */
export function halvable(
  instructions: readonly Instruction[],
  values: readonly TensorType[],
  wanted: ReadonlySet<number>,
): number[] {
  const found = new Set<number>();
  for (const { op, part, outputs } of instructions) {
    if (part === 'update') continue;
    const written = op === elementwiseOp.name ? outputs : (WRITES[op] ?? []).flatMap((i) => outputs[i] ?? []);
    for (const id of written) if (suits(values[id])) found.add(id);
  }
  const aliases = new Map<number, number>();
  for (const { op, inputs, outputs } of instructions) {
    const [from, to] = [inputs[0], outputs[0]];
    if (op === 'reshape' && typeof from === 'number' && to !== undefined) aliases.set(to, aliases.get(from) ?? from);
  }
  const same = new Map<number, number[]>();
  for (const [alias, root] of aliases) same.set(root, [...(same.get(root) ?? [root]), alias]);
  /** A value and all that is the same memory. */
  const bar = (id: number) => {
    const root = aliases.get(id) ?? id;
    for (const one of same.get(root) ?? [root]) found.delete(one);
  };
  for (const id of wanted) bar(id);
  for (const { op, inputs } of instructions) if (!READS.has(op)) for (const id of inputs) if (id !== null) bar(id);
  for (const id of partsOfGradients(instructions)) bar(id);
  for (const [alias, root] of aliases) if (!found.has(alias) || !found.has(root)) bar(alias);
  return [...found].sort((a, b) => a - b);
}

function suits(type: TensorType | undefined): boolean {
  const size = sizeOf(type?.shape ?? []);
  return (
    type?.dtype === 'float' && type.shape.length > 1 && typeof size === 'number' && size % 4 === 0 && size >= FEWEST
  );
}

/** What the update reads, and what it is the sum of. */
function partsOfGradients(instructions: readonly Instruction[]): Set<number> {
  const found = new Set<number>();
  for (const { op, part, inputs, outputs } of instructions.toReversed()) {
    const leads = part === 'update' || (PASSES.has(op) && outputs.some((id) => found.has(id)));
    if (leads) for (const id of inputs) if (id !== null) found.add(id);
  }
  return found;
}
