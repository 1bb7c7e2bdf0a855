import type { TensorType } from '../tensor';
import type { Attributes } from './op';
import type { Instruction } from './trace';

/** An instruction with the values that nothing reads any more once it has run. */
export interface Step extends Instruction {
  readonly frees: readonly number[];
}

/** Operations that run as one, on values of their own: what a `scan` does at every time step. Plain data. */
export interface Body {
  /** Type of every value, by id. */
  readonly values: readonly TensorType[];
  readonly steps: readonly Step[];
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  /** Floating point operations of one run. */
  readonly flops: number;
}

export const isBody = (attribute: Attributes[string] | undefined): attribute is Body =>
  typeof attribute === 'object' && attribute !== null && 'steps' in attribute;

/**
 * Drops instructions of which nothing that is wanted depends.
 *
 * @param slim makes of an instruction, some of whose outputs nobody needs, one that does less
 */
export function eliminate(
  instructions: readonly Instruction[],
  wanted: ReadonlySet<number>,
  slim: (instruction: Instruction, needed: ReadonlySet<number>) => Instruction = (same) => same,
): Instruction[] {
  const needed = new Set(wanted);
  const kept: Instruction[] = [];
  for (const whole of instructions.toReversed()) {
    if (!whole.outputs.some((id) => needed.has(id))) continue;
    const instruction = slim(whole, needed);
    kept.push(instruction);
    for (const id of instruction.inputs) if (id !== null) needed.add(id);
  }
  return kept.reverse();
}

/**
 * Law 3: every value that an instruction makes is freed by the last instruction that touches it, unless it is wanted after
 * the end. What comes from outside belongs to the caller and is never freed here.
 */
export function planFrees(instructions: readonly Instruction[], wanted: ReadonlySet<number>): Step[] {
  const last = new Map<number, number>();
  const made = new Set<number>();
  for (const [at, { inputs, outputs }] of instructions.entries()) {
    for (const id of inputs) if (id !== null) last.set(id, at);
    for (const id of outputs) {
      last.set(id, at);
      made.add(id);
    }
  }
  const frees = new Map<number, number[]>();
  for (const [id, at] of last) {
    if (!made.has(id) || wanted.has(id)) continue;
    const list = frees.get(at);
    if (list) list.push(id);
    else frees.set(at, [id]);
  }
  return instructions.map((instruction, at) => ({ ...instruction, frees: frees.get(at) ?? [] }));
}
