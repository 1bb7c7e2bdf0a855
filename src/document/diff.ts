import { type FieldChange, fieldChanges, type MatchedGraph, match, type Pair } from './diff-match';
import type { Document, Edge, Module, Node, Training } from './schema';

export type { FieldChange } from './diff-match';

export type ChangeKind = 'added' | 'removed' | 'changed';

/** Where a thing stands: the module it is in (undefined for the document's own graph) and its id. */
export interface Stand {
  readonly scope: string | undefined;
  readonly id: string;
}

/** One thing that is not the same in two documents. */
export interface Difference {
  readonly kind: ChangeKind;
  readonly what: 'block' | 'wire' | 'module' | 'data' | 'training' | 'text';
  /** `decoder / attention`, `a.y → b.x`. */
  readonly name: string;
  /** In the first document; undefined for what was added. */
  readonly before: Stand | undefined;
  readonly after: Stand | undefined;
  readonly fields: readonly FieldChange[];
}

/**
 * What is different in the second document, where things stand on the canvas left out. `diff(a, a)` is empty, and
 * `diff(b, a)` is `diff(a, b)` the other way round.
 */
export function diff(a: Document, b: Document): readonly Difference[] {
  const matched = match(a, b);
  const names: Names = {
    before: (kind, id) => matched.before.get(`${kind} ${id}`) ?? id,
    after: (kind, id) => matched.after.get(`${kind} ${id}`) ?? id,
  };
  return [
    ...matched.graphs.flatMap((graph) => [...blockDifferences(graph, names), ...wireDifferences(graph, names)]),
    ...matched.modules.flatMap(moduleDifference),
    ...matched.data.flatMap((pair) =>
      difference('data', pair, undefined, ({ kind, source }) => ({ kind, source }), dataName),
    ),
    ...whole('training', 'Training', trainingOf(a, names.before), trainingOf(b, names.after)),
    ...whole('text', 'Name and description', a.meta, b.meta),
  ];
}

type Rename = (kind: 'node' | 'module' | 'data', id: string) => string;

/** For values that are shown: without the mark of what only one document has. */
const plainly =
  (names: Rename): Rename =>
  (kind, id) =>
    names(kind, id).replace(/[<>]$/, '');

interface Names {
  readonly before: Rename;
  readonly after: Rename;
}

function whole(what: 'training' | 'text', name: string, before: unknown, after: unknown): Difference[] {
  const fields = fieldChanges(before, after);
  return fields.length === 0 ? [] : [{ kind: 'changed', what, name, before: undefined, after: undefined, fields }];
}

/** Training with the blocks it names by the one name that both documents have for them. */
function trainingOf({ training }: Document, names: Rename): Training {
  const rename = plainly(names);
  return {
    ...training,
    phases: training.phases.map((phase) => ({
      ...phase,
      losses: phase.losses.map((loss) => ({ ...loss, node: rename('node', loss.node) })),
    })),
    ...(Array.isArray(training.recompute) && { recompute: training.recompute.map((id) => rename('module', id)) }),
    probe: Object.fromEntries(Object.entries(training.probe).map(([id, value]) => [rename('node', id), value])),
  };
}

const dataName = ({ source }: Document['data'][number]): string =>
  source.type === 'file' ? source.name : source.dataset;

const moduleDifference = (pair: Pair<Module>): Difference[] =>
  difference(
    'module',
    pair,
    undefined,
    ({ name, description, parameters }) => ({
      name,
      description,
      parameters: Object.fromEntries(parameters.map((parameter) => [parameter.id, parameter.default])),
    }),
    ({ name }) => name,
  );

function difference<T extends { readonly id: string }>(
  what: Difference['what'],
  { before, after }: Pair<T>,
  scopes: { readonly before: string | undefined; readonly after: string | undefined } | undefined,
  fieldsOf: (item: T, side: 'before' | 'after') => unknown,
  nameOf: (item: T) => string,
): Difference[] {
  const stands = {
    before: before && { scope: scopes?.before, id: before.id },
    after: after && { scope: scopes?.after, id: after.id },
  };
  const item = after ?? before;
  if (!item) return [];
  const entry = { what, name: nameOf(item), ...stands };
  if (!before || !after) return [{ ...entry, kind: before ? 'removed' : 'added', fields: [] }];
  const fields = fieldChanges(fieldsOf(before, 'before'), fieldsOf(after, 'after'));
  return fields.length === 0 ? [] : [{ ...entry, kind: 'changed', fields }];
}

const inside = (module: Module | undefined, name: string) => (module ? `${module.name} / ${name}` : name);

function blockDifferences({ before, after, nodes }: MatchedGraph, names: Names): Difference[] {
  const scopes = { before: before?.module?.id, after: after?.module?.id };
  const module = after?.module ?? before?.module;
  const fieldsOf = (node: Node, side: 'before' | 'after') => {
    const { id: _, parameters, ...rest } = node;
    const rename = plainly(names[side]);
    const { data } = parameters;
    const read = typeof data === 'string' ? { data: rename('data', data) } : {};
    return {
      ...rest,
      // An absent one says the same as one that is off.
      bypass: rest.bypass === true,
      ...(rest.module && { module: { ...rest.module, id: rename('module', rest.module.id) } }),
      parameters: { ...parameters, ...read },
    };
  };
  return nodes.flatMap((pair) => difference('block', pair, scopes, fieldsOf, ({ name }) => inside(module, name)));
}

/** Wires by what they join; of two that join the same, as many as there are more on one side. */
function wireDifferences({ before, after }: MatchedGraph, names: Names): Difference[] {
  const module = after?.module ?? before?.module;
  const keyOf = (edge: Edge, rename: Rename) =>
    `${rename('node', edge.from.node)} ${edge.from.port} ${rename('node', edge.to.node)} ${edge.to.port}`;
  const group = (edges: readonly Edge[], rename: Rename) => {
    const groups = new Map<string, Edge[]>();
    for (const edge of edges) {
      const key = keyOf(edge, rename);
      groups.set(key, [...(groups.get(key) ?? []), edge]);
    }
    return groups;
  };
  const own = group(before?.graph.edges ?? [], names.before);
  const other = group(after?.graph.edges ?? [], names.after);
  const entry = (kind: 'added' | 'removed', edge: Edge): Difference => {
    const side = kind === 'added' ? after : before;
    const called = (id: string) => side?.graph.nodes.find((node) => node.id === id)?.name ?? id;
    const stand = { scope: side?.module?.id, id: edge.id };
    return {
      kind,
      what: 'wire',
      name: inside(module, `${called(edge.from.node)}.${edge.from.port} → ${called(edge.to.node)}.${edge.to.port}`),
      before: kind === 'removed' ? stand : undefined,
      after: kind === 'added' ? stand : undefined,
      fields: [],
    };
  };
  const removed = [...own].flatMap(([key, edges]) => edges.slice(other.get(key)?.length ?? 0));
  const added = [...other].flatMap(([key, edges]) => edges.slice(own.get(key)?.length ?? 0));
  return [
    ...removed.map((edge) => entry('removed', edge)),
    ...added.map((edge) => entry('added', edge)),
    ...orderDifferences({ before, after }, keyOf, names),
  ];
}

/** Ports that take several wires take the same ones in another order: what comes out is another value. */
function orderDifferences(
  { before, after }: Pick<MatchedGraph, 'before' | 'after'>,
  keyOf: (edge: Edge, rename: Rename) => string,
  names: Names,
): Difference[] {
  if (!before || !after) return [];
  const ends = (edges: readonly Edge[], rename: Rename) => {
    const ports = new Map<string, { keys: string[]; edge: Edge }>();
    for (const edge of edges) {
      const key = `${rename('node', edge.to.node)} ${edge.to.port}`;
      const port = ports.get(key) ?? { keys: [], edge };
      port.keys.push(keyOf(edge, rename));
      ports.set(key, port);
    }
    return ports;
  };
  const others = ends(after.graph.edges, names.after);
  return [...ends(before.graph.edges, names.before)].flatMap(([key, mine]): Difference[] => {
    const theirs = others.get(key);
    if (!theirs || mine.keys.length < 2 || mine.keys.join('\n') === theirs.keys.join('\n')) return [];
    if ([...mine.keys].sort().join('\n') !== [...theirs.keys].sort().join('\n')) return [];
    const node = after.graph.nodes.find(({ id }) => id === theirs.edge.to.node);
    const show = (keys: readonly string[], graph: Module | { readonly nodes: readonly Node[] }, rename: Rename) => {
      const called = new Map(graph.nodes.map(({ id, name }) => [rename('node', id), name]));
      return keys.map((one) => called.get(one.split(' ')[0] ?? '') ?? one).join(', ');
    };
    return [
      {
        kind: 'changed',
        what: 'block',
        name: inside(after.module, node?.name ?? theirs.edge.to.node),
        before: { scope: before.module?.id, id: mine.edge.to.node },
        after: { scope: after.module?.id, id: theirs.edge.to.node },
        fields: [
          {
            field: `order at ${theirs.edge.to.port}`,
            before: show(mine.keys, before.graph, names.before),
            after: show(theirs.keys, after.graph, names.after),
          },
        ],
      },
    ];
  });
}

/** A diff in one line: `2 blocks added, 1 changed; 3 wires; training`. */
export function summariseDiff(differences: readonly Difference[]): string {
  if (differences.length === 0) return 'No difference';
  const count = (what: Difference['what'], kind?: ChangeKind) =>
    differences.filter((one) => one.what === what && (kind === undefined || one.kind === kind)).length;
  const noun = (n: number, word: string) => `${n} ${word}${n === 1 ? '' : 's'}`;
  const blocks = (['added', 'removed', 'changed'] as const)
    .map((kind) => ({ kind, n: count('block', kind) }))
    .filter(({ n }) => n > 0)
    .map(({ kind, n }, i) => (i === 0 ? `${noun(n, 'block')} ${kind}` : `${n} ${kind}`))
    .join(', ');
  const [wires, modules, data] = [count('wire'), count('module'), count('data')];
  return [
    blocks,
    wires > 0 ? noun(wires, 'wire') : '',
    modules > 0 ? noun(modules, 'module') : '',
    data > 0 ? 'data' : '',
    count('training') > 0 ? 'training settings' : '',
    count('text') > 0 ? 'name or description' : '',
  ]
    .filter((part) => part !== '')
    .join('; ');
}
