import type { CheckedGraph } from '../check';

/**
 * Which weight is which, whatever its block is called: path → the ids of the nodes that lead to it and its name, joined as
 * unpacking a module joins them to the ids of its blocks. Renaming or moving a block changes the path and keeps the
 * identity, so its trained weights go along. The first of several copies is as good as a module without copies.
 */
export function weightIdentities(graph: Pick<CheckedGraph, 'nodes'>, path = '', ids = ''): Map<string, string> {
  const found = new Map<string, string>();
  for (const node of graph.nodes) {
    for (const name of Object.keys(node.weights)) found.set(`${path}${node.name}.${name}`, `${ids}${node.id}.${name}`);
    if (node.call.kind !== 'module') continue;
    const { repeat, share } = node.call;
    for (let copy = 0; copy < repeat; copy++) {
      const label = repeat > 1 ? `${copy}.` : '';
      const inner = share === undefined ? `${path}${node.name}.${label}` : `${share}.`;
      const chain = `${ids}${node.id}-${copy > 0 ? `${copy}-` : ''}`;
      for (const entry of weightIdentities(node.call.graph, inner, chain)) found.set(...entry);
    }
  }
  return found;
}

/** Weights of one graph under the paths they have in another; those without a counterpart of the same shape are left out. */
export function carryWeights<T extends { readonly shape: readonly number[] }>(
  weights: ReadonlyMap<string, T>,
  from: CheckedGraph,
  to: CheckedGraph,
  shapes: ReadonlyMap<string, readonly number[]>,
): Map<string, T> {
  const before = weightIdentities(from);
  const after = weightIdentities(to);
  const paths = new Map([...before].map(([path, id]) => [id, path]));
  const kept = new Set([...after.values()].filter((id) => paths.has(id)));
  const left = [...paths.keys()].filter((id) => !kept.has(id));
  const carried = new Map<string, T>();
  for (const [path, id] of after) {
    // A block that went into a module, or came out of one, has its id at the end of a chain.
    const same = kept.has(id) ? id : left.find((other) => other.endsWith(`-${id}`) || id.endsWith(`-${other}`));
    if (same === undefined) continue;
    const tensor = weights.get(paths.get(same) ?? '');
    if (tensor && shapes.get(path)?.join() === tensor.shape.join()) carried.set(path, tensor);
    if (!kept.has(id)) left.splice(left.indexOf(same), 1);
  }
  return carried;
}
