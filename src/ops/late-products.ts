import { add, addOp } from './arithmetic';
import { count } from './common';
import { linearGradientOp } from './matmul';
import type { Instruction, Trace, Value } from './trace';

/** A product xᵀ · dy of one time step whose sum over all of them a weight gets. */
export interface LateProduct {
  readonly instruction: Instruction;
  readonly x: Value;
  readonly dy: Value;
  /** Which of the instruction's outputs is meant: dw or db. */
  readonly output: number;
}

/**
 * How much more numbers x and dy may have than dw to be kept for the end: adding up dw at every step reads and writes it three times.
 */
const WORTH = 4;

/**
 * The products of one time step that a gradient is the sum of; undefined where it is anything else, or where keeping their operands
 * for the end would cost more than adding up at every step.
 *
 * @param still values that are the same at every step
 */
export function lateProducts(
  trace: Trace,
  gradient: Value | undefined,
  still: ReadonlySet<number>,
): readonly LateProduct[] | undefined {
  const maker = trace.instructions.find(({ outputs }) => outputs.includes(gradient?.id ?? -1));
  if (!maker || !gradient) return undefined;
  const [a, b] = maker.inputs.map((id) => (id === null ? undefined : trace.value(id)));
  if (!a || !b) return undefined;
  if (maker.op === addOp.name) {
    const [one, other] = [lateProducts(trace, a, still), lateProducts(trace, b, still)];
    return one && other && [...one, ...other];
  }
  const [dw] = maker.outputs;
  if (maker.op !== linearGradientOp.name || dw === undefined || still.has(a.id) || still.has(b.id)) return undefined;
  if (count(a.type) + count(b.type) > WORTH * count(trace.value(dw).type)) return undefined;
  return [{ instruction: maker, x: a, dy: b, output: maker.outputs.indexOf(gradient.id) }];
}

/**
 * What the products come to over all time steps, recorded on a trace: x [B, T, …, K] and dy [B, T, …, N] → dw, or db.
 *
 * @param sequences by id of a step's value [B, …] all of them, [B, T, …]
 */
export function sumProducts(
  trace: Trace,
  products: readonly LateProduct[],
  sequences: ReadonlyMap<number, Value | undefined>,
  made: Map<Instruction, readonly Value[]>,
): Value | undefined {
  const terms = products.flatMap(({ instruction, x, dy, output }) => {
    const known = made.get(instruction);
    if (known) return known.slice(output, output + 1);
    trace.path = instruction.path;
    const { transposed, bias } = instruction.attributes;
    const values = trace.emit(linearGradientOp, [sequences.get(x.id), sequences.get(dy.id)], {
      transposed: transposed === true,
      bias: bias === true,
    });
    made.set(instruction, values);
    return values.slice(output, output + 1);
  });
  const [first, ...rest] = terms;
  return first && rest.reduce((sum, term) => add(trace, sum, term), first);
}
