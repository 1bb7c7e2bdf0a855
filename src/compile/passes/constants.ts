import {
  type Attributes,
  addOp,
  affineOp,
  broadcastOp,
  constantOp,
  divideOp,
  type Instruction,
  meanOp,
  multiplyOp,
  reshapeOp,
  sqrtOp,
  subtractOp,
  sumOp,
  sumToOp,
} from '../../ops';
import { sizeOf } from '../../tensor';
import type { Pass, PassContext } from './join';

const number = (value: Attributes[string] | undefined, otherwise: number): number =>
  typeof value === 'number' ? value : otherwise;

/** What an operation makes of operands that are the same number everywhere; `shrinks` is how many elements become one. */
type Fold = (values: readonly number[], shrinks: number, attributes: Attributes) => number;

const FOLDS: Readonly<Record<string, Fold>> = {
  [reshapeOp.name]: ([x = 0]) => x,
  [broadcastOp.name]: ([x = 0]) => x,
  [meanOp.name]: ([x = 0]) => x,
  [sumOp.name]: ([x = 0], shrinks) => x * shrinks,
  [sumToOp.name]: ([x = 0], shrinks) => x * shrinks,
  [sqrtOp.name]: ([x = 0]) => Math.sqrt(x),
  [affineOp.name]: ([x = 0], _, { scale, shift }) => number(scale, 1) * x + number(shift, 0),
  [addOp.name]: ([a = 0, b = 0]) => a + b,
  [subtractOp.name]: ([a = 0, b = 0]) => a - b,
  [multiplyOp.name]: ([a = 0, b = 0]) => a * b,
  [divideOp.name]: ([a = 0, b = 0]) => a / b,
};

const elements = ({ values }: PassContext, id: number | null | undefined): number => {
  const size = sizeOf(values[id ?? -1]?.shape ?? []);
  return typeof size === 'number' ? size : Number.NaN;
};

const shapeOf = ({ values }: PassContext, id: number | null | undefined) => values[id ?? -1]?.shape ?? [];

/**
 * Works out beforehand what follows from numbers that are known, the weight 1 of every position without a mask above all;
 * leaves out products with 1, and makes equal numbers once.
 */
export const constants: Pass = (instructions, context) => {
  const known = new Map<number, number>();
  const same = new Map<number, number>();
  const first = new Map<string, number>();
  const kept: Instruction[] = [];
  for (const given of instructions) {
    const inputs = given.inputs.map((id) => (id === null ? null : (same.get(id) ?? id)));
    const folded = fold({ ...given, inputs }, known, context);
    const [out = -1] = folded.outputs;
    const other = folded.op === constantOp.name ? repeated(folded, out) : factorOf(folded, known, context);
    if (other !== undefined && other !== out && !context.wanted.has(out)) same.set(out, other);
    else kept.push(folded);
  }
  return kept;

  /** The value that was made with the same number and shape before. */
  function repeated({ attributes, part }: Instruction, out: number): number {
    known.set(out, number(attributes.value, 0));
    const key = `${attributes.value} [${shapeOf(context, out).join()}] ${part}`;
    const before = first.get(key) ?? out;
    first.set(key, before);
    return before;
  }
};

function fold(instruction: Instruction, known: ReadonlyMap<number, number>, context: PassContext): Instruction {
  const { op, attributes, inputs, outputs } = instruction;
  const values = inputs.flatMap((id) => known.get(id ?? -1) ?? []);
  const rule = FOLDS[op];
  if (!rule || values.length !== inputs.length || values.length === 0) return instruction;
  const value = rule(values, elements(context, inputs[0]) / elements(context, outputs[0]), attributes);
  if (!Number.isFinite(value)) return instruction;
  const shape = shapeOf(context, outputs[0]);
  return { ...instruction, op: constantOp.name, attributes: { shape, value }, inputs: [] };
}

/** The other factor of a product with 1, where it has the product's shape. */
function factorOf(
  { op, inputs, outputs }: Instruction,
  known: ReadonlyMap<number, number>,
  context: PassContext,
): number | undefined {
  if (op !== multiplyOp.name) return undefined;
  const shape = shapeOf(context, outputs[0]).join();
  for (const [i, id] of inputs.entries()) {
    const other = inputs[1 - i];
    if (known.get(id ?? -1) !== 1 || other === null || other === undefined) continue;
    if (shapeOf(context, other).join() === shape) return other;
  }
  return undefined;
}
