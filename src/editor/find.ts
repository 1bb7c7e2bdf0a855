import { type Document, graphOf, type Scope } from '../document';
import type { Library } from './library';

/** A block that answers a search, wherever it stands. */
export interface FoundNode {
  /** Ids of the modules it stands in, outermost first, and its own. */
  readonly ids: readonly string[];
  readonly name: string;
  readonly title: string;
  readonly category: string;
  /** Dotted names of what it stands in. */
  readonly path: string;
  /** The parameter that answered: `units 64`. */
  readonly setting?: string | undefined;
}

/** More would be no answer. */
const MOST = 200;

/**
 * Blocks by name, type or parameter value: what is called just so, then those of the whole graph. A module is looked into once, by way of the first block that
 * uses it.
 */
export function findNodes(document: Document, library: Library, query: string): readonly FoundNode[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const found: FoundNode[] = [];
  const seen = new Set<Scope>();
  const queue: { readonly scope: Scope; readonly ids: readonly string[]; readonly names: readonly string[] }[] = [
    { scope: undefined, ids: [], names: [] },
  ];
  for (const { scope, ids, names } of queue) {
    if (seen.has(scope) || found.length >= MOST) continue;
    seen.add(scope);
    for (const node of graphOf(document, scope)?.nodes ?? []) {
      const module = node.module && document.modules.find(({ id }) => id === node.module?.id);
      const block = library.byId.get(node.block);
      const title = module?.name ?? block?.doc.title ?? node.block;
      const own = `${node.name} ${title} ${node.block}`.toLowerCase();
      const settings = Object.entries(node.parameters).map(
        ([name, value]) => `${name} ${typeof value === 'object' ? value.parameter : value}`,
      );
      const setting = settings.find((one) =>
        words.some((word) => !own.includes(word) && one.toLowerCase().includes(word)),
      );
      if (words.every((word) => own.includes(word) || setting?.toLowerCase().includes(word))) {
        found.push({
          ids: [...ids, node.id],
          name: node.name,
          title,
          category: module ? 'module' : (block?.category ?? 'shape'),
          path: names.join('.'),
          setting,
        });
      }
      if (module) queue.push({ scope: module.id, ids: [...ids, node.id], names: [...names, node.name] });
    }
  }
  const whole = query.trim().toLowerCase();
  const called = ({ name }: FoundNode) => Number(name.toLowerCase() === whole);
  return found.sort((a, b) => called(b) - called(a)).slice(0, MOST);
}
