import type { CheckedGraph } from '../check';
import { accumulateOp, factorsOp, reshapeOp, SUM, squaresOp, stopGradientOp } from '../ops';
import { sizeOf } from '../tensor';
import { sharesOf } from './accumulate';
import { compileTraining } from './compile';
import type { Program } from './program';

/** Bytes that a training step takes, by what they are for. */
export interface StepMemory {
  readonly weights: number;
  readonly gradients: number;
  /** What the optimizer keeps. */
  readonly optimizer: number;
  /** What micro-batches hand on. */
  readonly sums: number;
  /** Most that is held of all other values at one time. */
  readonly values: number;
  readonly total: number;
}

/** Of every number; truth values lie on a GPU as integers. */
const BYTES = 4;

/** What copies nothing. */
const ALIASES: ReadonlySet<string> = new Set([reshapeOp.name, stopGradientOp.name]);

/** What runs as one step of some phase, at the sizes of the document: the most of each. */
export function stepMemory(graph: CheckedGraph): StepMemory {
  const programs = graph.training.phases.flatMap((phase) =>
    [...new Set(sharesOf(graph.training))].map((share) => compileTraining(graph, phase, {}, [], share)),
  );
  const all = programs.map(memoryOf);
  const most = (part: keyof StepMemory) => Math.max(0, ...all.map((memory) => memory[part]));
  const parts = {
    weights: most('weights'),
    gradients: most('gradients'),
    optimizer: most('optimizer'),
    sums: most('sums'),
    values: most('values'),
  };
  return { ...parts, total: Object.values(parts).reduce((a, b) => a + b) };
}

/**
 * The same of one Program, as it is replayed on a GPU: gradients are written to their place, and the update is made in
 * place. What a kernel needs for itself is not in it.
 */
export function memoryOf(program: Program): StepMemory {
  const halves = new Set(program.halves);
  const bytes = (id: number): number =>
    (halves.has(id) ? BYTES / 2 : BYTES) * Number(sizeOf(program.values[id]?.shape ?? []));
  const sum = (ids: readonly number[]): number => ids.reduce((all, id) => all + bytes(id), 0);
  const gradients = gradientsOf(program);
  const [sums, slots] = [true, false].map((passing) =>
    program.slots.filter(({ name }) => name.endsWith(`/${SUM}`) === passing).map(({ value }) => value),
  );
  const parts = {
    weights: sum(program.weights.map(({ value }) => value)),
    gradients: sum(gradients),
    optimizer: sum(slots ?? []),
    sums: sum(sums ?? []),
    values: peakOf(program, new Set([...gradients, ...program.updates.map(({ value }) => value)]), bytes),
  };
  return { ...parts, total: Object.values(parts).reduce((a, b) => a + b) };
}

/** What the update reads, or hands on where there is none. */
function gradientsOf({ steps, updates, weights }: Program): number[] {
  const collected = steps.find(({ op }) => op === accumulateOp.name) ?? steps.find(({ op }) => op === squaresOp.name);
  if (collected) {
    const every = collected.op === accumulateOp.name ? 2 : 1;
    return collected.inputs.flatMap((id, i) => (id === null || i % every > 0 ? [] : [id]));
  }
  const learns = new Set(weights.flatMap(({ name, spec }) => (spec.trainable ? [`${name}/${SUM}`] : [])));
  return updates.flatMap(({ name, value }) => (learns.has(name) ? [value] : []));
}

/** @param placed values that lie elsewhere */
function peakOf({ steps }: Program, placed: ReadonlySet<number>, bytes: (id: number) => number): number {
  const roots = new Map<number, number>();
  const names = new Map<number, number>();
  let [held, most] = [0, 0];
  for (const { op, part, inputs, outputs, frees } of steps) {
    for (const id of outputs) {
      // The same memory under another name.
      const root = ALIASES.has(op) ? (roots.get(inputs[0] ?? -1) ?? -1) : id;
      roots.set(id, root);
      if (placed.has(id) || (part === 'update' && op !== factorsOp.name)) continue;
      if (root === id) held += bytes(id);
      if (root >= 0) names.set(root, (names.get(root) ?? 0) + 1);
    }
    most = Math.max(most, held);
    for (const id of frees) {
      const root = roots.get(id) ?? -1;
      const left = (names.get(root) ?? 0) - 1;
      if (!names.has(root)) continue;
      names.set(root, left);
      if (left > 0) continue;
      names.delete(root);
      held -= bytes(root);
    }
  }
  return most;
}
