import type { Change } from './patch';
import { sameJson } from './patch';
import type { Document, Node } from './schema';

/** A dotted path after an edit. */
export type Follow = (path: string) => string;

/** @param moved beginnings of paths, each with its dot, before and after */
export const follower =
  (moved: ReadonlyMap<string, string>): Follow =>
  (path) => {
    for (const [before, after] of moved) if (path.startsWith(before)) return after + path.slice(before.length);
    return path;
  };

/** A node whose weights are tied to what moved. */
export function retie(node: Node, follow: Follow): Node {
  const ties = node.ties?.map((tie) => ({ ...tie, from: follow(tie.from) }));
  return !ties || sameJson(ties, node.ties) ? node : { ...node, ties };
}

/** Ties in the modules not named, and the patterns by which training phases choose weights, after weights moved. */
export function followElsewhere(document: Document, follow: Follow, done: readonly (string | undefined)[]): Change[] {
  const modules = document.modules
    .filter(({ id }) => !done.includes(id))
    .flatMap(({ id, nodes }): Change[] => {
      const after = nodes.map((node) => retie(node, follow));
      return after.every((node, i) => node === nodes[i])
        ? []
        : [{ path: ['modules', id, 'nodes'], before: nodes, after }];
    });
  const before = document.training.phases;
  const after = before.map((phase) => ({ ...phase, weights: phase.weights.map(follow) }));
  return sameJson(before, after) ? modules : [...modules, { path: ['training', 'phases'], before, after }];
}

/** Modules in modules that are followed; one that stands in itself would have no end of paths. */
const DEPTH = 24;

/** What the paths of weights inside a module begin with, for every instance and every copy with weights of its own. */
export function prefixesOf(document: Document, module: string, depth = 0): string[] {
  if (depth > DEPTH) return [];
  const inside = (nodes: readonly Node[], before: () => readonly string[]): string[] =>
    nodes.flatMap(({ name, module: use }) => {
      if (use?.id !== module) return [];
      if (use.share !== undefined) return [`${use.share}.`];
      const { repeat = 1, weights } = use;
      const copies = repeat === 1 ? [''] : Array.from({ length: weights === 'shared' ? 1 : repeat }, (_, i) => `${i}.`);
      return before().flatMap((prefix) => copies.map((copy) => `${prefix}${name}.${copy}`));
    });
  return [
    ...inside(document.graph.nodes, () => ['']),
    ...document.modules.flatMap(({ id, nodes }) => inside(nodes, () => prefixesOf(document, id, depth + 1))),
  ];
}
