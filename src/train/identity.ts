import type { CheckedGraph } from '../check';
import type { CarriedWeights } from '../metrics';

/**
 * Which weight is which, whatever its block is called: path → the ids of the nodes that lead to it and its name, joined as
 * unpacking a module joins them to the ids of its blocks. Renaming or moving a block changes the path and keeps the
 * identity, so its trained weights go along; weights that instances share have the identities of all. The first of several copies is as good as a module without copies.
 */
export function weightIdentities(graph: Pick<CheckedGraph, 'nodes'>, path = '', ids = ''): Map<string, string[]> {
  const found = new Map<string, string[]>();
  const add = (at: string, more: readonly string[]) => found.set(at, [...(found.get(at) ?? []), ...more]);
  for (const node of graph.nodes) {
    for (const name of Object.keys(node.weights)) {
      add(`${path}${node.name}.${name}`, [`${ids}${node.id}.${name}`]);
    }
    if (node.call.kind !== 'module') continue;
    const { repeat, share } = node.call;
    for (let copy = 0; copy < repeat; copy++) {
      const label = repeat > 1 ? `${copy}.` : '';
      const inner = share === undefined ? `${path}${node.name}.${label}` : `${share}.`;
      const chain = `${ids}${node.id}-${copy > 0 ? `${copy}-` : ''}`;
      for (const [at, more] of weightIdentities(node.call.graph, inner, chain)) add(at, more);
    }
  }
  return found;
}

export interface Carried<T> extends CarriedWeights {
  /** What is kept, under the paths of the new graph. */
  readonly weights: ReadonlyMap<string, T>;
}

/** Weights of one graph under the paths they have in another; those without a counterpart of the same shape are left out. */
export function carryWeights<T extends { readonly shape: readonly number[] }>(
  weights: ReadonlyMap<string, T>,
  from: CheckedGraph,
  to: CheckedGraph,
  shapes: ReadonlyMap<string, readonly number[]>,
): Carried<T> {
  const paths = new Map([...weightIdentities(from)].flatMap(([path, ids]) => ids.map((id) => [id, path] as const)));
  const after = weightIdentities(to);
  const there = new Set([...after.values()].flat().filter((id) => paths.has(id)));
  const left = [...paths.keys()].filter((id) => !there.has(id));
  const carried = new Map<string, T>();
  const kept: { path: string; from: string }[] = [];
  const made: { path: string; shape: readonly number[]; before: readonly number[] | undefined }[] = [];
  const used = new Set<string>();
  for (const [path, ids] of after) {
    const shape = shapes.get(path);
    // A tied weight is another one's.
    if (!shape) continue;
    const before = paths.get(ids.find((id) => there.has(id)) ?? movedFrom(ids, left) ?? '');
    const tensor = before === undefined ? undefined : weights.get(before);
    if (before !== undefined && tensor) used.add(before);
    if (before !== undefined && tensor?.shape.join() === shape.join()) {
      carried.set(path, tensor);
      kept.push({ path, from: before });
    } else made.push({ path, shape, before: tensor?.shape });
  }
  const dropped = [...weights.keys()].filter((path) => !used.has(path));
  return { weights: carried, kept, made, dropped };
}

/** A block that went into a module, or came out of one, has its id at the end of a chain. Takes what it finds off the list. */
function movedFrom(ids: readonly string[], left: string[]): string | undefined {
  const at = left.findIndex((other) => ids.some((id) => other.endsWith(`-${id}`) || id.endsWith(`-${other}`)));
  return at < 0 ? undefined : left.splice(at, 1)[0];
}
