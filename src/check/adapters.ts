import { defaultOf } from '../block';
import { addEdge, addNode, type Edge, freshId, freshName, graphOf, type Patch, takenIds } from '../document';
import type { Walk } from './context';

/** Blocks that make one type into another where a wire does not fit. */
export type Adapter = 'flatten' | 'last-step' | 'embedding';

const PORTS: Readonly<Record<Adapter, { readonly input: string; readonly output: string }>> = {
  flatten: { input: 'x', output: 'y' },
  'last-step': { input: 'x', output: 'y' },
  embedding: { input: 'ids', output: 'y' },
};

/** The edit that puts an adapter into a wire. */
export function insertAdapter(
  adapter: Adapter,
  edge: Edge,
  walk: Walk,
): { readonly fix: string; readonly edit: Patch } | undefined {
  const { document, scope } = walk;
  const block = walk.blocks.get(adapter);
  const graph = graphOf(document, scope);
  const index = graph?.edges.findIndex((e) => e.id === edge.id) ?? -1;
  if (!block || !graph || index < 0) return undefined;
  const taken = takenIds(document);
  const id = freshId(taken, 'n');
  const name = freshName(new Set(graph.nodes.map((node) => node.name)), adapter.replaceAll('-', '_'));
  const position = (node: string) => document.layout.positions.find((p) => p.id === node) ?? { x: 0, y: 0 };
  const [from, to] = [position(edge.from.node), position(edge.to.node)];
  const parameters = Object.fromEntries(
    Object.entries(block.parameters).map(([key, parameter]) => [key, defaultOf(parameter)]),
  );
  const path = [...(scope === undefined ? ['graph'] : ['modules', scope]), 'edges', edge.id];
  return {
    fix: `Put ${block.doc.title} between them.`,
    edit: [
      { path, before: edge, index },
      ...addNode(
        scope,
        { id, name, block: adapter, version: block.version, parameters },
        { x: Math.round((from.x + to.x) / 2), y: Math.round((from.y + to.y) / 2) },
      ),
      ...addEdge(scope, { id: freshId(taken, 'e'), from: edge.from, to: { node: id, port: PORTS[adapter].input } }),
      ...addEdge(scope, { id: freshId(taken, 'e'), from: { node: id, port: PORTS[adapter].output }, to: edge.to }),
    ],
  };
}
