import { type Block, defaultOf } from '../block';
import {
  addEdge,
  addNode,
  type Change,
  copy,
  type DataChoice,
  type Document,
  type Edge,
  followElsewhere,
  follower,
  freshId,
  freshName,
  type Graph,
  graphOf,
  identifierFault,
  lastOf,
  type Node,
  type Patch,
  type Point,
  parseClip,
  paste,
  prefixesOf,
  remove,
  retie,
  type Scope,
  setBypass,
  setData,
  takenIds,
} from '../document';
import type { Library } from './library';
import type { End } from './wiring';

/** Each gesture of a person is one patch: one entry of the history, however much it changes. */

export interface Made {
  readonly patch: Patch;
  /** The new nodes, to be selected. */
  readonly ids: readonly string[];
  /** New frames and notes. */
  readonly drawn?: readonly string[];
}

/** A block from the palette. A data block brings a data choice of its own. */
export function addBlock(document: Document, scope: Scope, block: Block, at: Point, library: Library): Made {
  const taken = takenIds(document);
  const id = freshId(taken, 'n');
  const names = new Set((graphOf(document, scope)?.nodes ?? []).map((node) => node.name));
  const parameters: Node['parameters'] = {};
  const patch: Change[] = [];
  for (const [name, parameter] of Object.entries(block.parameters)) {
    if (parameter.kind !== 'data') parameters[name] = defaultOf(parameter);
    else {
      const choice = freshChoice(document, parameter.accepts, library);
      parameters[name] = choice.id;
      patch.push(...setData(document, choice));
    }
  }
  const name = freshName(names, block.id.replaceAll('-', '_'));
  const position = { x: Math.round(at.x), y: Math.round(at.y) };
  patch.push(...addNode(scope, { id, name, block: block.id, version: block.version, parameters }, position));
  return { patch, ids: [id] };
}

function freshChoice(document: Document, kind: DataChoice['kind'], library: Library): DataChoice {
  const taken = new Set(document.data.map((choice) => choice.id));
  return { id: freshName(taken, kind), kind, source: library.defaultData(kind) };
}

/** A wire; `instead` are wires that go with the same gesture. */
export function connect(
  document: Document,
  scope: Scope,
  from: End,
  to: End,
  instead: ReadonlySet<string> = new Set(),
): Patch {
  const id = freshId(takenIds(document), 'e');
  return [
    ...remove(document, scope, new Set(), instead),
    ...addEdge(scope, { id, from: { node: from.node, port: from.port }, to: { node: to.node, port: to.port } }),
  ];
}

/** Removes a selection. Data that no block reads any more go with the block that read them. */
export function removeSelection(
  document: Document,
  scope: Scope,
  nodes: ReadonlySet<string>,
  edges: ReadonlySet<string>,
): Patch {
  const graphs = [document.graph, ...document.modules];
  const read = (wanted: (node: Node) => boolean) =>
    new Set(graphs.flatMap((graph) => graph.nodes.filter(wanted).map((node) => node.parameters.data)));
  const going = read((node) => nodes.has(node.id));
  const staying = read((node) => !nodes.has(node.id));
  const data = document.data
    .map((choice, index): Change => ({ path: ['data', choice.id], before: choice, index }))
    .filter((change) => going.has(change.path[1]) && !staying.has(change.path[1]));
  return [...remove(document, scope, nodes, edges), ...data.reverse()];
}

/** Copies of a selection beside it, wired among themselves as the originals are. */
export function duplicate(
  document: Document,
  scope: Scope,
  nodes: ReadonlySet<string>,
  annotations: ReadonlySet<string> = new Set(),
): Made {
  const clip = parseClip(copy(document, scope, nodes, annotations));
  if ('problems' in clip || clip.nodes.length + (clip.annotations ?? []).length === 0) return { patch: [], ids: [] };
  const places = [...clip.positions, ...(clip.annotations ?? [])];
  const at = (axis: 'x' | 'y') => Math.min(...places.map((position) => position[axis])) + 32;
  return paste(document, scope, clip, { x: at('x'), y: at('y') });
}

/** Bypasses what is selected, or takes the bypass off where all of it is bypassed. */
export function toggleBypass(document: Document, scope: Scope, nodes: ReadonlySet<string>): Patch {
  const chosen = (graphOf(document, scope)?.nodes ?? []).filter((node) => nodes.has(node.id));
  const on = chosen.some((node) => node.bypass !== true);
  return chosen
    .filter((node) => (node.bypass === true) !== on)
    .flatMap((node) => setBypass(document, scope, node.id, on));
}

/** Why a block cannot be called so; undefined where it can. */
export function nameFault(document: Document, scope: Scope, id: string, name: string): string | undefined {
  const fault = identifierFault(name);
  if (fault !== undefined) return fault;
  const other = graphOf(document, scope)?.nodes.some((node) => node.id !== id && node.name === name);
  return other ? `Another block here is called ${name}.` : undefined;
}

/**
 * Another name for a block. What refers to it by name follows: weights tied to its own, and, where it is a port of a
 * module, the wires at that port of every instance.
 */
export function rename(document: Document, scope: Scope, id: string, name: string): Patch {
  const node = graphOf(document, scope)?.nodes.find((one) => one.id === id);
  if (!node || node.name === name) return [];
  const path = scope === undefined ? ['graph'] : ['modules', scope];
  return [
    // First: these replace whole lists of nodes, in which the name then changes.
    ...pathsOf(document, scope, node.name, name),
    { path: [...path, 'nodes', id, 'name'], before: node.name, after: name },
    ...(scope === undefined ? [] : wiresAt(document, scope, node, name)),
  ];
}

/** Ties and the patterns of training phases, after the paths of a block's weights go by another name. */
function pathsOf(document: Document, scope: Scope, before: string, after: string): Change[] {
  const prefixes = scope === undefined ? [''] : prefixesOf(document, scope);
  const follow = follower(new Map(prefixes.map((prefix) => [`${prefix}${before}.`, `${prefix}${after}.`])));
  const ties = document.graph.nodes.flatMap((node): Change[] => {
    const now = retie(node, follow).ties;
    if (!node.ties || !now || now === node.ties) return [];
    return [{ path: ['graph', 'nodes', node.id, 'ties'], before: node.ties, after: now }];
  });
  return [...ties, ...followElsewhere(document, follow, [])];
}

function wiresAt(document: Document, module: string, port: Node, after: string): Change[] {
  const side = port.block === 'module-input' ? 'to' : port.block === 'module-output' ? 'from' : undefined;
  if (side === undefined) return [];
  const definition = document.modules.find(({ id }) => id === module);
  const namesake = definition?.nodes.some(({ block, name }) => block === port.block && name === lastOf(port.name));
  return allGraphs(document).flatMap(({ path, graph }) => {
    const instances = new Set(graph.nodes.filter((node) => node.module?.id === module).map((node) => node.id));
    const fedBack = new Set(
      graph.nodes.filter((node) => node.module?.recurrent?.some(({ from }) => from === port.name)).map(({ id }) => id),
    );
    const follow = (name: string, node: string) => {
      if (name === port.name) return after;
      const last = side === 'from' && !namesake && fedBack.has(node) && name === lastOf(port.name);
      return last ? lastOf(after) : name;
    };
    const moved = (edge: Edge) =>
      instances.has(edge[side].node) && follow(edge[side].port, edge[side].node) !== edge[side].port;
    const edges = graph.edges.filter(moved).map(
      (edge): Change => ({
        path: [...path, 'edges', edge.id, side, 'port'],
        before: edge[side].port,
        after: follow(edge[side].port, edge[side].node),
      }),
    );
    return [...edges, ...statesAt(graph, path, instances, side, port.name, after)];
  });
}

/** State ports of recurrent instances that go by the old name. */
function statesAt(
  graph: Graph,
  path: readonly string[],
  instances: ReadonlySet<string>,
  side: 'from' | 'to',
  before: string,
  after: string,
): Change[] {
  return graph.nodes.flatMap(({ id, module: use }): Change[] => {
    if (!instances.has(id) || !use?.recurrent?.some((state) => state[side] === before)) return [];
    const recurrent = use.recurrent.map((state) => (state[side] === before ? { ...state, [side]: after } : state));
    return [{ path: [...path, 'nodes', id, 'module', 'recurrent'], before: use.recurrent, after: recurrent }];
  });
}

const allGraphs = (document: Document) => [
  { path: ['graph'], graph: document.graph },
  ...document.modules.map((module) => ({ path: ['modules', module.id], graph: module })),
];
