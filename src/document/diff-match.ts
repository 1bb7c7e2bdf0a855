import { sameJson } from './patch';
import type { DataChoice, Document, Graph, Module, Node } from './schema';

/** Two things that are the same one in two documents, or one that only one of them has. */
export type Pair<T> =
  | { readonly before: T; readonly after: T }
  | { readonly before: T; readonly after?: undefined }
  | { readonly before?: undefined; readonly after: T };

export interface Matched {
  readonly graphs: readonly MatchedGraph[];
  readonly modules: readonly Pair<Module>[];
  readonly data: readonly Pair<DataChoice>[];
  /** One name for a thing in both documents, by its id in either: ids of things that match become the same. */
  readonly before: ReadonlyMap<string, string>;
  readonly after: ReadonlyMap<string, string>;
}

export interface MatchedGraph {
  /** Module definitions these are the insides of; undefined for the documents' own graphs. */
  readonly before: { readonly module: Module | undefined; readonly graph: Graph } | undefined;
  readonly after: { readonly module: Module | undefined; readonly graph: Graph } | undefined;
  readonly nodes: readonly Pair<Node>[];
}

type Side = 'before' | 'after';
type Key<T> = (item: T, side: Side) => string | undefined;

/**
 * Pairs by the first key that agrees, surest key first. Within one key the first of one side goes to the first of the
 * other, so that the pairs are the same whichever side is named first.
 */
function pair<T>(before: readonly T[], after: readonly T[], keys: readonly Key<T>[]): Pair<T>[] {
  const partner = new Map<T, T>();
  const taken = new Set<T>();
  for (const key of keys) {
    const waiting = new Map<string, T[]>();
    for (const item of after) {
      const name = taken.has(item) ? undefined : key(item, 'after');
      if (name !== undefined) waiting.set(name, [...(waiting.get(name) ?? []), item]);
    }
    for (const item of before) {
      const name = partner.has(item) ? undefined : key(item, 'before');
      const other = name === undefined ? undefined : waiting.get(name)?.shift();
      if (other === undefined) continue;
      partner.set(item, other);
      taken.add(other);
    }
  }
  return [
    ...before.map((item): Pair<T> => {
      const other = partner.get(item);
      return other === undefined ? { before: item } : { before: item, after: other };
    }),
    ...after.filter((item) => !taken.has(item)).map((item): Pair<T> => ({ after: item })),
  ];
}

const shape = ({ nodes, edges }: Graph): string =>
  `${nodes.map(({ name, block }) => `${name}:${block}`).sort()}|${edges.length}`;

/** Blocks, modules and data of two documents that are the same ones: by id, then by name, then by what they are. */
export function match(a: Document, b: Document): Matched {
  const modules = pair(a.modules, b.modules, [
    ({ id, name }) => `${id} ${name}`,
    (module) => `${module.id} ${shape(module)}`,
    ({ name }) => name,
    shape,
  ]);
  const data = pair(a.data, b.data, [
    ({ id, kind }) => `${id} ${kind}`,
    ({ kind, source }) => JSON.stringify([kind, source]),
  ]);
  const before = new Map<string, string>();
  const after = new Map<string, string>();
  const name = (pairs: readonly Pair<{ readonly id: string }>[], kind: string) => {
    for (const { before: x, after: y } of pairs) {
      const [first] = [x?.id ?? y?.id ?? '', y?.id ?? x?.id ?? ''].sort();
      // No id ends so: what only one document has is not taken for something of the other's with the same id.
      const common = `${first}${x && y ? '' : x ? '<' : '>'}`;
      if (x) before.set(kind + x.id, common);
      if (y) after.set(kind + y.id, common);
    }
  };
  name(modules, 'module ');
  name(data, 'data ');
  const moduleKey = ({ module }: Node, side: Side) => {
    const names = side === 'before' ? before : after;
    return module ? JSON.stringify({ ...module, id: names.get(`module ${module.id}`) ?? module.id }) : '';
  };
  const nodeKeys: readonly Key<Node>[] = [
    ({ id, name: called, block }) => `${id} ${called} ${block}`,
    ({ id, block }) => `${id} ${block}`,
    ({ id, name: called }) => `${id} ${called}`,
    ({ name: called, block }) => `${called} ${block}`,
    (node, side) => `${node.block} ${JSON.stringify(Object.entries(node.parameters).sort())} ${moduleKey(node, side)}`,
  ];
  const graphs = [
    { before: { module: undefined, graph: a.graph }, after: { module: undefined, graph: b.graph } },
    ...modules.map(({ before: x, after: y }) => ({
      before: x && { module: x, graph: x },
      after: y && { module: y, graph: y },
    })),
  ].map(
    (sides): MatchedGraph => ({
      ...sides,
      nodes: pair(sides.before?.graph.nodes ?? [], sides.after?.graph.nodes ?? [], nodeKeys),
    }),
  );
  for (const { nodes } of graphs) name(nodes, 'node ');
  return { graphs, modules, data, before, after };
}

/** A value that went from one to another; undefined where there was none, or is none. */
export interface FieldChange {
  readonly field: string;
  readonly before: unknown;
  readonly after: unknown;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Every leaf that is another one, with its dotted path. */
export function fieldChanges(before: unknown, after: unknown, path = ''): FieldChange[] {
  if (sameJson(before, after)) return [];
  const inside = (step: string) => (path === '' ? step : `${path}.${step}`);
  if (isRecord(before) && isRecord(after)) {
    const steps = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
    return steps.flatMap((step) => fieldChanges(before[step], after[step], inside(step)));
  }
  if (Array.isArray(before) && Array.isArray(after) && before.length === after.length && before.every(isRecord)) {
    return before.flatMap((item, i) => fieldChanges(item, after[i], inside(String(i + 1))));
  }
  return [{ field: path, before, after }];
}
