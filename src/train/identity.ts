import type { CheckedGraph } from '../check';

/**
 * Which weight is which, whatever its block is called: path → the ids of the nodes that lead to it and its name. Renaming or
 * moving a block changes the path and keeps the identity, so its trained weights go along.
 */
export function weightIdentities(graph: CheckedGraph, path = '', ids = ''): Map<string, string> {
  const found = new Map<string, string>();
  for (const node of graph.nodes) {
    for (const name of Object.keys(node.weights)) found.set(`${path}${node.name}.${name}`, `${ids}${node.id}.${name}`);
    if (node.call.kind !== 'module') continue;
    const { repeat, share } = node.call;
    for (let copy = 0; copy < repeat; copy++) {
      const label = repeat > 1 ? `${copy}.` : '';
      const inner = share === undefined ? `${path}${node.name}.${label}` : `${share}.`;
      for (const entry of weightIdentities(node.call.graph, inner, `${ids}${node.id}.${label}`)) found.set(...entry);
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
  const after = new Map([...weightIdentities(to)].map(([path, id]) => [id, path]));
  const carried = new Map<string, T>();
  for (const [path, tensor] of weights) {
    const now = after.get(before.get(path) ?? '');
    if (now !== undefined && shapes.get(now)?.join() === tensor.shape.join()) carried.set(now, tensor);
  }
  return carried;
}
