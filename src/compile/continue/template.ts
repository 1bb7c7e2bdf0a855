import type { CheckedGraph } from '../../check';
import { type Attribute, type Attributes, eliminate, type Instruction, slimScan } from '../../ops';
import type { Bindings, TensorType } from '../../tensor';
import { type Lowered, lower } from '../lower';

/**
 * A forward pass that leads to one output, and along which axis each value grows with the length of what is read. Found by
 * comparing the pass at two lengths: what differs is what grows.
 */
export interface Template {
  readonly lowered: Lowered;
  readonly output: number;
  readonly instructions: readonly Instruction[];
  readonly values: readonly TensorType[];
  /** The growing axis by value id. */
  readonly axis: ReadonlyMap<number, number>;
  /** Attributes of an instruction at another length; undefined where that is not to be told. */
  attributesAt(instruction: Instruction, length: number): Attributes | undefined;
}

/** @param symbol the length of what is read; the graph is bound to its greatest one */
export function templateOf(
  graph: CheckedGraph,
  bindings: Bindings,
  symbol: string,
  output: string,
): Template | undefined {
  const greatest = bindings[symbol];
  // At the greatest length what takes the whole of a table takes no part of it any more.
  if (typeof greatest !== 'number' || greatest < 4) return undefined;
  const [short, long] = [greatest - 2, greatest - 1].map((length) =>
    forward(graph, { ...bindings, [symbol]: length }, output),
  );
  if (!short || !long || short.instructions.length !== long.instructions.length) return undefined;
  const length = greatest - 2;
  const others = new Map<Instruction, Instruction>();
  for (const [i, instruction] of short.instructions.entries()) {
    const other = long.instructions[i];
    if (!other || !sameStructure(instruction, other)) return undefined;
    others.set(instruction, other);
  }
  const axis = new Map<number, number>();
  for (const [id, { shape }] of short.values.entries()) {
    const at = shape.flatMap((dim, i) => (dim === long.values[id]?.shape[i] ? [] : [i]));
    const [first, ...more] = at;
    if (first === undefined) continue;
    if (more.length > 0 || shape[first] !== length || long.values[id]?.shape[first] !== length + 1) return undefined;
    axis.set(id, first);
  }
  return {
    ...short,
    axis,
    attributesAt(instruction, wanted) {
      const other = others.get(instruction)?.attributes ?? {};
      const entries = Object.entries(instruction.attributes).map(([name, value]) => {
        return [name, scaled(value, other[name] ?? null, length, wanted)] as const;
      });
      const whole = entries.flatMap(([name, value]): [string, Attribute][] =>
        value === undefined ? [] : [[name, value]],
      );
      return whole.length === entries.length ? Object.fromEntries(whole) : undefined;
    },
  };
}

function forward(graph: CheckedGraph, bindings: Bindings, name: string) {
  const lowered = lower(graph, {
    bindings,
    training: false,
    scoring: false,
    backward: false,
    taps: false,
    goals: (node) => node.role === 'output' && node.name === name,
  });
  const output = lowered.outputs.get(name)?.id;
  if (output === undefined) return undefined;
  const instructions = eliminate(lowered.trace.instructions, new Set([output]), slimScan);
  const touched = new Set([output, ...instructions.flatMap(({ inputs }) => inputs)]);
  // What nothing reads is nobody's concern: attention's probabilities grow along two axes.
  const values = lowered.trace.values.map((type, id) => (touched.has(id) ? type : { ...type, shape: [] }));
  return { lowered, output, instructions, values };
}

const sameStructure = (a: Instruction, b: Instruction): boolean =>
  a.op === b.op && a.inputs.join() === b.inputs.join() && a.outputs.join() === b.outputs.join();

/** An attribute at another length: where it is the length it becomes the wanted one; anything else must not differ. */
function scaled(short: Attribute, long: Attribute, length: number, wanted: number): Attribute | undefined {
  if (Array.isArray(short) && Array.isArray(long) && short.length === long.length) {
    const all = short.map((one, i) => scaled(one, long[i] ?? null, length, wanted));
    return all.every((one) => one !== undefined) ? all : undefined;
  }
  if (short === length && long === length + 1) return wanted;
  return JSON.stringify(short) === JSON.stringify(long) ? short : undefined;
}
