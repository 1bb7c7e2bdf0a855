import type { Change, Json, Patch } from './patch';
import type { DataChoice, Document, Edge, Graph, Node, ParameterValue, Training } from './schema';

/** Which graph an edit is about: the document's own (undefined), or a module's by id. */
export type Scope = string | undefined;

export interface Point {
  readonly x: number;
  readonly y: number;
}

export const graphPath = (scope: Scope): readonly string[] => (scope === undefined ? ['graph'] : ['modules', scope]);

export function graphOf(document: Document, scope: Scope): Graph | undefined {
  return scope === undefined ? document.graph : document.modules.find((module) => module.id === scope);
}

/** Puts a node (already with a fresh id and name) on the canvas. */
export const addNode = (scope: Scope, node: Node, position: Point): Patch => [
  { path: [...graphPath(scope), 'nodes', node.id], after: node },
  { path: ['layout', 'positions', node.id], after: { id: node.id, ...position } },
];

export const addEdge = (scope: Scope, edge: Edge): Patch => [
  { path: [...graphPath(scope), 'edges', edge.id], after: edge },
];

/** Removes nodes with the wires at them, and loose wires. */
export function remove(
  document: Document,
  scope: Scope,
  nodes: ReadonlySet<string>,
  edges: ReadonlySet<string> = new Set(),
): Patch {
  const graph = graphOf(document, scope);
  if (!graph) return [];
  const gone = (edge: Edge) => edges.has(edge.id) || nodes.has(edge.from.node) || nodes.has(edge.to.node);
  // Later items go first, so that the index of each still holds when it is put back.
  return [
    ...removals([...graphPath(scope), 'edges'], graph.edges, gone),
    ...removals([...graphPath(scope), 'nodes'], graph.nodes, (node) => nodes.has(node.id)),
    ...removals(['layout', 'positions'], document.layout.positions, (position) => nodes.has(position.id)),
    ...probesOf(document, nodes),
  ];
}

function removals<T extends Json & { readonly id: string }>(
  path: readonly string[],
  list: readonly T[],
  gone: (item: T) => boolean,
): Change[] {
  return list
    .map((item, index) => ({ item, index }))
    .filter(({ item }) => gone(item))
    .reverse()
    .map(({ item, index }) => ({ path: [...path, item.id], before: item, index }));
}

/** The probe's fields of removed data blocks, and the loss blocks that phases name. */
function probesOf(document: Document, nodes: ReadonlySet<string>): Change[] {
  const probes = Object.entries(document.training.probe)
    .filter(([id]) => nodes.has(id))
    .map(([id, before]) => ({ path: ['training', 'probe', id], before }));
  const phases = document.training.phases;
  const kept = phases.map((phase) => ({ ...phase, losses: phase.losses.filter((loss) => !nodes.has(loss.node)) }));
  const changed = kept.some((phase, i) => phase.losses.length !== phases[i]?.losses.length);
  return changed ? [...probes, { path: ['training', 'phases'], before: phases, after: kept }] : probes;
}

/** Sets one field of a node; undefined takes it away. */
function setField(
  document: Document,
  scope: Scope,
  id: string,
  path: readonly string[],
  after: Json | undefined,
): Patch {
  const node = graphOf(document, scope)?.nodes.find((n) => n.id === id);
  if (!node) return [];
  let before: unknown = node;
  for (const step of path) {
    before = typeof before === 'object' && before !== null ? Reflect.get(before, step) : undefined;
  }
  if (!isJson(before)) return [];
  return [
    {
      path: [...graphPath(scope), 'nodes', id, ...path],
      ...(before === undefined ? {} : { before }),
      ...(after === undefined ? {} : { after }),
    },
  ];
}

const isJson = (value: unknown): value is Json | undefined => typeof value !== 'function' && typeof value !== 'symbol';

export const setParameter = (document: Document, scope: Scope, id: string, name: string, value: ParameterValue) =>
  setField(document, scope, id, ['parameters', name], value);

export const renameNode = (document: Document, scope: Scope, id: string, name: string) =>
  setField(document, scope, id, ['name'], name);

export const setBypass = (document: Document, scope: Scope, id: string, bypass: boolean) =>
  setField(document, scope, id, ['bypass'], bypass ? true : undefined);

/** Moves nodes; one gesture, however many. */
export function moveNodes(document: Document, to: ReadonlyMap<string, Point>): Patch {
  const before = new Map(document.layout.positions.map((position) => [position.id, position]));
  return [...to].map(([id, point]) => {
    const old = before.get(id);
    return {
      path: ['layout', 'positions', id],
      ...(old ? { before: old } : {}),
      after: { id, x: Math.round(point.x), y: Math.round(point.y) },
    };
  });
}

export const setTraining = (document: Document, training: Training): Patch => [
  { path: ['training'], before: document.training, after: training },
];

export const setMeta = (document: Document, meta: Document['meta']): Patch => [
  { path: ['meta'], before: document.meta, after: meta },
];

export function setData(document: Document, choice: DataChoice): Patch {
  const before = document.data.find((data) => data.id === choice.id);
  return [{ path: ['data', choice.id], ...(before ? { before } : {}), after: choice }];
}

/** Characters that a name or an id may have. */
const LONGEST = 80;

/** Everything a graph names, so that what is added gets a name of its own. */
export const freshName = (taken: ReadonlySet<string>, wanted: string): string => nextName(taken, wanted, new Map());

/** Gives names that are free, one after the other, however many want the same. */
export function freshNames(taken: Set<string>): (wanted: string) => string {
  const reached = new Map<string, number>();
  return (wanted) => {
    const name = nextName(taken, wanted, reached);
    taken.add(name);
    return name;
  };
}

/** @param reached for each stem, a number below which none is free */
function nextName(taken: ReadonlySet<string>, wanted: string, reached: Map<string, number>): string {
  if (!taken.has(wanted) && wanted.length <= LONGEST) return wanted;
  // Room for a number: a longer name could not be read back.
  const stem = wanted.replace(/_\d+$/, '').slice(0, LONGEST - 6);
  let i = reached.get(stem) ?? 2;
  while (taken.has(`${stem}_${i}`)) i++;
  reached.set(stem, i);
  return `${stem}_${i}`;
}

/** Ids in use anywhere in the document. */
export function takenIds(document: Document): Set<string> {
  const graphs = [document.graph, ...document.modules];
  const things = graphs.flatMap((graph): readonly { readonly id: string }[] => [...graph.nodes, ...graph.edges]);
  return new Set([...things, ...(document.layout.annotations ?? [])].map(({ id }) => id));
}

/** A new id with the given prefix: the smallest number that is free. */
export function freshId(taken: Set<string>, prefix: string): string {
  for (let i = taken.size; ; i++) {
    const id = `${prefix}${i}`;
    if (!taken.has(id)) {
      taken.add(id);
      return id;
    }
  }
}
