import { setAnnotations } from './annotations';
import { freshId, freshName, graphOf, graphPath, type Point, type Scope, takenIds } from './edits';
import { MODULE_INPUT, MODULE_OUTPUT } from './modules';
import type { Patch } from './patch';
import { followElsewhere, follower, retie } from './paths';
import type { Document, Edge, Graph, Module, Node, ParameterValue } from './schema';

export interface ExtractOptions {
  /** What people call the module; the instance's name is made of it. */
  readonly name: string;
  /** Blocks that cannot stand inside a module, with the reason. */
  readonly refuse: (node: Node) => string | undefined;
  /** Whether a source carries what the module is about: its port comes first, so that copies feed each other. */
  readonly main: (from: Edge['from']) => boolean;
  /** The first output of a block: what the module gives where nothing takes anything from the selection yet. */
  readonly gives: (node: Node) => string | undefined;
  readonly portVersion: number;
  /** Frames and notes that go along. */
  readonly annotations?: ReadonlySet<string>;
}

export type Extracted = { readonly patch: Patch; readonly instance: string } | { readonly refusal: string };

/**
 * Makes a module of a selection, and puts an instance in its place. Every wire stays: those inside go along, those across
 * the edge get a port for each thing that comes in or goes out. Node ids stay, so trained weights find their blocks.
 */
export function extract(
  document: Document,
  scope: Scope,
  selection: ReadonlySet<string>,
  { name, refuse, main, gives, portVersion, annotations }: ExtractOptions,
): Extracted {
  const graph = graphOf(document, scope);
  const chosen = graph?.nodes.filter((node) => selection.has(node.id)) ?? [];
  if (!graph || chosen.length === 0) return { refusal: 'Select the blocks that the module shall be made of.' };
  for (const node of chosen) {
    const reason = refuse(node);
    if (reason !== undefined) return { refusal: `${node.name} cannot go into a module: ${reason}` };
  }
  const inside = (id: string) => selection.has(id);
  const between = wayBack(graph, selection);
  if (between) {
    return {
      refusal: `${between} stands between the selected blocks: select it too, or leave out what comes after it.`,
    };
  }
  const outgoing = graph.edges.filter(({ from, to }) => inside(from.node) && !inside(to.node));
  const given = outgoing.length > 0 ? distinct(outgoing, 'from').map(({ from }) => from) : ends(graph, chosen, gives);
  if (given.length === 0)
    return { refusal: 'Nothing of the selection has an output: a module gives something to others.' };

  const taken = takenIds(document);
  const moduleId = freshName(new Set(document.modules.map(({ id }) => id)), identifierOf(name));
  const instance = freshId(taken, 'n');
  const names = new Set(chosen.map((node) => node.name));
  const port = (block: string, wanted: string): Node => {
    const named = freshName(names, wanted);
    names.add(named);
    return { id: freshId(taken, 'n'), name: named, block, version: portVersion, parameters: {} };
  };
  const crossing = graph.edges.filter(({ from, to }) => !inside(from.node) && inside(to.node));
  const sources = distinct(crossing, 'from').sort((a, b) => Number(main(b.from)) - Number(main(a.from)));
  const inputs = new Map(sources.map((edge) => [keyOf(edge.from), port(MODULE_INPUT, edge.to.port)]));
  const outputs = new Map(given.map((from) => [keyOf(from), port(MODULE_OUTPUT, from.port)]));

  const innerEdges = graph.edges.flatMap((edge): Edge[] => {
    if (!inside(edge.to.node)) return [];
    const input = inputs.get(keyOf(edge.from));
    if (inside(edge.from.node) || !input) return [edge];
    return [{ id: freshId(taken, 'e'), from: { node: input.id, port: 'y' }, to: edge.to }];
  });
  const results = given.flatMap((from): Edge[] => {
    const output = outputs.get(keyOf(from));
    return output ? [{ id: freshId(taken, 'e'), from, to: { node: output.id, port: 'x' } }] : [];
  });
  const promoted = passedOn(document, scope, chosen);
  const instanceName = freshName(
    new Set(graph.nodes.filter(({ id }) => !inside(id)).map((node) => node.name)),
    moduleId,
  );
  // Inside another module a path has no single beginning; there ties stay as they are and check says what no longer fits.
  const moved =
    scope === undefined ? chosen.map((node) => [`${node.name}.`, `${instanceName}.${node.name}.`] as const) : [];
  const follow = follower(new Map(moved));
  const module: Module = {
    id: moduleId,
    name,
    parameters: promoted,
    nodes: [...inputs.values(), ...chosen.map((node) => retie(node, follow)), ...outputs.values()],
    edges: [...innerEdges, ...results],
  };
  const use: Node = {
    id: instance,
    name: instanceName,
    block: 'module',
    version: 1,
    parameters: Object.fromEntries(promoted.map(({ id }): [string, ParameterValue] => [id, { parameter: id }])),
    module: { id: moduleId },
  };

  const seen = new Set<string>();
  const outerEdges = graph.edges.flatMap((edge): Edge[] => {
    const output = outputs.get(keyOf(edge.from));
    if (output && !inside(edge.to.node)) return [{ ...edge, from: { node: instance, port: output.name } }];
    if (!inside(edge.to.node)) return [edge];
    const input = inputs.get(keyOf(edge.from));
    if (!input || seen.has(input.id)) return [];
    seen.add(input.id);
    return [{ ...edge, to: { node: instance, port: input.name } }];
  });
  const first = graph.nodes.findIndex((node) => inside(node.id));
  const outerNodes = graph.nodes.flatMap((node, i) =>
    i === first ? [use] : inside(node.id) ? [] : [retie(node, follow)],
  );
  const patch: Patch = [
    { path: [...graphPath(scope), 'nodes'], before: graph.nodes, after: outerNodes },
    { path: [...graphPath(scope), 'edges'], before: graph.edges, after: outerEdges },
    { path: ['modules', moduleId], after: module },
    {
      path: ['layout', 'positions'],
      before: document.layout.positions,
      after: placed(document, selection, instance, [...inputs.values()], [...outputs.values()]),
    },
    ...setAnnotations(
      document,
      (document.layout.annotations ?? []).map((one) => (annotations?.has(one.id) ? { ...one, scope: moduleId } : one)),
    ),
    ...followElsewhere(document, follow, [scope]),
  ];
  return { patch, instance };
}

const keyOf = ({ node, port }: Edge['from']): string => `${node}/${port}`;

/** Outputs of the blocks that nothing comes after. */
function ends({ edges }: Graph, chosen: readonly Node[], gives: ExtractOptions['gives']): Edge['from'][] {
  const leading = new Set(edges.map(({ from }) => from.node));
  return chosen.flatMap((node) => {
    const port = leading.has(node.id) ? undefined : gives(node);
    return port === undefined ? [] : [{ node: node.id, port }];
  });
}

/** One edge for each thing at an end, in order. */
function distinct(edges: readonly Edge[], end: 'from' | 'to'): Edge[] {
  const seen = new Set<string>();
  return edges.filter((edge) => {
    const key = keyOf(edge[end]);
    return !seen.has(key) && seen.add(key);
  });
}

/** The name of a block outside through which the selection feeds itself; a module cannot wait for what comes after it. */
function wayBack(graph: Graph, selection: ReadonlySet<string>): string | undefined {
  const after = reach(graph, selection, 'from', 'to');
  const before = reach(graph, selection, 'to', 'from');
  return graph.nodes.find(({ id }) => !selection.has(id) && after.has(id) && before.has(id))?.name;
}

function reach(graph: Graph, start: ReadonlySet<string>, near: 'from' | 'to', far: 'from' | 'to'): Set<string> {
  const found = new Set(start);
  const queue = [...start];
  const edges = new Map<string, Edge[]>();
  for (const edge of graph.edges) edges.set(edge[near].node, [...(edges.get(edge[near].node) ?? []), edge]);
  for (const id of queue) {
    for (const edge of edges.get(id) ?? []) {
      const next = edge[far].node;
      if (!found.has(next)) queue.push(next);
      found.add(next);
    }
  }
  return found;
}

/** Parameters of the module around that the chosen blocks refer to: the new module promotes them in turn. */
function passedOn(document: Document, scope: Scope, chosen: readonly Node[]): Module['parameters'] {
  const around = document.modules.find(({ id }) => id === scope)?.parameters ?? [];
  const used = new Set(
    chosen.flatMap(({ parameters }) =>
      Object.values(parameters).flatMap((value) => (typeof value === 'object' ? [value.parameter] : [])),
    ),
  );
  return around.filter(({ id }) => used.has(id));
}

/** The instance stands in the middle of what it replaces; ports stand left and right of what they lead to. */
function placed(
  document: Document,
  selection: ReadonlySet<string>,
  instance: string,
  inputs: readonly Node[],
  outputs: readonly Node[],
): Document['layout']['positions'] {
  const { positions } = document.layout;
  const chosen = positions.filter(({ id }) => selection.has(id));
  const side = (axis: 'x' | 'y', pick: (...values: number[]) => number) =>
    chosen.length === 0 ? 0 : pick(...chosen.map((place) => place[axis]));
  const [left, right, top, bottom] = [
    side('x', Math.min),
    side('x', Math.max),
    side('y', Math.min),
    side('y', Math.max),
  ];
  const column = (nodes: readonly Node[], x: number) =>
    nodes.map(({ id }, i): Point & { id: string } => ({ id, x, y: Math.round((top + bottom) / 2) + i * 120 }));
  return [
    ...positions,
    { id: instance, x: Math.round((left + right) / 2), y: Math.round((top + bottom) / 2) },
    ...column(inputs, Math.round(left - 296)),
    ...column(outputs, Math.round(right + 296)),
  ];
}

/** `Encoder layer` → `encoder_layer`. */
export function identifierOf(name: string): string {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 60);
  return plain === '' || plain === 'constructor' || plain === 'prototype' ? 'module' : plain;
}
