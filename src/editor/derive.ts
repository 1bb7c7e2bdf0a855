import { type Block, defaultOf } from '../block';
import type { Check, NodeReport } from '../check';
import {
  type Document,
  type Edge,
  type Graph,
  graphOf,
  type Node,
  type ParameterValue,
  type Scope,
  sameJson,
} from '../document';
import { type Problem, showPlace } from '../problem';
import { showShape, showType, type TensorType } from '../tensor';
import type { Library } from './library';
import { type PortSpec, portsOf } from './ports';

export interface PortView {
  readonly name: string;
  /** In words: the type where it is known, what the port takes or gives where not. */
  readonly type: string;
  /** Colour token without `role-`. */
  readonly role: string;
  readonly known: boolean;
  readonly optional: boolean;
  readonly connected: boolean;
  /** Accessible name: `linear output y float [B, T, 64]`. */
  readonly label: string;
}

export interface Mark {
  readonly severity: Problem['severity'];
  readonly text: string;
}

/** Everything a card shows except where it stands. */
export interface NodeView {
  readonly id: string;
  readonly name: string;
  /** Id of the kind of block it is. */
  readonly block: string;
  readonly title: string;
  readonly category: string;
  /** Dotted path that figures of a run are filed under. */
  readonly path: string;
  readonly settings: string;
  readonly inputs: readonly PortView[];
  readonly outputs: readonly PortView[];
  readonly parameters: number;
  readonly repeat: number;
  /** How it is used besides: `shared weights`, `over time`, `weights of embedding`. */
  readonly usage: string;
  readonly module: boolean;
  readonly bypass: boolean;
  readonly mark: Mark | undefined;
}

export interface WireView {
  readonly id: string;
  readonly from: Edge['from'];
  readonly to: Edge['to'];
  /** `[B, T, 64]`; empty while it is not known. */
  readonly label: string;
  readonly role: string;
  /** Accessible name. */
  readonly name: string;
  readonly mark: Mark | undefined;
}

export interface Views {
  readonly nodes: ReadonlyMap<string, NodeView>;
  readonly wires: ReadonlyMap<string, WireView>;
}

export const noViews: Views = { nodes: new Map(), wires: new Map() };

/** What the canvas shows of one graph. What did not change is the same object as before, so that only changes render. */
export function deriveViews(
  document: Document,
  scope: Scope,
  check: Check,
  library: Library,
  before: Views = noViews,
): Views {
  const graph = graphOf(document, scope) ?? { nodes: [], edges: [] };
  const marks = marksOf(check);
  const context = { document, graph, ends: endsOf(graph), check, library, marks };
  return {
    nodes: keep(
      before.nodes,
      graph.nodes.map((node) => nodeView(node, context)),
    ),
    wires: keep(
      before.wires,
      graph.edges.map((edge) => wireView(edge, context)),
    ),
  };
}

function keep<T extends { readonly id: string }>(before: ReadonlyMap<string, T>, now: readonly T[]): Map<string, T> {
  return new Map(
    now.map((view) => {
      const old = before.get(view.id);
      return [view.id, old && sameJson(old, view) ? old : view];
    }),
  );
}

interface Context {
  readonly document: Document;
  readonly graph: Graph;
  readonly ends: Ends;
  readonly check: Check;
  readonly library: Library;
  readonly marks: Marks;
}

/** A graph's wires by the ports they end and begin at, and names by id: looked up for every port of every block. */
interface Ends {
  readonly into: ReadonlyMap<string, Edge>;
  readonly sources: ReadonlySet<string>;
  readonly names: ReadonlyMap<string, string>;
}

const endKey = ({ node, port }: Edge['from']): string => `${node}/${port}`;

function endsOf({ nodes, edges }: Graph): Ends {
  const into = new Map<string, Edge>();
  for (const edge of edges) if (!into.has(endKey(edge.to))) into.set(endKey(edge.to), edge);
  return {
    into,
    sources: new Set(edges.map(({ from }) => endKey(from))),
    names: new Map(nodes.map(({ id, name }) => [id, name])),
  };
}

interface Marks {
  readonly nodes: ReadonlyMap<string, Mark>;
  readonly wires: ReadonlyMap<string, Mark>;
}

/** The worst problem of each block, those inside a module included, and of each wire. */
function marksOf(check: Check): Marks {
  const nodes = new Map<string, Mark>();
  const wires = new Map<string, Mark>();
  const put = (marks: Map<string, Mark>, id: string, problem: Problem) => {
    if (marks.get(id)?.severity === 'error') return;
    marks.set(id, { severity: problem.severity, text: describe(problem) });
  };
  for (const problem of check.problems) {
    for (const id of problem.at.nodes ?? []) put(nodes, id, problem);
    if (problem.at.edge !== undefined) put(wires, problem.at.edge, problem);
  }
  return { nodes, wires };
}

function describe(problem: Problem): string {
  const { from, to } = problem.at;
  if (from?.type !== undefined && to?.type !== undefined) {
    return `${from.block}.${from.port} gives ${from.type}; ${to.block}.${to.port} takes ${to.type}. ${problem.fix}`;
  }
  return `${showPlace(problem.at)}: expected ${problem.expected}, received ${problem.received}. ${problem.fix}`;
}

export const roleOf = (type: Pick<TensorType, 'dtype' | 'role'> | undefined): string =>
  type?.role ?? (type?.dtype === 'bool' ? 'mask' : type?.dtype === 'int' ? 'labels' : 'hidden');

function nodeView(node: Node, { document, graph, ends, check, library, marks }: Context): NodeView {
  const block = library.byId.get(node.block);
  const report = check.nodes.get(node.id);
  const ports = portsOf(node, graph, document, library, report);
  const definition = node.module && document.modules.find((module) => module.id === node.module?.id);
  const inputs = ports.inputs.map((spec) => {
    const edge = ends.into.get(endKey({ node: node.id, port: spec.name }));
    const type = edge && check.nodes.get(edge.from.node)?.outputs[edge.from.port];
    return portView(node, 'input', spec, type, edge !== undefined);
  });
  const outputs = ports.outputs.map((spec) =>
    portView(
      node,
      'output',
      spec,
      report?.outputs[spec.name],
      ends.sources.has(endKey({ node: node.id, port: spec.name })),
    ),
  );
  return {
    id: node.id,
    name: node.name,
    block: node.block,
    title: definition?.name ?? block?.doc.title ?? node.block,
    category: node.module ? 'module' : (block?.category ?? 'shape'),
    path: report?.path ?? node.name,
    settings: settingsOf(node, block, document),
    inputs,
    outputs,
    parameters: report?.parameters ?? 0,
    repeat: node.module?.repeat ?? 1,
    usage: usageOf(node),
    module: node.module !== undefined,
    bypass: node.bypass === true,
    mark: marks.nodes.get(node.id),
  };
}

function portView(
  node: Node,
  side: 'input' | 'output',
  spec: PortSpec,
  type: TensorType | undefined,
  connected: boolean,
): PortView {
  const words = type ? showType(type) : (spec.pattern?.text.replace('any', 'any type') ?? 'any type');
  const pattern =
    spec.pattern && spec.pattern.dtype !== 'any' ? { ...spec.pattern, dtype: spec.pattern.dtype } : undefined;
  return {
    name: spec.name,
    type: words,
    role: type ? roleOf(type) : roleOf(pattern),
    known: type !== undefined,
    optional: spec.optional,
    connected,
    label: `${node.name} ${side} ${spec.name} ${words}${spec.optional ? ' optional' : ''}`,
  };
}

function usageOf({ module: use, ties }: Node): string {
  if (!use) return ties?.map(({ from }) => `weights of ${from.slice(0, from.lastIndexOf('.'))}`)[0] ?? '';
  const words = [
    use.recurrent ? (use.reverse ? 'over time, from the end' : 'over time') : '',
    use.share === undefined
      ? use.weights === 'shared' && (use.repeat ?? 1) > 1
        ? 'shared weights'
        : ''
      : `weights ‘${use.share}’`,
  ];
  return words.filter((word) => word !== '').join(' · ');
}

/** Settings in a line, those that say nothing left out: `units 64 · bias`. */
function settingsOf(node: Node, block: Block | undefined, document: Document): string {
  const known = Object.keys(block?.parameters ?? node.parameters);
  const words = known.map((name) => {
    const value = node.parameters[name] ?? '';
    const parameter = block?.parameters[name];
    const kind = parameter?.kind;
    if (parameter?.quiet && value === defaultOf(parameter)) return '';
    if (kind === 'data') return dataName(document, value);
    if (value === false || value === 0) return '';
    if (value === true) return name;
    const shown = typeof value === 'object' ? `‹${value.parameter}›` : shortly(value);
    return kind === 'choice' || shown === '' ? shown : `${name} ${shown}`;
  });
  return words.filter((word) => word !== '').join(' · ');
}

/** A line has no room for 17 digits. */
const shortly = (value: Exclude<ParameterValue, object>): string =>
  String(typeof value === 'number' ? Number(value.toPrecision(4)) : value);

function dataName(document: Document, value: ParameterValue): string {
  const source = document.data.find((choice) => choice.id === value)?.source;
  if (!source) return 'no data';
  return source.type === 'file' ? source.name : source.dataset;
}

function wireView(edge: Edge, { ends, check, marks }: Context): WireView {
  const type = check.nodes.get(edge.from.node)?.outputs[edge.from.port];
  const name = (id: string) => ends.names.get(id) ?? id;
  return {
    id: edge.id,
    from: edge.from,
    to: edge.to,
    label: type ? showShape(type.shape) : '',
    role: roleOf(type),
    name: `Wire from ${name(edge.from.node)} ${edge.from.port} to ${name(edge.to.node)} ${edge.to.port}`,
    mark: marks.wires.get(edge.id),
  };
}

/** Types that come out of a node, in a line for the card: `[B, T, 64]`. */
export const shapesOf = (report: NodeReport | undefined): string =>
  [...new Set(Object.values(report?.outputs ?? {}).map((type) => showShape(type.shape)))].join('  ');
