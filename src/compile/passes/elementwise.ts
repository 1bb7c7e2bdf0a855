import {
  type Body,
  ELEMENTWISE,
  elementwiseOp,
  type Instruction,
  operation,
  planFrees,
  READ_IN_PLACE,
} from '../../ops';
import { sameShape, type TensorType } from '../../tensor';
import { type Pass, type PassContext, usesOf } from './join';

/** Arrays that a shader may bind on every device (WebGPU, `maxStorageBuffersPerShaderStage`). */
const MOST_BOUND = 8;

/** Operations in one body: longer ones save little more and are slow to compile. */
const MOST_STEPS = 64;

/** Instructions that run as one, where the last of them stands. */
interface Group {
  /** Places in the list, in order. */
  readonly members: readonly number[];
}

/** What is known of the list while groups are sought. */
interface Search extends PassContext {
  readonly instructions: readonly Instruction[];
  /** Where each value is read. */
  readonly uses: ReadonlyMap<number, readonly number[]>;
  /** Which instruction makes a value. */
  readonly makers: ReadonlyMap<number, number>;
}

/**
 * Makes one operation of elementwise ones that read each other's results, so that what lies between them is never written to
 * memory. Only blocks of one graph are joined: what a module computes can be computed again as a whole.
 */
export const elementwise: Pass = (instructions, context) => {
  const makers = new Map(instructions.flatMap(({ outputs }, at) => outputs.map((id): [number, number] => [id, at])));
  const search: Search = { ...context, instructions, uses: usesOf(instructions), makers };
  const groupOf = new Map<number, Group>();
  for (const [at, instruction] of instructions.entries()) {
    if (!joinable(instruction)) continue;
    let group: Group = { members: [at] };
    for (const id of instruction.inputs) {
      const maker = makers.get(id ?? -1);
      const other = maker === undefined ? undefined : groupOf.get(maker);
      if (!other || other === group) continue;
      const [first = at] = other.members;
      const members = [...new Set([...other.members, ...group.members])].sort((a, b) => a - b);
      if (alike(search, first, at) && fits(search, members, at)) group = { members };
    }
    for (const member of group.members) groupOf.set(member, group);
  }
  return instructions.flatMap((instruction, at) => {
    const group = groupOf.get(at);
    if (!group) return [instruction];
    const body = bodyOf(search, group.members);
    if (body.steps.length < 2) return [instruction];
    return group.members.at(-1) === at ? [joined(search, group.members, body, instruction)] : [];
  });
};

const joinable = ({ op, part }: Instruction): boolean => ELEMENTWISE.has(op) && part !== 'update';

const parentOf = (path: string): string => path.slice(0, path.lastIndexOf('.') + 1);

/** Whether two instructions give values of one shape, in the same part of the step and the same graph. */
function alike({ instructions, values }: Search, one: number, other: number): boolean {
  const [a, b] = [instructions[one], instructions[other]];
  const shape = (instruction: Instruction | undefined) => values[instruction?.outputs[0] ?? -1]?.shape;
  const [from, to] = [shape(a), shape(b)];
  return (
    a?.part === b?.part && parentOf(a?.path ?? '') === parentOf(b?.path ?? '') && !!from && !!to && sameShape(from, to)
  );
}

/** Whether members may run where the last of them stands: nobody reads them before, and a shader can bind it all. */
function fits(search: Search, members: readonly number[], last: number): boolean {
  if (members.length > MOST_STEPS) return false;
  const inside = new Set(members);
  for (const member of members) {
    for (const id of search.instructions[member]?.outputs ?? []) {
      if (search.uses.get(id)?.some((use) => use < last && !inside.has(use))) return false;
    }
  }
  return readBy(search, inside).size + givenBy(search, inside).length <= MOST_BOUND;
}

/** What reads no memory of its own within a body. */
function inPlace({ instructions, makers }: Search, id: number): Instruction | undefined {
  const maker = instructions[makers.get(id) ?? -1];
  return maker && READ_IN_PLACE.has(maker.op) ? maker : undefined;
}

/** Values from outside that members read. */
function readBy(search: Search, members: ReadonlySet<number>): Set<number> {
  const read = new Set<number>();
  for (const member of members) {
    for (const id of search.instructions[member]?.inputs ?? []) {
      if (id === null || members.has(search.makers.get(id) ?? -1)) continue;
      const leaf = inPlace(search, id);
      if (!leaf) read.add(id);
      else for (const from of leaf.inputs) if (from !== null) read.add(from);
    }
  }
  return read;
}

/** Values of members that others read. */
function givenBy({ instructions, uses, wanted }: Search, members: ReadonlySet<number>): number[] {
  return [...members].flatMap((member) =>
    (instructions[member]?.outputs ?? []).filter(
      (id) => wanted.has(id) || uses.get(id)?.some((use) => !members.has(use)),
    ),
  );
}

/** Members as a body, with ids of its own. What is read in place comes before them, once. */
function bodyOf(search: Search, members: readonly number[]): Body {
  const inside = new Set(members);
  const values: TensorType[] = [];
  const ids = new Map<number, number>();
  const idOf = (id: number): number => {
    const known = ids.get(id);
    if (known !== undefined) return known;
    const type = search.values[id];
    if (!type) throw new RangeError(`no type for value ${id}`);
    const made = values.push(type) - 1;
    ids.set(id, made);
    return made;
  };
  const inputs = [...readBy(search, inside)].map(idOf);
  const instructions = members.flatMap((member) => search.instructions[member] ?? []);
  const leaves = new Set(
    instructions.flatMap((one) =>
      one.inputs.flatMap((id) =>
        id === null || inside.has(search.makers.get(id) ?? -1) ? [] : (inPlace(search, id) ?? []),
      ),
    ),
  );
  const renamed = [...leaves, ...instructions].map((one) => ({
    ...one,
    inputs: one.inputs.map((id) => (id === null ? null : idOf(id))),
    outputs: one.outputs.map(idOf),
  }));
  const outputs = givenBy(search, inside).map(idOf);
  const flops = renamed.reduce((sum, one) => {
    const type = (id: number | null) => (id === null ? undefined : values[id]);
    const given = one.outputs.flatMap((id) => type(id) ?? []);
    return sum + operation(one.op).flops(one.inputs.map(type), given, one.attributes);
  }, 0);
  return { values, steps: planFrees(renamed, new Set(outputs)), inputs, outputs, flops };
}

function joined(search: Search, members: readonly number[], body: Body, last: Instruction): Instruction {
  const inside = new Set(members);
  return {
    op: elementwiseOp.name,
    attributes: { body },
    inputs: [...readBy(search, inside)],
    outputs: givenBy(search, inside),
    path: last.path,
    part: last.part,
  };
}
