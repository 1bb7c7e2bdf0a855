import { defaultOf } from '../block';
import {
  apply,
  type Change,
  type Document,
  type Edge,
  freshId,
  freshName,
  graphOf,
  graphPath,
  identifierOf,
  moduleOf,
  modulePorts,
  type Node,
  type Patch,
  remove,
  type Scope,
  takenIds,
} from '../document';
import { type Made, removeSelection, rename } from './gestures';
import type { Library } from './library';
import { type End, type Wiring, whyNot } from './wiring';

/** Gestures on blocks that are wired already: each is one patch, one entry of the history. */

/** Wires as changes, with ids of their own. */
function wires(document: Document, scope: Scope, ends: readonly (readonly [from: End, to: End])[]): Change[] {
  const taken = takenIds(document);
  return ends.map(([from, to]) => {
    const id = freshId(taken, 'e');
    return { path: [...graphPath(scope), 'edges', id], after: { id, from: { ...from }, to: { ...to } } };
  });
}

/** A new block with a wire to or from an end that is there; `instead` are wires that go with it. */
export function withWires(
  document: Document,
  scope: Scope,
  made: Made,
  ends: readonly (readonly [from: End, to: End])[],
  instead: ReadonlySet<string> = new Set(),
): Made {
  return {
    ids: made.ids,
    patch: [...remove(document, scope, new Set(), instead), ...made.patch, ...wires(document, scope, ends)],
  };
}

/** Where a block would stand in a wire: the ports that the two halves would end and begin at; undefined where it cannot. */
export function placeInWire(
  wiring: Wiring,
  edge: Edge,
  id: string,
): readonly [input: string, output: string] | undefined {
  const ports = wiring.nodes.get(id)?.ports;
  if (!ports || edge.from.node === id || edge.to.node === id) return undefined;
  const free = (port: string) => !wiring.incoming.get(id)?.some(({ to }) => to.port === port);
  const input = ports.inputs.find(
    ({ name, many }) => (many || free(name)) && whyNot(wiring, edge.from, { node: id, port: name }) === undefined,
  );
  const output = ports.outputs.find(
    ({ name }) => whyNot(wiring, { node: id, port: name }, edge.to, edge.id) === undefined,
  );
  return input && output && [input.name, output.name];
}

/** Puts a block that stands on the canvas into a wire. */
export function insertInWire(document: Document, scope: Scope, wiring: Wiring, edge: Edge, id: string): Patch {
  const place = placeInWire(wiring, edge, id);
  if (!place) return [];
  const [input, output] = place;
  return [
    ...remove(document, scope, new Set(), new Set([edge.id])),
    ...wires(document, scope, [
      [edge.from, { node: id, port: input }],
      [{ node: id, port: output }, edge.to],
    ]),
  ];
}

/**
 * Removes blocks and joins what stood before them with what stood after: what came to a block's first wired input goes where its
 * outputs went, where the types allow it.
 */
export function removeAndJoin(document: Document, scope: Scope, wiring: Wiring, nodes: ReadonlySet<string>): Patch {
  const graph = graphOf(document, scope);
  if (!graph) return [];
  const sourceOf = (end: End, depth = 0): End | undefined => {
    if (!nodes.has(end.node)) return end;
    const ports = wiring.nodes.get(end.node)?.ports.inputs ?? [];
    const incoming = wiring.incoming.get(end.node) ?? [];
    const before = ports.flatMap(({ name }) => incoming.find(({ to }) => to.port === name) ?? [])[0];
    return before && depth < nodes.size ? sourceOf(before.from, depth + 1) : undefined;
  };
  const ends = graph.edges.flatMap((edge): [End, End][] => {
    const source = nodes.has(edge.from.node) && !nodes.has(edge.to.node) ? sourceOf(edge.from) : undefined;
    const fits = source && whyNot(wiring, source, edge.to, edge.id) === undefined;
    return source && fits ? [[source, edge.to]] : [];
  });
  return [...removeSelection(document, scope, nodes, new Set()), ...wires(document, scope, ends)];
}

export interface Replaced {
  readonly patch: Patch;
  /** Wires that found no port. */
  readonly lost: number;
}

/** What comes into a block's place: what it is, without id and name, and its ports. */
export interface Successor {
  readonly title: string;
  readonly stem: string;
  readonly node: Omit<Node, 'id' | 'name'>;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

/** The node that an offer would add, as the successor of another: every parameter that both blocks have stays. */
export function successorOf(
  { base, made }: { readonly base: Document; readonly made: Made },
  node: Node,
  library: Library,
): Successor | undefined {
  const applied = apply(base, made.patch);
  const [id] = made.ids;
  if ('problems' in applied) return undefined;
  const graphs = [applied.document.graph, ...applied.document.modules];
  const added = graphs.flatMap(({ nodes }) => nodes).find((one) => one.id === id);
  if (!added) return undefined;
  const { id: _id, name: _name, ...rest } = added;
  const definition = moduleOf(applied.document, added);
  if (definition && added.module) {
    const ports = modulePorts(definition, added.module);
    const inputs = ports.inputs.map(({ name }) => name);
    return { title: definition.name, stem: identifierOf(definition.name), node: rest, inputs, outputs: ports.outputs };
  }
  const [block, before] = [library.byId.get(added.block), library.byId.get(node.block)];
  if (!block) return undefined;
  const shared = Object.entries(block.parameters).map(([name, parameter]) => {
    const [old, kind] = [node.parameters[name], before?.parameters[name]?.kind];
    return [name, old !== undefined && kind === parameter.kind ? old : defaultOf(parameter)] as const;
  });
  return {
    title: block.doc.title,
    stem: block.id.replaceAll('-', '_'),
    node: { ...rest, parameters: Object.fromEntries(shared) },
    inputs: Object.keys(block.inputs),
    outputs: Object.keys(block.outputs),
  };
}

/**
 * Another block in a block's place: it keeps its id (and so its place), and wires at ports of the same name or, where there is none, in
 * the same order. A name that only said what the block was follows.
 */
export function replaceNode(document: Document, scope: Scope, id: string, by: Successor): Replaced | undefined {
  const graph = graphOf(document, scope);
  const node = graph?.nodes.find((one) => one.id === id);
  if (!graph || !node || (node.block === by.node.block && node.module?.id === by.node.module?.id)) return undefined;
  const bypass = node.bypass === undefined ? {} : { bypass: node.bypass };
  const after: Node = { ...by.node, id, name: node.name, ...bypass };
  const used = { to: new Set<string>(), from: new Set<string>() };
  const ports = { to: by.inputs, from: by.outputs };
  const moved = new Map<string, string>();
  const portFor = (side: 'to' | 'from', port: string): string | undefined => {
    const known = moved.get(`${side} ${port}`);
    if (known !== undefined) return known;
    const found = ports[side].includes(port) ? port : ports[side].find((one) => !used[side].has(one));
    if (found === undefined) return undefined;
    used[side].add(found);
    moved.set(`${side} ${port}`, found);
    return found;
  };
  // Ports of the same name first, so that none is taken by order.
  const touching = graph.edges.filter((edge) => edge.from.node === id || edge.to.node === id);
  const named = (edge: Edge, side: 'from' | 'to') => edge[side].node === id && ports[side].includes(edge[side].port);
  for (const edge of touching)
    for (const side of ['from', 'to'] as const) if (named(edge, side)) portFor(side, edge[side].port);
  const edges = graph.edges.flatMap((edge): Edge[] => {
    const [from, to] = (['from', 'to'] as const).map((side) =>
      edge[side].node === id ? portFor(side, edge[side].port) : edge[side].port,
    );
    return from === undefined || to === undefined
      ? []
      : [{ ...edge, from: { ...edge.from, port: from }, to: { ...edge.to, port: to } }];
  });
  const path = graphPath(scope);
  const patch: Change[] = [
    { path: [...path, 'nodes', id], before: node, after },
    { path: [...path, 'edges'], before: graph.edges, after: edges },
  ];
  const lost = graph.edges.length - edges.length;
  const applied = apply(document, patch);
  const old = moduleOf(document, node);
  const stem = old ? identifierOf(old.name) : node.block.replaceAll('-', '_');
  if ('problems' in applied || !new RegExp(`^${stem}(_\\d+)?$`).test(node.name)) return { patch, lost };
  const names = new Set(graph.nodes.filter((one) => one.id !== id).map(({ name }) => name));
  const name = freshName(names, by.stem);
  return { patch: [...patch, ...rename(applied.document, scope, id, name)], lost };
}
