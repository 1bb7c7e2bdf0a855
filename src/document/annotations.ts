import type { Scope } from './edits';
import { type Patch, sameJson } from './patch';
import type { Annotation, Document } from './schema';

/** Frames and notes of one graph. */
export const annotationsOf = (document: Document, scope: Scope): readonly Annotation[] =>
  (document.layout.annotations ?? []).filter((annotation) => annotation.scope === scope);

/** Another list of all frames and notes. None is no field: a file without them stays as it was. */
export function setAnnotations(document: Document, after: readonly Annotation[]): Patch {
  const before = document.layout.annotations;
  if (sameJson(before ?? [], after)) return [];
  return [{ path: ['layout', 'annotations'], ...(before && { before }), ...(after.length > 0 && { after }) }];
}

/** Adds frames and notes, or puts them in the place of those with the same id. */
export function putAnnotations(document: Document, changed: readonly Annotation[]): Patch {
  const now = document.layout.annotations ?? [];
  const byId = new Map(changed.map((annotation) => [annotation.id, rounded(annotation)]));
  const known = new Set(now.map(({ id }) => id));
  const kept = now.map((annotation) => byId.get(annotation.id) ?? annotation);
  return setAnnotations(document, [...kept, ...[...byId.values()].filter(({ id }) => !known.has(id))]);
}

export const removeAnnotations = (document: Document, ids: ReadonlySet<string>): Patch =>
  setAnnotations(
    document,
    (document.layout.annotations ?? []).filter(({ id }) => !ids.has(id)),
  );

const rounded = ({ x, y, width, height, ...rest }: Annotation): Annotation => ({
  ...rest,
  x: Math.round(x),
  y: Math.round(y),
  width: Math.max(1, Math.round(width)),
  height: Math.max(1, Math.round(height)),
});
