import type { Instruction } from '../../ops';
import { sameShape, type TensorType } from '../../tensor';

/** What a pass may know of the Program around the instructions. */
export interface PassContext {
  /** Type of every value, by id. */
  readonly values: readonly TensorType[];
  /** What is read after the end. */
  readonly wanted: ReadonlySet<number>;
}

/** Instructions that do the same with fewer of them. Values keep their ids. */
export type Pass = (instructions: readonly Instruction[], context: PassContext) => Instruction[];

/** Two instructions that may become one: `user` reads the first output of `maker` as its operand number `operand`. */
export interface Pair {
  readonly maker: Instruction;
  readonly user: Instruction;
  readonly operand: number;
  /** Whether others need what `maker` makes besides. */
  readonly shared: boolean;
}

/**
 * A pass that makes one instruction of two wherever `join` knows how. It stands where the user stood: nothing in between may
 * read what the maker makes.
 */
export function joining(join: (pair: Pair, context: PassContext) => Instruction | undefined): Pass {
  return (instructions, context) => {
    const kept: (Instruction | undefined)[] = [];
    const madeAt = new Map<number, number>();
    const uses = usesOf(instructions);
    for (const [at, user] of instructions.entries()) {
      const found = candidates(user, madeAt, kept).flatMap(({ place, maker, operand }) => {
        const value = maker.outputs[0] ?? -1;
        const shared = context.wanted.has(value) || (uses.get(value)?.length ?? 0) > 1;
        const early = maker.outputs.some((id) => uses.get(id)?.some((use) => use > place && use < at));
        const both = early || maker.part !== user.part ? undefined : join({ maker, user, operand, shared }, context);
        return both ? [{ place, both }] : [];
      });
      const [first] = found;
      if (first) kept[first.place] = undefined;
      const instruction = first?.both ?? user;
      for (const id of instruction.outputs) madeAt.set(id, at);
      kept.push(instruction);
    }
    return kept.filter((instruction) => instruction !== undefined);
  };
}

/** What makes the operands of an instruction, the nearest first. */
function candidates(
  user: Instruction,
  madeAt: ReadonlyMap<number, number>,
  kept: readonly (Instruction | undefined)[],
): { readonly place: number; readonly maker: Instruction; readonly operand: number }[] {
  const found = user.inputs.flatMap((id, operand) => {
    const place = id === null ? undefined : madeAt.get(id);
    const maker = place === undefined ? undefined : kept[place];
    return place === undefined || !maker || maker.outputs[0] !== id ? [] : [{ place, maker, operand }];
  });
  return found.sort((a, b) => b.place - a.place);
}

/** Where each value is read. */
export function usesOf(instructions: readonly Instruction[]): Map<number, number[]> {
  const uses = new Map<number, number[]>();
  for (const [at, { inputs }] of instructions.entries()) {
    for (const id of inputs) {
      if (id === null) continue;
      const list = uses.get(id);
      if (list) list.push(at);
      else uses.set(id, [at]);
    }
  }
  return uses;
}

/** The other operand of a sum of two of one shape; undefined where something is repeated, or added to itself. */
export function otherTerm({ user, operand }: Pair, { values }: PassContext): number | undefined {
  const [own, other] = [user.inputs[operand], user.inputs[1 - operand]];
  const shape = (id: number | null | undefined) => values[id ?? -1]?.shape ?? [];
  if (other === null || other === undefined || other === own) return undefined;
  return sameShape(shape(own), shape(other)) ? other : undefined;
}
