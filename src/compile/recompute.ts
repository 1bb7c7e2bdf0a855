import type { Training } from '../check';
import { eliminate, type Instruction, slimScan } from '../ops';
import type { TensorType } from '../tensor';

/** A copy of a module: what its blocks' paths begin with, and its definition. */
export interface ModuleCopy {
  readonly prefix: string;
  readonly module: string;
}

/** Beginnings of the paths whose insides the backward pass computes again, the longest first. */
export function recomputed(copies: readonly ModuleCopy[], { recompute = [] }: Pick<Training, 'recompute'>): string[] {
  const chosen = copies.filter(({ module }) => recompute === 'all' || recompute.includes(module));
  return [...new Set(chosen.map(({ prefix }) => prefix))].sort((a, b) => b.length - a.length);
}

export interface Recomputed {
  readonly instructions: readonly Instruction[];
  /** Type of every value, those that are made a second time included. */
  readonly values: readonly TensorType[];
}

/**
 * Has the backward pass compute again what it needs of the insides of modules (Chen et al., arXiv 1604.06174): of each copy
 * only what leaves it is kept, and just before its backward part the rest is made anew, by the same instructions with the
 * same random bits. Comes last: a pass that looks for equal work would undo it.
 *
 * @param prefixes beginnings of paths; a block belongs to the longest that fits
 * @param wanted what is read after the end, new running averages among it: it is not made twice
 */
export function recompute(
  instructions: readonly Instruction[],
  values: readonly TensorType[],
  prefixes: readonly string[],
  wanted: ReadonlySet<number>,
): Recomputed {
  if (prefixes.length === 0) return { instructions, values };
  const copyOf = byPath(prefixes);
  const inside = new Map<string, Instruction[]>();
  const madeIn = new Map<number, string>();
  const kept = new Set(wanted);
  for (const instruction of instructions) {
    if (instruction.part !== 'forward') continue;
    const copy = copyOf(instruction.path);
    for (const id of instruction.inputs) if (id !== null && madeIn.get(id) !== copy) kept.add(id);
    if (copy === undefined) continue;
    for (const id of instruction.outputs) madeIn.set(id, copy);
    const list = inside.get(copy);
    if (list) list.push(instruction);
    else inside.set(copy, [instruction]);
  }
  const types = [...values];
  const needed = neededOf(instructions, madeIn, kept);
  const again = new Map<number, number>();
  const out: Instruction[] = [];
  for (const instruction of instructions) {
    if (instruction.part !== 'forward') {
      for (const id of instruction.inputs) {
        const copy = id === null || kept.has(id) || again.has(id) ? undefined : madeIn.get(id);
        if (copy === undefined) continue;
        const work = leadingTo(needed.get(copy) ?? new Set(), inside.get(copy) ?? [], kept);
        out.push(...repeated(work, kept, types, again));
      }
    }
    const late = instruction.part !== 'forward';
    out.push(
      late ? { ...instruction, inputs: instruction.inputs.map((id) => again.get(id ?? -1) ?? id) } : instruction,
    );
  }
  return { instructions: eliminate(out, wanted, slimScan), values: types };
}

/** The longest of the prefixes that a path begins with. */
function byPath(prefixes: readonly string[]): (path: string) => string | undefined {
  const known = new Map<string, string | undefined>();
  return (path) => {
    if (!known.has(path))
      known.set(
        path,
        prefixes.find((prefix) => path.startsWith(prefix)),
      );
    return known.get(path);
  };
}

/** By copy, what the backward pass reads of its insides. */
function neededOf(
  instructions: readonly Instruction[],
  madeIn: ReadonlyMap<number, string>,
  kept: ReadonlySet<number>,
): Map<string, Set<number>> {
  const needed = new Map<string, Set<number>>();
  for (const { part, inputs } of instructions) {
    if (part === 'forward') continue;
    for (const id of inputs) {
      const copy = id === null || kept.has(id) ? undefined : madeIn.get(id);
      if (id === null || copy === undefined) continue;
      const list = needed.get(copy);
      if (list) list.add(id);
      else needed.set(copy, new Set([id]));
    }
  }
  return needed;
}

/** Of the insides of a copy, the instructions that lead from what is kept to what is needed. */
function leadingTo(
  needed: ReadonlySet<number>,
  inside: readonly Instruction[],
  kept: ReadonlySet<number>,
): Instruction[] {
  const wanted = new Set(needed);
  const work = inside.toReversed().filter(({ inputs, outputs }) => {
    const leads = outputs.some((id) => wanted.has(id));
    if (leads) for (const id of inputs) if (id !== null && !kept.has(id)) wanted.add(id);
    return leads;
  });
  return work.reverse();
}

/** Instructions that make under new ids what they made before; what is kept is read where it lies. */
function repeated(
  work: readonly Instruction[],
  kept: ReadonlySet<number>,
  types: TensorType[],
  again: Map<number, number>,
): Instruction[] {
  return work.map((instruction) => {
    const inputs = instruction.inputs.map((id) => (id === null || kept.has(id) ? id : (again.get(id) ?? id)));
    const outputs = instruction.outputs.map((id) => {
      const type = types[id];
      if (!type) throw new RangeError(`no type for value ${id}`);
      const other = types.push(type) - 1;
      if (!kept.has(id)) again.set(id, other);
      return other;
    });
    return { ...instruction, inputs, outputs, part: 'backward' };
  });
}
