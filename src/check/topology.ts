import type { Edge, Graph, Node } from '../document';

export interface Topology {
  /** Nodes that can be worked out one after the other. */
  readonly order: readonly Node[];
  /** Ids around each circle found. */
  readonly cycles: readonly (readonly string[])[];
  /** Wires by the node they end at. */
  readonly incoming: ReadonlyMap<string, readonly Edge[]>;
}

interface Sorted {
  readonly nodes: readonly Node[];
  readonly topology: Topology;
  /** Where each of `order` stands among the nodes. */
  readonly places: readonly number[];
}

/** By the wires a graph was last sorted with: an edit of a parameter leaves them, and the order, as they were. */
const sorted = new WeakMap<readonly Edge[], Sorted>();

/** The graph in an order in which each node comes after what is wired to it. */
export function sortGraph(graph: Graph): Topology {
  const last = sorted.get(graph.edges);
  if (last && sameNames(last.nodes, graph.nodes)) {
    const order = last.places.flatMap((place) => graph.nodes[place] ?? []);
    return { ...last.topology, order };
  }
  const topology = sort(graph);
  const placeOf = new Map(graph.nodes.map(({ id }, place) => [id, place]));
  const places = topology.order.flatMap(({ id }) => placeOf.get(id) ?? []);
  sorted.set(graph.edges, { nodes: graph.nodes, topology, places });
  return topology;
}

const sameNames = (before: readonly Node[], now: readonly Node[]): boolean =>
  before.length === now.length &&
  before.every((node, i) => node === now[i] || (node.id === now[i]?.id && node.name === now[i]?.name));

/**
 * Kahn's algorithm; of the nodes that are ready the first by name comes next, so that the order hangs on what is wired to
 * what and not on when it was drawn. What is left over holds the circles.
 */
function sort(graph: Graph): Topology {
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

function insert(list: Node[], node: Node): void {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const other = list[middle];
    if (other && backwards(other, node) < 0) low = middle + 1;
    else high = middle;
  }
  list.splice(low, 0, node);
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
