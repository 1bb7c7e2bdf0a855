import { type Problem, problem } from '../problem';
import { idOf, OpenList } from './lists';
import type { Document } from './schema';

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined };

/**
 * One change: what stands at a path goes from `before` to `after`; undefined means nothing there. A path step is a key of
 * an object, or the id of an item in a list of things with ids (`['graph', 'nodes', 'n3', 'parameters', 'units']`).
 * `index` says where in its list an item stands, so that undoing a removal puts it back in its place.
 */
export interface Change {
  readonly path: readonly string[];
  readonly before?: Json;
  readonly after?: Json;
  readonly index?: number;
}

/** Changes that belong together: one gesture, one entry of the history. Plain data: saved, sent and replayed. */
export type Patch = readonly Change[];

/** Takes a patch back: `apply(apply(d, p), invert(p))` is d. */
export const invert = (patch: Patch): Patch =>
  patch
    .map(({ path, before, after, index }) => ({
      path,
      ...(after === undefined ? {} : { before: after }),
      ...(before === undefined ? {} : { after: before }),
      ...(index === undefined ? {} : { index }),
    }))
    .reverse();

export type Applied = { readonly document: Document } | { readonly problems: readonly Problem[] };

/**
 * The document with a patch applied, or why it does not fit; the given document is never changed. Patches made by
 * `edits.ts` keep the document's form; one from anywhere else (another tab, storage) is to be parsed afterwards.
 */
export function apply(document: Document, patch: Patch): Applied {
  const out = new Draft(document);
  for (const change of patch) {
    if (out.take(change)) continue;
    return {
      problems: [
        problem({
          code: 'document/conflict',
          at: { field: change.path.join('.') },
          expected: change.before === undefined ? 'nothing there yet' : JSON.stringify(change.before).slice(0, 120),
          received: JSON.stringify(valueAt(out.close(), change.path) ?? 'nothing').slice(0, 120),
          fix: 'The document has changed since; do the edit again.',
        }),
      ],
    };
  }
  return { document: out.close() };
}

/** A document while a patch goes through it. Lists of which whole items change stay open: a patch can have thousands. */
class Draft {
  #document: Document;
  readonly #open = new Map<string, { readonly path: readonly string[]; readonly list: OpenList }>();

  constructor(document: Document) {
    this.#document = document;
  }

  /** False for a change that does not fit. */
  take(change: Change): boolean {
    const { path, before, after, index } = change;
    const id = path.at(-1);
    if (id === undefined || path.some((step) => FORBIDDEN.has(step))) return false;
    const list = this.#listAt(path.slice(0, -1));
    if (list) {
      if (!sameJson(list.get(id), before)) return false;
      list.set(id, after, index);
      return true;
    }
    const document = this.close();
    if (!sameJson(valueAt(document, path), before)) return false;
    const next = replace(document, path, after);
    if (next) this.#document = next;
    return next !== undefined;
  }

  /** The document as it is, with every list in its place. */
  close(): Document {
    for (const { path, list } of this.#open.values())
      this.#document = replace(this.#document, path, list.items) ?? this.#document;
    this.#open.clear();
    return this.#document;
  }

  #listAt(path: readonly string[]): OpenList | undefined {
    const key = path.join('/');
    const open = this.#open.get(key);
    if (open) return open.list;
    // What stands in another open list, or holds one, is not what the document says.
    if ([...this.#open.keys()].some((other) => key.startsWith(`${other}/`) || other.startsWith(`${key}/`)))
      this.close();
    const value = valueAt(this.#document, path);
    if (!Array.isArray(value)) return undefined;
    const list = new OpenList(value);
    this.#open.set(key, { path, list });
    return list;
  }
}

/** What stands at a path, or undefined. */
export function valueAt(document: Document, path: readonly string[]): unknown {
  let value: unknown = document;
  for (const step of path) value = child(value, step);
  return value;
}

const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype']);

/** A copy of `target` that shares everything but the way down to what is put at the path; items of lists are replaced in their place. */
function replace<T>(target: T, [step, ...rest]: readonly string[], value: unknown): T | undefined {
  if (step === undefined) return undefined;
  const inner = child(target, step);
  const next = rest.length === 0 ? value : inner === undefined ? undefined : replace(inner, rest, value);
  if (rest.length > 0 && next === undefined) return undefined;
  if (Array.isArray(target)) {
    const items: T & unknown[] = Object.assign(target.slice());
    items[target.indexOf(inner)] = next;
    return items;
  }
  if (typeof target !== 'object' || target === null) return undefined;
  const copy = { ...target };
  if (next === undefined) Reflect.deleteProperty(copy, step);
  else Reflect.set(copy, step, next);
  return copy;
}

function child(value: unknown, step: string): unknown {
  if (Array.isArray(value)) return value.find((item) => idOf(item) === step);
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.hasOwn(value, step) ? Reflect.get(value, step) : undefined;
}

/** Equal as JSON; a key with undefined is as good as absent, and the order of keys does not matter. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    return a.every((item, i) => sameJson(item, b[i]));
  }
  const entries = (o: object) => Object.entries(o).filter(([, value]) => value !== undefined);
  const left = entries(a);
  const right = new Map(entries(b));
  return left.length === right.size && left.every(([key, value]) => right.has(key) && sameJson(value, right.get(key)));
}
