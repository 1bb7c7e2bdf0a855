import type { Edge, Graph, Node } from '../document';

export interface Topology {
  /** Nodes that can be worked out one after the other. */
  readonly order: readonly Node[];
  /** Ids around each circle found. */
  readonly cycles: readonly (readonly string[])[];
  /** Wires by the node they end at. */
  readonly incoming: ReadonlyMap<string, readonly Edge[]>;
}

/**
 * Kahn's algorithm; of the nodes that are ready the first by name comes next, so that the order hangs on what is wired to
 * what and not on when it was drawn. What is left over holds the circles.
 */
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
  const order: Node[] = [];
  // The last of the list is the first by name.
  const ready = graph.nodes.filter((node) => !waiting.has(node.id)).sort(backwards);
  for (let node = ready.pop(); node; node = ready.pop()) {
    order.push(node);
    for (const edge of outgoing.get(node.id) ?? []) {
      const left = (waiting.get(edge.to.node) ?? 0) - 1;
      waiting.set(edge.to.node, left);
      const next = nodes.get(edge.to.node);
      if (left === 0 && next) insert(ready, next);
    }
  }
  const done = new Set(order.map((node) => node.id));
  const rest = new Set(graph.nodes.filter((node) => !done.has(node.id)).map((node) => node.id));
  return { order, cycles: cyclesIn(rest, incoming), incoming };
}

/** Names are unique in a graph. */
const backwards = (a: Node, b: Node): number => (a.name < b.name ? 1 : -1);

function insert(sorted: Node[], node: Node): void {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const other = sorted[middle];
    if (other && backwards(other, node) < 0) low = middle + 1;
    else high = middle;
  }
  sorted.splice(low, 0, node);
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
