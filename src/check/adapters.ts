import { type Block, defaultOf, type Scalar } from '../block';
import { addEdge, addNode, type Edge, freshId, freshName, graphOf, type Node, type Patch, takenIds } from '../document';
import { noLetters, type Pattern, type TensorType, unify } from '../tensor';
import type { Walk } from './context';
import { evaluateBlock } from './evaluate';
import { resolveParameters } from './parameters';

/** An edit that would settle a problem, in words. The edit is made when it is first asked for: most are never looked at. */
export interface Mend {
  readonly fix: string;
  readonly edit: Patch;
}

function mend(fix: string, make: () => Patch): Mend {
  let made: Patch | undefined;
  return {
    fix,
    get edit() {
      made ??= make();
      return made;
    },
  };
}

type End = Edge['from'];

/** A block that would stand in a wire, with what it is set to. Values come in at its first port and go out at its first. */
interface Stage {
  readonly block: string;
  readonly parameters?: Readonly<Record<string, Scalar>>;
  /** A second port that needs a wire, and where from. */
  readonly also?: { readonly port: string; readonly from: End; readonly type: TensorType };
}

/** Blocks that begin no pair: a width is set last, and a transpose is no step on the way to something else. */
const ALONE: ReadonlySet<string> = new Set(['linear', 'transpose']);
/** As many ways as are offered at once. */
const MOST = 4;
/** Cards are this far apart, at the least, when some are put between two. */
const ROOM = { x: 296, y: 176 } as const;
/** Nearer than that, one card covers another. */
const CLEAR = { x: 224, y: 160 } as const;

interface Place {
  readonly x: number;
  readonly y: number;
}

/**
 * What could stand in a wire so that what comes over it fits: single blocks that do it, or pairs where none does. Blocks are
 * tried, not presumed: each is given the type, and what comes out is held against what is wanted.
 */
export function mendsBetween(
  wanted: Pattern,
  type: TensorType,
  edge: Edge,
  walk: Walk,
  typeOf: (end: End) => TensorType | undefined,
): readonly Mend[] {
  const fits = (given: TensorType) => unify(wanted, given, noLetters()) === undefined;
  const tried = stagesFor(wanted, type, timesAt(edge, walk, typeOf)).flatMap((stage) => {
    const out = after(stage, type, walk);
    return out ? [{ stages: [stage], out }] : [];
  });
  const single = tried.filter(({ out }) => fits(out));
  const ways =
    single.length > 0
      ? single
      : tried
          .filter(({ stages }) => !ALONE.has(stages[0]?.block ?? ''))
          .flatMap(({ stages, out }) =>
            stagesFor(wanted, out, []).flatMap((stage) => {
              const last = stage.block === 'transpose' ? undefined : after(stage, out, walk);
              return last && fits(last) ? [{ stages: [...stages, stage] }] : [];
            }),
          );
  const index = graphOf(walk.document, walk.scope)?.edges.findIndex(({ id }) => id === edge.id) ?? -1;
  if (index < 0) return [];
  return ways.slice(0, MOST).flatMap(({ stages }) => {
    const titles = stages.flatMap((stage) => titleOf(stage, walk) ?? []);
    if (titles.length < stages.length) return [];
    return mend(`Put ${titles.join(' and ')} between them.`, () => insert(stages, edge, index, walk));
  });
}

/** Blocks worth trying on a type, the usual first. */
function stagesFor(wanted: Pattern, type: TensorType, times: readonly Stage['also'][]): readonly Stage[] {
  if (wanted.dtype !== 'float') return [];
  const last = wanted.axes.at(-1);
  if (type.dtype === 'int') {
    return [{ block: 'embedding', parameters: typeof last === 'number' ? { width: last } : {} }, { block: 'one-hot' }];
  }
  if (type.dtype !== 'float') return [];
  const rank = type.shape.length;
  const stages: Stage[] = [];
  if (rank === 3) stages.push({ block: 'last-step' }, { block: 'mean-over-time' }, { block: 'max-over-time' });
  if (rank === 4) stages.push({ block: 'global-pool' });
  if (rank >= 3) stages.push({ block: 'flatten' }, { block: 'transpose', parameters: { first: -2, second: -1 } });
  if (rank >= 4) stages.push({ block: 'transpose', parameters: { first: 1, second: 2 } });
  if (rank === 2) for (const also of times) if (also) stages.push({ block: 'repeat-over-time', also });
  if (typeof last === 'number' && last !== type.shape.at(-1)) {
    stages.push({ block: 'linear', parameters: { units: last } });
  }
  return stages;
}

/** Where the number of time steps could come from: what else goes into the block, or the data. */
function timesAt(edge: Edge, walk: Walk, typeOf: (end: End) => TensorType | undefined): readonly Stage['also'][] {
  const graph = graphOf(walk.document, walk.scope);
  if (!graph) return [];
  const beside = graph.edges.filter(({ id, to }) => to.node === edge.to.node && id !== edge.id).map(({ from }) => from);
  const data = graph.nodes
    .filter(({ block }) => walk.blocks.get(block)?.role === 'data')
    .flatMap(({ id, block }) => Object.keys(walk.blocks.get(block)?.outputs ?? {}).map((port) => ({ node: id, port })));
  for (const from of [...beside, ...data]) {
    const type = typeOf(from);
    if (type && type.shape.length >= 2 && type.role !== 'labels') return [{ port: 'like', from, type }];
  }
  return [];
}

/** What comes out of a block at its first port; undefined where it refuses. */
function after({ block: id, parameters = {}, also }: Stage, type: TensorType, walk: Walk): TensorType | undefined {
  const block = walk.blocks.get(id);
  if (!block) return undefined;
  const { input, output } = portsOf(block);
  const node: Node = { id, name: id, block: id, version: block.version, parameters: { ...parameters } };
  const { values } = resolveParameters(block, node, {}, walk.symbols);
  const inputs = { [input]: [type], ...(also ? { [also.port]: [also.type] } : {}) };
  const made = evaluateBlock(block, values, inputs, walk.bindings);
  return made.ok ? made.outputs[output] : undefined;
}

const portsOf = ({ inputs, outputs }: Block) => ({
  input: Object.keys(inputs)[0] ?? '',
  output: Object.keys(outputs)[0] ?? '',
});

function titleOf({ block, parameters = {} }: Stage, { blocks }: Walk): string | undefined {
  const title = blocks.get(block)?.doc.title;
  const set = Object.entries(parameters).map(([key, value]) => `${key} ${value}`);
  return title === undefined || set.length === 0 ? title : `${title} (${set.join(', ')})`;
}

/** The edit that puts blocks into a wire, one after the other. */
function insert(stages: readonly Stage[], edge: Edge, index: number, walk: Walk): Patch {
  const { document, scope, blocks } = walk;
  const taken = takenIds(document);
  const names = new Set(graphOf(document, scope)?.nodes.map((node) => node.name));
  const path = [...(scope === undefined ? ['graph'] : ['modules', scope]), 'edges', edge.id];
  const edit: Patch[number][] = [{ path, before: edge, index }];
  const places = placesBetween(edge, stages.length, walk);
  let from = edge.from;
  for (const [at, { block: kind, parameters = {}, also }] of stages.entries()) {
    const block = blocks.get(kind);
    const place = places[at];
    if (!block || !place) continue;
    const id = freshId(taken, 'n');
    const name = freshName(names, kind.replaceAll('-', '_'));
    names.add(name);
    const { input, output } = portsOf(block);
    const values = Object.fromEntries(
      Object.entries(block.parameters).map(([key, parameter]): [string, Scalar] => [
        key,
        parameters[key] ?? defaultOf(parameter),
      ]),
    );
    edit.push(
      ...addNode(scope, { id, name, block: kind, version: block.version, parameters: values }, place),
      ...addEdge(scope, { id: freshId(taken, 'e'), from, to: { node: id, port: input } }),
    );
    if (also)
      edit.push(...addEdge(scope, { id: freshId(taken, 'e'), from: also.from, to: { node: id, port: also.port } }));
    from = { node: id, port: output };
  }
  return [...edit, ...addEdge(scope, { id: freshId(taken, 'e'), from, to: edge.to })];
}

/** Between the two ends where there is room, else in a row below them: the first that covers no other card. */
function placesBetween(edge: Edge, count: number, { document, scope }: Walk): readonly Place[] {
  const shown = new Set(graphOf(document, scope)?.nodes.map(({ id }) => id));
  const taken = document.layout.positions.filter(({ id }) => shown.has(id));
  const position = (node: string) => taken.find(({ id }) => id === node) ?? { x: 0, y: 0 };
  const [from, to] = [position(edge.from.node), position(edge.to.node)];
  const between = Array.from({ length: count }, (_, at) => {
    const part = (at + 1) / (count + 1);
    return { x: Math.round(from.x + part * (to.x - from.x)), y: Math.round(from.y + part * (to.y - from.y)) };
  });
  const free = (places: readonly Place[]) =>
    places.every(({ x, y }) => taken.every((one) => Math.abs(one.x - x) >= CLEAR.x || Math.abs(one.y - y) >= CLEAR.y));
  if (to.x - from.x >= (count + 1) * ROOM.x && free(between)) return between;
  const below = (row: number) =>
    Array.from({ length: count }, (_, at) => ({ x: from.x + at * ROOM.x, y: Math.max(from.y, to.y) + row * ROOM.y }));
  // A card covers two rows at most.
  let row = 1;
  while (row <= 2 * taken.length && !free(below(row))) row++;
  return below(row);
}
