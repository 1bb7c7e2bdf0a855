import { type Block, patternOf, type Scalar } from '../block';
import { type Edge, type Graph, graphOf, type Node, type Patch, setParameter } from '../document';
import type { Problem } from '../problem';
import { type Pattern, parsePattern, showType, type TensorType } from '../tensor';
import { type Mend, mendsBetween } from './adapters';
import { placeOf, type Walk } from './context';
import type { Evaluation, PortTypes } from './evaluate';
import type { ParameterFault } from './parameters';

type Refused = Extract<Evaluation, { readonly ok: false }>;

export function faultProblem(node: Node, fault: ParameterFault, walk: Walk): Problem<Patch> {
  const at = { ...placeOf(node, walk), parameter: fault.parameter };
  const { code, expected, received, fix } = fault;
  const base = { code, severity: 'error', at, expected, received, fix } as const;
  if (fault.value === undefined) return base;
  return { ...base, edit: setParameter(walk.document, walk.scope, node.id, fault.parameter, fault.value) };
}

export function missingInput(node: Node, block: Block | undefined, port: string, walk: Walk): Problem<Patch> {
  const input = block?.inputs[port];
  return {
    code: 'graph/missing-input',
    severity: 'error',
    at: { ...placeOf(node, walk), port },
    expected: input === undefined ? 'a wire' : patternOf(input).text,
    received: 'no wire',
    fix: `Drag a wire to ${port}.`,
  };
}

export function cycleProblem(graph: Graph, cycle: readonly string[], walk: Walk): Problem<Patch> {
  const names = cycle.map((id) => graph.nodes.find((node) => node.id === id)?.name ?? id);
  return {
    code: 'graph/cycle',
    severity: 'error',
    at: { nodes: [...walk.ids, cycle[0] ?? ''], path: walk.path + (names[0] ?? '') },
    expected: 'wires that lead from data to loss without a circle',
    received: [...names, names[0]].slice(-8).join(' → '),
    fix: 'Remove one wire of the circle. To feed something back through time use RNN, LSTM or GRU.',
  };
}

/** A wire that does not fit: both ends, both types, and edits where an end can be made to fit or blocks can be put between. */
export function wireProblem(
  node: Node,
  mismatch: { readonly port: string; readonly at: number; readonly expected: string },
  edges: readonly Edge[],
  types: PortTypes,
  walk: Walk,
  typeOf: (end: Edge['from']) => TensorType | undefined,
): Problem<Patch> {
  const edge = edges.filter((e) => e.to.port === mismatch.port)[mismatch.at];
  const type = types[mismatch.port]?.[mismatch.at];
  const source = graphOf(walk.document, walk.scope)?.nodes.find((n) => n.id === edge?.from.node);
  const received = type ? showType(type) : 'nothing';
  const base = {
    code: 'type/mismatch',
    severity: 'error',
    at: {
      ...placeOf(node, walk),
      port: mismatch.port,
      ...(edge ? { edge: edge.id } : {}),
      from: { block: walk.path + (source?.name ?? ''), port: edge?.from.port ?? '', type: received },
      to: { block: walk.path + node.name, port: mismatch.port, type: mismatch.expected },
    },
    expected: mismatch.expected,
    received,
  } as const;
  const wanted = parseExpected(mismatch.expected);
  const mends = wanted && type && edge ? mendsOf(wanted, type, edge, source, walk, typeOf) : [];
  const [first, ...others] = mends;
  if (!first) return { ...base, fix: 'Wire something of the expected type, or put a block between.' };
  return {
    ...base,
    fix: first.fix,
    get edit() {
      return first.edit;
    },
    ...(others.length > 0 && { others }),
  };
}

/** The source set to the width that is wanted, and blocks between. */
function mendsOf(
  wanted: Pattern,
  type: TensorType,
  edge: Edge,
  source: Node | undefined,
  walk: Walk,
  typeOf: (end: Edge['from']) => TensorType | undefined,
): readonly Mend[] {
  const between = mendsBetween(wanted, type, edge, walk, typeOf);
  const last = wanted.axes.at(-1);
  const sameRank = !wanted.leading && wanted.axes.length === type.shape.length;
  const parameter = source && walk.blocks.get(source.block)?.width;
  if (!source || !sameRank || typeof last !== 'number' || last === type.shape.at(-1)) return between;
  if (parameter === undefined) return between;
  const set: Mend = {
    fix: `Set ${parameter} of ${source.name} to ${last}.`,
    edit: setParameter(walk.document, walk.scope, source.id, parameter, last),
  };
  return [set, ...between];
}

/** `unify` prints what it expected as a pattern with sizes filled in, which reads back as one. */
const parseExpected = (expected: string): Pattern | undefined =>
  /^(float|int|bool) \[/.test(expected) ? parsePattern(expected) : undefined;

/** A complaint of the block itself, of one of its operations, or about a size that is not a number. */
export function blockProblem(
  node: Node,
  block: Block,
  result: Exclude<Refused, { readonly mismatch: unknown }>,
  edges: readonly Edge[],
  walk: Walk,
): Problem<Patch> {
  const at = placeOf(node, walk);
  if ('unknown' in result) {
    const { port, letter, size } = result.unknown;
    return {
      code: 'type/unknown-size',
      severity: 'error',
      at: { ...at, port },
      expected: `a number for ${letter}`,
      received: size,
      fix: 'Fix the length at the data block.',
    };
  }
  if ('operation' in result) {
    return {
      code: 'type/operation',
      severity: 'error',
      at,
      expected: result.operation.expected,
      received: result.operation.received,
      fix: `Check what is wired to ${Object.keys(block.inputs).join(', ')}.`,
    };
  }
  const { refusal } = result;
  const isPort = Object.hasOwn(block.inputs, refusal.at);
  const base = {
    code: `${block.id}/${refusal.at}`,
    severity: 'error',
    at: { ...at, ...(isPort ? { port: refusal.at } : { parameter: refusal.at }) },
    expected: refusal.expected,
    received: refusal.received,
    fix: refusal.fix,
  } as const;
  if (refusal.edit) return { ...base, edit: setAll(node, refusal.edit, walk) };
  if (!refusal.wants) return base;
  const { port, size } = refusal.wants;
  const from = edges.find((edge) => edge.to.port === port)?.from.node;
  const source = graphOf(walk.document, walk.scope)?.nodes.find((n) => n.id === from);
  const parameter = source && walk.blocks.get(source.block)?.width;
  if (!source || parameter === undefined) return base;
  const symbol = ['V', 'K', 'U'].find((s) => walk.symbols[s] === size);
  return {
    ...base,
    fix: `Set ${parameter} of ${source.name} to ${symbol ? `${symbol}, which is ${size}` : size}.`,
    edit: setParameter(walk.document, walk.scope, source.id, parameter, symbol ?? size),
  };
}

function setAll(node: Node, values: Readonly<Record<string, Scalar>>, walk: Walk): Patch {
  return Object.entries(values).flatMap(([name, value]) =>
    setParameter(walk.document, walk.scope, node.id, name, value),
  );
}
