import { defaultOf } from '../../block';
import {
  type Document,
  type Graph,
  graphOf,
  MODULE_INPUT,
  MODULE_OUTPUT,
  type Module,
  type ModuleUse,
  moduleOf,
  type Node,
  type Scope,
} from '../../document';
import type { Library } from '../library';

/** One thing about a block: `key` says whether it is the same; the other two are for people. */
export interface Fact {
  readonly label: string;
  readonly key: string;
  readonly shown: string;
}

export interface Facts {
  /** By block, then by what each fact is about. */
  readonly nodes: ReadonlyMap<string, ReadonlyMap<string, Fact>>;
  /** Blocks inside each definition, and the parameters it promotes. */
  readonly modules: ReadonlyMap<string, { readonly promoted: string; readonly nodes: readonly Node[] }>;
  /** Definitions by the blocks that use them. */
  readonly uses: ReadonlyMap<string, string>;
}

/** Names are left out: renaming a block, or a port of a module, means nothing to what is computed. */
export function factsOf(document: Document, library: Library): Facts {
  const nodes = new Map<string, ReadonlyMap<string, Fact>>();
  const uses = new Map<string, string>();
  const graphs: readonly Scope[] = [undefined, ...document.modules.map(({ id }) => id)];
  for (const scope of graphs) {
    const graph = graphOf(document, scope);
    const inputs = inputsOf(document, graph);
    for (const node of graph?.nodes ?? []) {
      if (node.module) uses.set(node.id, node.module.id);
      const own = nodeFacts(document, node, library).map((one): [string, Fact] => [one.label, one]);
      nodes.set(node.id, new Map([...own, ...(inputs.get(node.id) ?? [])]));
    }
  }
  const modules = new Map(
    document.modules.map((module) => [module.id, { promoted: JSON.stringify(module.parameters), nodes: module.nodes }]),
  );
  return { nodes, modules, uses };
}

const fact = (label: string, key: string | number, shown = String(key)): Fact => ({ label, key: String(key), shown });

function nodeFacts(document: Document, node: Node, library: Library): Fact[] {
  const block = library.byId.get(node.block);
  const facts = node.module
    ? moduleFacts(document, node, node.module)
    : [fact('block', node.block, block?.doc.title ?? node.block)];
  for (const name of new Set([...Object.keys(block?.parameters ?? {}), ...Object.keys(node.parameters)])) {
    const parameter = block?.parameters[name];
    const value = node.parameters[name] ?? (parameter ? defaultOf(parameter) : '');
    const shown = typeof value === 'object' ? `‹${value.parameter}›` : String(value);
    if (parameter?.kind === 'data') facts.push(...dataFacts(document, shown));
    else facts.push(fact(`parameter ${name}`, JSON.stringify(value), shown));
  }
  for (const { weight, from, transpose } of node.ties ?? []) {
    facts.push(fact(`weight ${weight} tied to`, `${idPath(document, from)} ${transpose}`, from));
  }
  return [...facts, fact('bypass', node.bypass ? 'on' : 'off')];
}

function dataFacts(document: Document, id: string): Fact[] {
  const source = document.data.find((choice) => choice.id === id)?.source;
  if (!source) return [fact('data', '', 'none')];
  const [key, shown] = source.type === 'file' ? [source.sha256, source.name] : [source.dataset, source.dataset];
  const seed = source.type === 'file' ? [] : [fact('data seed', source.seed)];
  const options = Object.entries(source.options).map(([name, value]) => fact(`data ${name}`, String(value)));
  return [fact('data', key, shown), ...seed, ...options];
}

function moduleFacts(document: Document, node: Node, use: ModuleUse): Fact[] {
  const module = moduleOf(document, node);
  const states = use.recurrent ?? [];
  const pairs = states.map(
    ({ from, to }) => `${portId(module, MODULE_OUTPUT, from)} ${portId(module, MODULE_INPUT, to)}`,
  );
  const direction = use.recurrent ? (use.reverse ? 'from the end' : 'from the beginning') : 'no';
  const shown = [direction, ...states.map(({ from, to }) => `${from} to ${to}`)].join(', ');
  return [
    fact('module', use.id, module?.name ?? use.id),
    fact('copies', use.repeat ?? 1),
    fact('weights of the copies', use.weights ?? 'own'),
    fact('weights shared as', use.share ?? '', use.share ?? 'nothing'),
    fact('over time', [direction, ...pairs].join(), shown),
  ];
}

/** A module's port is the block inside that it is: its name may change. */
const portId = (module: Module | undefined, block: string, port: string): string =>
  module?.nodes.find((inner) => inner.block === block && inner.name === port)?.id ?? port;

/** What is wired to each port of each block, in order. */
function inputsOf(document: Document, graph: Graph | undefined): Map<string, Map<string, Fact>> {
  const byId = new Map(graph?.nodes.map((node) => [node.id, node]));
  const found = new Map<string, Map<string, Fact>>();
  for (const { from, to } of graph?.edges ?? []) {
    const [source, target] = [byId.get(from.node), byId.get(to.node)];
    const about = `input ${portId(target && moduleOf(document, target), MODULE_INPUT, to.port)}`;
    const key = `${from.node}.${portId(source && moduleOf(document, source), MODULE_OUTPUT, from.port)}`;
    const shown = `${source?.name ?? from.node}.${from.port}`;
    const facts = found.get(to.node) ?? new Map<string, Fact>();
    const old = facts.get(about);
    const [keys, names] = old ? [`${old.key},${key}`, `${old.shown}, ${shown}`] : [key, shown];
    facts.set(about, fact(`input ${to.port}`, keys, names));
    found.set(to.node, facts);
  }
  return found;
}

/** A weight's path with blocks' ids in place of their names, as far as they are there. */
function idPath(document: Document, path: string): string {
  let graph: Graph | undefined = document.graph;
  return path
    .split('.')
    .map((step) => {
      const node: Node | undefined = graph?.nodes.find(({ name }) => name === step);
      if (!node) return step;
      graph = moduleOf(document, node);
      return node.id;
    })
    .join('.');
}
