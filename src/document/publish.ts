import { setAnnotations } from './annotations';
import { freshId, freshName, takenIds } from './edits';
import { emptyDocument } from './empty';
import { identifierOf } from './extract';
import { moduleOf } from './modules';
import type { Change, Patch } from './patch';
import type { Annotation, Document, Module, Node } from './schema';

/**
 * A module with the modules it is made of, as a document of its own that holds one instance: it is kept, read and brought up to a newer
 * version as documents are. The instance says how the module is used: so often, over time. Undefined where a definition is missing.
 */
export function packModule(document: Document, use: Node): Document | undefined {
  const root = moduleOf(document, use);
  const modules = root && closure(document, root);
  if (!root || !modules || !use.module) return undefined;
  // A key says with whom weights are shared: in another document, with nobody. What refers to a parameter around has none there.
  const { share: _, ...own } = use.module;
  const parameters = Object.entries(use.parameters).filter(([, value]) => typeof value !== 'object');
  const instance: Node = {
    id: 'instance',
    name: identifierOf(root.name),
    block: 'module',
    version: use.version,
    parameters: Object.fromEntries(parameters),
    module: own,
  };
  const inside = new Set(modules.flatMap(({ nodes }) => nodes.map(({ id }) => id)));
  const ids = new Set(modules.map(({ id }) => id));
  const annotations = (document.layout.annotations ?? []).filter(({ scope }) => scope !== undefined && ids.has(scope));
  const empty = emptyDocument(root.name);
  return {
    ...empty,
    meta: { name: root.name, description: root.description ?? '' },
    // An id that is taken inside would not be read back.
    graph: { nodes: [{ ...instance, id: freshName(inside, instance.id) }], edges: [] },
    modules,
    layout: {
      positions: document.layout.positions.filter(({ id }) => inside.has(id)),
      ...(annotations.length > 0 && { annotations }),
    },
  };
}

/** The instance that a packed module is about, and its definition; undefined for any other document. */
export function packed(pack: Document): { readonly instance: Node; readonly root: Module } | undefined {
  const [instance, ...more] = pack.graph.nodes;
  const root = instance && moduleOf(pack, instance);
  return instance && root && more.length === 0 ? { instance, root } : undefined;
}

/** A module and all it is made of, the innermost first; undefined where one is missing or stands in itself. */
function closure(document: Document, root: Module): Module[] | undefined {
  const found: Module[] = [];
  const around = new Set<string>();
  const visit = (module: Module | undefined): boolean => {
    if (!module || around.has(module.id)) return false;
    if (found.includes(module)) return true;
    around.add(module.id);
    const whole = module.nodes.every((node) => !node.module || visit(moduleOf(document, node)));
    around.delete(module.id);
    found.push(module);
    return whole;
  };
  return visit(root) ? found : undefined;
}

export interface TakenIn {
  readonly patch: Patch;
  /** The definition, new or one that was there. */
  readonly module: Module;
}

/**
 * Brings a packed module into a document: each definition that is there already, but for ids and places, is used; the others come with ids
 * of their own where theirs are taken. Undefined for what is no packed module, or where there is no room for it.
 */
export function takeIn(document: Document, pack: Document): TakenIn | undefined {
  const root = packed(pack)?.root;
  const modules = root && closure(pack, root);
  if (!root || !modules || document.modules.length + modules.length > MOST) return undefined;
  const contents = new Map<string, number>();
  const [here, there] = [contentsOf(document, contents), contentsOf(pack, contents)];
  const known = new Map(document.modules.map((module) => [here(module), module]));
  // A place may stand for a block that is gone.
  const taken = new Set([...takenIds(document), ...document.layout.positions.map(({ id }) => id)]);
  const names = new Set(document.modules.map(({ id }) => id));
  const free = (id: string, prefix: string): string => {
    if (taken.has(id)) return freshId(taken, prefix);
    taken.add(id);
    return id;
  };
  const made = new Map<string, Module>();
  const moved = new Map<string, string>();
  const patch: Change[] = [];
  const added: Annotation[] = [];
  for (const module of modules) {
    const same = known.get(there(module));
    if (same) {
      made.set(module.id, same);
      continue;
    }
    const id = freshName(names, module.id);
    names.add(id);
    for (const node of module.nodes) moved.set(node.id, free(node.id, 'n'));
    const at = (node: string) => moved.get(node) ?? node;
    const copy: Module = {
      ...module,
      id,
      nodes: module.nodes.map((node) => ({
        ...node,
        id: at(node.id),
        ...(node.module && { module: { ...node.module, id: made.get(node.module.id)?.id ?? node.module.id } }),
      })),
      edges: module.edges.map(({ id: edge, from, to }) => ({
        id: free(edge, 'e'),
        from: { ...from, node: at(from.node) },
        to: { ...to, node: at(to.node) },
      })),
    };
    made.set(module.id, copy);
    patch.push({ path: ['modules', id], after: copy });
    for (const one of pack.layout.annotations ?? [])
      if (one.scope === module.id) added.push({ ...one, id: free(one.id, 'a'), scope: id });
  }
  for (const place of pack.layout.positions) {
    const id = moved.get(place.id);
    if (id !== undefined) patch.push({ path: ['layout', 'positions', id], after: { ...place, id } });
  }
  const module = made.get(root.id);
  if (!module) return undefined;
  return {
    patch: [...patch, ...setAnnotations(document, [...(document.layout.annotations ?? []), ...added])],
    module,
  };
}

const MOST = 1000;

/** Whether two packed modules are the same but for ids and places. */
export function samePacked(a: Document, b: Document): boolean {
  const [one, other] = [packed(a), packed(b)];
  if (!one || !other) return false;
  const contents = new Map<string, number>();
  const number = contentsOf(a, contents)(one.root);
  const use = ({ instance }: typeof one) => plainly([instance.parameters, { ...instance.module, id: '' }]);
  return number === contentsOf(b, contents)(other.root) && use(one) === use(other);
}

/** A number for what a module holds, ids and places left out: the same for modules that hold the same, in whatever document. */
function contentsOf(document: Document, contents: Map<string, number>): (module: Module) => number {
  const numbers = new Map<string, number>();
  const numberOf = (module: Module): number => {
    const known = numbers.get(module.id);
    if (known !== undefined) return known;
    // One that stands in itself ends here.
    numbers.set(module.id, -1);
    const names = new Map(module.nodes.map(({ id, name }) => [id, name]));
    const nodes = module.nodes.map(({ id: _, module: use, ...node }) => {
      const inner = use && document.modules.find((one) => one.id === use.id);
      return { ...node, ...(use && { module: { ...use, id: inner ? numberOf(inner) : use.id } }) };
    });
    const edges = module.edges.map(({ from, to }) => [names.get(from.node), from.port, names.get(to.node), to.port]);
    const { name, description, parameters } = module;
    const text = plainly({ name, description, parameters, nodes, edges: edges.map(plainly).sort() });
    const number = contents.get(text) ?? contents.size;
    contents.set(text, number);
    numbers.set(module.id, number);
    return number;
  };
  return numberOf;
}

/** JSON with keys in one order. */
const plainly = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );

/** A packed module under another name. */
export function renamePacked(pack: Document, name: string): Document {
  const root = packed(pack)?.root;
  return {
    ...pack,
    meta: { ...pack.meta, name },
    modules: pack.modules.map((module) => (module === root ? { ...module, name } : module)),
  };
}
