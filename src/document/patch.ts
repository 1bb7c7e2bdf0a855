import { type Problem, problem } from '../problem';
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
  let out: Document = document;
  for (const change of patch) {
    const next = applyChange(out, change);
    if (!next) {
      return {
        problems: [
          problem({
            code: 'document/conflict',
            at: { field: change.path.join('.') },
            expected: change.before === undefined ? 'nothing there yet' : JSON.stringify(change.before).slice(0, 120),
            received: JSON.stringify(valueAt(out, change.path) ?? 'nothing').slice(0, 120),
            fix: 'The document has changed since; do the edit again.',
          }),
        ],
      };
    }
    out = next;
  }
  return { document: out };
}

/** What stands at a path, or undefined. */
export function valueAt(document: Document, path: readonly string[]): unknown {
  let value: unknown = document;
  for (const step of path) value = child(value, step);
  return value;
}

const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype']);

function applyChange(document: Document, change: Change): Document | undefined {
  if (change.path.length === 0 || change.path.some((step) => FORBIDDEN.has(step))) return undefined;
  if (!sameJson(valueAt(document, change.path), change.before)) return undefined;
  return replace(document, change.path, change);
}

/** A copy of `target` that shares everything but the way down to the change. */
function replace<T>(target: T, [step, ...rest]: readonly string[], change: Change): T | undefined {
  if (step === undefined) return undefined;
  const inner = child(target, step);
  const next = rest.length === 0 ? change.after : inner === undefined ? undefined : replace(inner, rest, change);
  if (rest.length > 0 && next === undefined) return undefined;
  if (Array.isArray(target)) return replaceItem(target, step, next, change.index);
  if (typeof target !== 'object' || target === null) return undefined;
  const copy = { ...target };
  if (next === undefined) Reflect.deleteProperty(copy, step);
  else Reflect.set(copy, step, next);
  return copy;
}

function replaceItem<T extends unknown[]>(list: T, id: string, next: unknown, index?: number): T {
  const copy: T = Object.assign(list.slice());
  const at = list.findIndex((item) => idOf(item) === id);
  if (next === undefined) copy.splice(at, at < 0 ? 0 : 1);
  else if (at >= 0) copy[at] = next;
  else copy.splice(Math.min(index ?? copy.length, copy.length), 0, next);
  return copy;
}

function child(value: unknown, step: string): unknown {
  if (Array.isArray(value)) return value.find((item) => idOf(item) === step);
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.hasOwn(value, step) ? Reflect.get(value, step) : undefined;
}

function idOf(item: unknown): unknown {
  if (typeof item !== 'object' || item === null) return undefined;
  return 'id' in item ? item.id : undefined;
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
