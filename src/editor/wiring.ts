import type { Check } from '../check';
import { type Document, type Edge, type Graph, graphOf, type Node, type Scope } from '../document';
import { noLetters, type Pattern, showType, type TensorType, unify } from '../tensor';
import type { Library } from './library';
import { type NodePorts, type PortSpec, portsOf } from './ports';

/** One end of a wire: a node's id and a port. */
export interface End {
  readonly node: string;
  readonly port: string;
}

/** A graph as wires see it: ports, and the types that come out of them. Made once for a gesture. */
export interface Wiring {
  readonly graph: Graph;
  readonly nodes: ReadonlyMap<string, { readonly node: Node; readonly ports: NodePorts }>;
  readonly typeOf: (end: End) => TensorType | undefined;
  /** Wires by the node they begin and end at. */
  readonly outgoing: ReadonlyMap<string, readonly Edge[]>;
  readonly incoming: ReadonlyMap<string, readonly Edge[]>;
}

export function wiringOf(document: Document, scope: Scope, check: Check, library: Library): Wiring {
  const graph = graphOf(document, scope) ?? { nodes: [], edges: [] };
  return {
    graph,
    nodes: new Map(
      graph.nodes.map((node) => [
        node.id,
        { node, ports: portsOf(node, graph, document, library, check.nodes.get(node.id)) },
      ]),
    ),
    typeOf: ({ node, port }) => check.nodes.get(node)?.outputs[port],
    outgoing: edgesBy(graph, 'from'),
    incoming: edgesBy(graph, 'to'),
  };
}

function edgesBy(graph: Graph, side: 'from' | 'to'): Map<string, Edge[]> {
  const groups = new Map<string, Edge[]>();
  for (const edge of graph.edges) {
    const list = groups.get(edge[side].node);
    if (list) list.push(edge);
    else groups.set(edge[side].node, [edge]);
  }
  return groups;
}

/**
 * Why a wire from an output to an input cannot be, in words that name both ends and both types; undefined where it can.
 * `without` is a wire that would go: the one that an end is taken from, or that is replaced.
 */
export function whyNot(wiring: Wiring, from: End, to: End, without?: string): string | undefined {
  const source = wiring.nodes.get(from.node);
  const target = wiring.nodes.get(to.node);
  const output = source?.ports.outputs.find((port) => port.name === from.port);
  const input = target?.ports.inputs.find((port) => port.name === to.port);
  if (!source || !target || !output || !input) return 'A wire goes from an output to an input.';
  const incoming = (wiring.incoming.get(to.node) ?? []).filter((edge) => edge.id !== without);
  if (from.node === to.node) return `${source.node.name} cannot feed itself; RNN, LSTM and GRU go through time.`;
  const circle = pathBetween(wiring, to.node, from.node, without);
  if (circle) return `That would close a circle: ${[...circle, to.node].map((id) => nameOf(wiring, id)).join(' → ')}.`;
  const taken = incoming.find((edge) => edge.to.port === to.port);
  if (taken && !input.many) {
    const other = `${nameOf(wiring, taken.from.node)}.${taken.from.port}`;
    return `${target.node.name}.${to.port} has a wire already, from ${other}. Remove that one first.`;
  }
  const expected = mismatch(wiring, incoming, { from, to, output, input });
  if (expected === undefined) return undefined;
  const type = wiring.typeOf(from);
  const given = type ? showType(type) : (output.pattern?.text ?? 'any type');
  return `${source.node.name}.${from.port} gives ${given}; ${target.node.name}.${to.port} takes ${expected}.`;
}

const nameOf = (wiring: Wiring, id: string): string => wiring.nodes.get(id)?.node.name ?? id;

/** Nodes on a way along the wires, both ends included. */
function pathBetween(
  wiring: Wiring,
  start: string,
  end: string,
  without: string | undefined,
): readonly string[] | undefined {
  const cameFrom = new Map<string, string | undefined>([[start, undefined]]);
  const queue = [start];
  for (const node of queue) {
    if (node === end) return trace(cameFrom, end);
    for (const edge of wiring.outgoing.get(node) ?? []) {
      if (edge.id === without || cameFrom.has(edge.to.node)) continue;
      cameFrom.set(edge.to.node, node);
      queue.push(edge.to.node);
    }
  }
  return undefined;
}

function trace(cameFrom: ReadonlyMap<string, string | undefined>, end: string): readonly string[] {
  const path: string[] = [];
  for (let node: string | undefined = end; node !== undefined; node = cameFrom.get(node)) path.unshift(node);
  return path;
}

interface Wanted {
  readonly from: End;
  readonly to: End;
  readonly output: PortSpec;
  readonly input: PortSpec;
}

/** What the port would take instead, with the sizes that its block's other wires settle filled in. */
function mismatch(wiring: Wiring, incoming: readonly Edge[], { from, to, output, input }: Wanted): string | undefined {
  if (!input.pattern) return undefined;
  const type = wiring.typeOf(from);
  if (!type) return couldFit(input.pattern, output.pattern) ? undefined : input.pattern.text;
  const letters = noLetters();
  if (!input.many) {
    for (const spec of wiring.nodes.get(to.node)?.ports.inputs ?? []) {
      const edge = incoming.find((one) => one.to.port === spec.name);
      const other = edge && wiring.typeOf(edge.from);
      if (spec.pattern && other && !spec.many && spec.name !== to.port) unify(spec.pattern, other, letters);
    }
  }
  return unify(input.pattern, type, letters);
}

/** Whether some type would fit both patterns, where what comes out is not known yet. */
export function couldFit(input: Pattern, output: Pattern | undefined): boolean {
  if (!output) return true;
  if (input.dtype !== 'any' && output.dtype !== 'any' && input.dtype !== output.dtype) return false;
  if (input.leading) return output.leading || output.axes.length >= input.axes.length;
  return output.leading ? output.axes.length <= input.axes.length : output.axes.length === input.axes.length;
}

/** Key of a port in the sets below; ids and ports never hold a slash. */
export const endKey = ({ node, port }: End): string => `${node}/${port}`;

/** Every port that a wire from this end could go to. `side` is what the end is itself. */
export function fittingEnds(wiring: Wiring, end: End, side: 'output' | 'input', without?: string): ReadonlySet<string> {
  const found = new Set<string>();
  for (const [node, { ports }] of wiring.nodes) {
    for (const { name } of side === 'output' ? ports.inputs : ports.outputs) {
      const other = { node, port: name };
      const refused = side === 'output' ? whyNot(wiring, end, other, without) : whyNot(wiring, other, end, without);
      if (refused === undefined) found.add(endKey(other));
    }
  }
  return found;
}
