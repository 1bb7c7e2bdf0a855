import { type Block, isMany, isOptional } from '../block';
import { type Edge, type Graph, graphOf, moduleOf, modulePorts, type Node, type Patch } from '../document';
import type { Problem } from '../problem';
import type { TensorType } from '../tensor';
import { own, placeOf, type Walk } from './context';
import type { PortTypes } from './evaluate';
import { missingInput } from './explain';
import type { CheckedNode, Source } from './types';

export interface Wires {
  readonly types: PortTypes;
  readonly sources: Readonly<Record<string, readonly Source[]>>;
}

/** By port in the order of the block: a bypass hands on the first. */
const inOrder = <T>(list: Readonly<Record<string, T>>, block: Block): Record<string, T> =>
  Object.fromEntries(
    Object.keys(block.inputs).flatMap((port): [string, T][] => {
      const found = own(list, port);
      return found === undefined ? [] : [[port, found]];
    }),
  );

/** Types and sources by input port; undefined where one is missing or not known yet. */
export function gather(
  node: Node,
  block: Block,
  edges: readonly Edge[],
  done: ReadonlyMap<string, CheckedNode>,
  walk: Walk,
): Wires | undefined {
  const types: Record<string, TensorType[]> = {};
  const sources: Record<string, Source[]> = {};
  let waiting = false;
  for (const edge of edges) {
    const input = Object.hasOwn(block.inputs, edge.to.port) ? block.inputs[edge.to.port] : undefined;
    if (input === undefined) continue;
    const type = typeAt(edge, done, walk);
    if (!type || type === 'nothing') {
      if (!type) waiting = true;
      continue;
    }
    const list = types[edge.to.port] ?? [];
    if (list.length > 0 && !isMany(input)) {
      walk.problems.push(portTaken(node, edge, walk));
      continue;
    }
    list.push(type);
    types[edge.to.port] = list;
    const ends = sources[edge.to.port] ?? [];
    ends.push({ node: edge.from.node, port: edge.from.port });
    sources[edge.to.port] = ends;
  }
  for (const [port, input] of Object.entries(block.inputs)) {
    if (waiting || sources[port] || isOptional(input)) continue;
    walk.problems.push(missingInput(node, block, port, walk));
    waiting = true;
  }
  return waiting ? undefined : { types: inOrder(types, block), sources: inOrder(sources, block) };
}

/**
 * The type that comes over a wire; `nothing` from an optional module port that the instance leaves open, undefined where
 * it is not known and a problem already says why.
 */
export function typeAt(
  { id, from }: Edge,
  done: ReadonlyMap<string, CheckedNode>,
  walk: Walk,
): TensorType | 'nothing' | undefined {
  const source = done.get(from.node);
  const type = source && own(source.outputs, from.port);
  if (type || !source) return type;
  if (source.call.kind === 'input') return 'nothing';
  if (source.call.kind === 'data' && declares(source.id, from.port, walk)) {
    walk.problems.push({
      code: 'data/no-port',
      severity: 'error',
      at: { nodes: [...walk.ids, source.id], path: walk.path + source.name, port: from.port, edge: id },
      expected: `one of ${Object.keys(source.outputs).join(', ')}`,
      received: from.port,
      fix: 'Wire another port, or choose data that have this one.',
    });
  }
  return undefined;
}

/** Whether a block has an output of this name, whatever its data provide. */
function declares(id: string, port: string, walk: Walk): boolean {
  const node = graphOf(walk.document, walk.scope)?.nodes.find((n) => n.id === id);
  const block = node && walk.blocks.get(node.block);
  return block !== undefined && Object.hasOwn(block.outputs, port);
}

export function reportDangling(graph: Graph, walk: Walk): void {
  const ports = (node: Node | undefined, side: 'inputs' | 'outputs'): readonly string[] | undefined => {
    if (!node) return [];
    if (node.module) {
      const module = moduleOf(walk.document, node);
      const declared = module && modulePorts(module, node.module);
      return side === 'inputs' ? declared?.inputs.map(({ name }) => name) : declared?.outputs;
    }
    const block = walk.blocks.get(node.block);
    return block && Object.keys(block[side]);
  };
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  for (const [index, edge] of graph.edges.entries()) {
    const from = ports(nodes.get(edge.from.node), 'outputs');
    const to = ports(nodes.get(edge.to.node), 'inputs');
    // A placeholder's ports are unknown; only a port that is known not to exist dangles.
    if ((from?.includes(edge.from.port) ?? true) && (to?.includes(edge.to.port) ?? true)) continue;
    const name = (id: string) => walk.path + (nodes.get(id)?.name ?? `(${id})`);
    walk.problems.push({
      code: 'graph/dangling-wire',
      severity: 'error',
      at: {
        edge: edge.id,
        nodes: walk.ids,
        from: { block: name(edge.from.node), port: edge.from.port },
        to: { block: name(edge.to.node), port: edge.to.port },
      },
      expected: 'a block and a port at both ends',
      received: 'an end with nothing there',
      fix: 'Remove the wire.',
      edit: [
        {
          path: [...(walk.scope === undefined ? ['graph'] : ['modules', walk.scope]), 'edges', edge.id],
          before: edge,
          index,
        },
      ],
    });
  }
}

export function portTaken(node: Node, edge: Edge, walk: Walk): Problem<Patch> {
  const path = [...(walk.scope === undefined ? ['graph'] : ['modules', walk.scope]), 'edges', edge.id];
  return {
    code: 'graph/port-taken',
    severity: 'error',
    at: { ...placeOf(node, walk), port: edge.to.port, edge: edge.id },
    expected: 'one wire',
    received: 'another one',
    fix: 'Remove one of the two; to join tensors use Concatenate or Residual add.',
    edit: [{ path, before: edge }],
  };
}
