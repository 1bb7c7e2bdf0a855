import type { Edge, Graph, Node } from '../document';

export interface Topology {
  /** Nodes that can be worked out one after the other. */
  readonly order: readonly Node[];
  /** Ids around each circle found. */
  readonly cycles: readonly (readonly string[])[];
  /** Wires by the node they end at. */
  readonly incoming: ReadonlyMap<string, readonly Edge[]>;
}

/** Kahn's algorithm; what it leaves over holds the circles. Linear in nodes and wires. */
export function sortGraph(graph: Graph): Topology {
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const incoming = new Map<string, Edge[]>();
  const outgoing = new Map<string, Edge[]>();
  const waiting = new Map<string, number>();
  for (const edge of graph.edges) {
    if (!nodes.has(edge.from.node) || !nodes.has(edge.to.node)) continue;
    push(incoming, edge.to.node, edge);
    push(outgoing, edge.from.node, edge);
    waiting.set(edge.to.node, (waiting.get(edge.to.node) ?? 0) + 1);
  }
  const order = graph.nodes.filter((node) => !waiting.has(node.id));
  for (let i = 0; i < order.length; i++) {
    for (const edge of outgoing.get(order[i]?.id ?? '') ?? []) {
      const left = (waiting.get(edge.to.node) ?? 0) - 1;
      waiting.set(edge.to.node, left);
      const next = nodes.get(edge.to.node);
      if (left === 0 && next) order.push(next);
    }
  }
  const done = new Set(order.map((node) => node.id));
  const rest = new Set(graph.nodes.filter((node) => !done.has(node.id)).map((node) => node.id));
  return { order, cycles: cyclesIn(rest, incoming), incoming };
}

/** Walks backwards inside what is left over until a node comes again: a circle. Each node is reported once. */
function cyclesIn(rest: Set<string>, incoming: ReadonlyMap<string, readonly Edge[]>): string[][] {
  const cycles: string[][] = [];
  const seen = new Set<string>();
  for (const start of rest) {
    const walk: string[] = [];
    const at = new Map<string, number>();
    let node: string | undefined = start;
    while (node !== undefined && !seen.has(node) && !at.has(node)) {
      at.set(node, walk.push(node) - 1);
      node = (incoming.get(node) ?? []).map((edge) => edge.from.node).find((id) => rest.has(id));
    }
    const first = node === undefined ? undefined : at.get(node);
    if (first !== undefined) cycles.push(walk.slice(first).reverse());
    for (const id of walk) seen.add(id);
  }
  return cycles;
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
