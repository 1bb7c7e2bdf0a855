import * as v from 'valibot';
import type { Problem } from '../problem';
import { problem } from '../problem';
import { annotationsOf, setAnnotations } from './annotations';
import { freshId, freshNames, graphOf, type Point, type Scope, takenIds } from './edits';
import { parseJson } from './parse';
import type { Change, Patch } from './patch';
import { Annotation, type Document, Edge, LIMITS, Node, Position } from './schema';

/** Blocks, the wires between them, and frames and notes, as plain JSON text, so that a graph can be pasted from anywhere. */
const Clip = v.strictObject({
  wireformer: v.literal('clipboard'),
  nodes: v.array(Node),
  edges: v.array(Edge),
  /** Wires that came in from blocks that were not copied, with the names of those. */
  incoming: v.optional(v.array(v.strictObject({ name: v.string(), edge: Edge }))),
  positions: v.array(Position),
  annotations: v.optional(v.pipe(v.array(Annotation), v.maxLength(LIMITS.annotations))),
});
export type Clip = v.InferOutput<typeof Clip>;

export function copy(
  document: Document,
  scope: Scope,
  nodes: ReadonlySet<string>,
  annotations: ReadonlySet<string> = new Set(),
): string {
  const graph = graphOf(document, scope);
  const names = new Map((graph?.nodes ?? []).map((node) => [node.id, node.name]));
  const incoming = (graph?.edges ?? [])
    .filter((edge) => !nodes.has(edge.from.node) && nodes.has(edge.to.node))
    .map((edge) => ({ name: names.get(edge.from.node) ?? '', edge }));
  const drawn = annotationsOf(document, scope).filter(({ id }) => annotations.has(id));
  const clip: Clip = {
    wireformer: 'clipboard',
    nodes: (graph?.nodes ?? []).filter((node) => nodes.has(node.id)),
    edges: (graph?.edges ?? []).filter((edge) => nodes.has(edge.from.node) && nodes.has(edge.to.node)),
    ...(incoming.length > 0 && { incoming }),
    positions: document.layout.positions.filter((position) => nodes.has(position.id)),
    ...(drawn.length > 0 && { annotations: drawn }),
  };
  return JSON.stringify(clip);
}

export function parseClip(text: string): Clip | { readonly problems: readonly Problem[] } {
  const json = parseJson(text);
  if ('problems' in json) return json;
  const result = v.safeParse(Clip, json.value);
  if (!result.success) return { problems: [foreign('other text')] };
  const { nodes, edges, positions, annotations = [] } = result.output;
  const twice = [nodes, edges, positions, annotations].map(repeated).find((id) => id !== undefined);
  return twice === undefined ? result.output : { problems: [foreign(`two things called ${twice}`)] };
}

/** Whether a text means to be blocks, be they whole or not: what is wrong with it is then worth saying. */
export const isClip = (text: string): boolean => /"wireformer"\s*:\s*"clipboard"/.test(text);

const foreign = (received: string): Problem =>
  problem({
    code: 'document/invalid',
    at: { field: 'clipboard' },
    expected: 'blocks copied from Wireformer',
    received,
    fix: 'Copy blocks on the canvas first.',
  });

function repeated(items: readonly { readonly id: string }[]): string | undefined {
  const seen = new Set<string>();
  for (const { id } of items) {
    if (seen.has(id)) return id;
    seen.add(id);
  }
  return undefined;
}

/**
 * Adds a clip with fresh ids and names, its upper left corner at `at`. `ids` are the new nodes, `drawn` the new frames and notes, to
 * be selected.
 *
 * @param wired whether wires from blocks outside the clip come along, where a block of the same id and name is there
 */
export function paste(
  document: Document,
  scope: Scope,
  clip: Clip,
  at: Point,
  wired = false,
): { patch: Patch; ids: string[]; drawn: string[] } {
  const graph = graphOf(document, scope);
  const taken = takenIds(document);
  const nameFor = freshNames(new Set((graph?.nodes ?? []).map((node) => node.name)));
  const corners = [...clip.positions, ...(clip.annotations ?? [])];
  const left = corners.reduce((least, { x }) => Math.min(least, x), Number.POSITIVE_INFINITY);
  const top = corners.reduce((least, { y }) => Math.min(least, y), Number.POSITIVE_INFINITY);
  const where = new Map(clip.positions.map((p) => [p.id, p]));
  const ids = new Map(clip.nodes.map((node) => [node.id, freshId(taken, 'n')]));
  const path = scope === undefined ? ['graph'] : ['modules', scope];
  const changes: Change[] = [];
  for (const [i, node] of clip.nodes.entries()) {
    const id = ids.get(node.id) ?? node.id;
    const name = nameFor(node.name);
    const old = where.get(node.id) ?? { x: left + 40 * i, y: top + 40 * i };
    const position = { x: at.x + (old.x - left || 0), y: at.y + (old.y - top || 0) };
    changes.push({ path: [...path, 'nodes', id], after: { ...node, id, name } });
    changes.push({ path: ['layout', 'positions', id], after: { id, x: finite(position.x), y: finite(position.y) } });
  }
  for (const edge of clip.edges) {
    const from = ids.get(edge.from.node);
    const to = ids.get(edge.to.node);
    if (from === undefined || to === undefined) continue;
    const id = freshId(taken, 'e');
    const after = { id, from: { ...edge.from, node: from }, to: { ...edge.to, node: to } };
    changes.push({ path: [...path, 'edges', id], after });
  }
  for (const { name, edge } of wired ? (clip.incoming ?? []) : []) {
    const to = ids.get(edge.to.node);
    const from = graph?.nodes.find((node) => node.id === edge.from.node && node.name === name);
    if (to === undefined || !from) continue;
    const id = freshId(taken, 'e');
    changes.push({ path: [...path, 'edges', id], after: { id, from: edge.from, to: { ...edge.to, node: to } } });
  }
  const drawn = (clip.annotations ?? []).map(({ scope: _, ...annotation }) => ({
    ...annotation,
    id: freshId(taken, 'a'),
    ...(scope !== undefined && { scope }),
    x: finite(at.x + annotation.x - left),
    y: finite(at.y + annotation.y - top),
  }));
  changes.push(...setAnnotations(document, [...(document.layout.annotations ?? []), ...drawn]));
  return { patch: changes, ids: [...ids.values()], drawn: drawn.map(({ id }) => id) };
}

const finite = (n: number): number => (Number.isFinite(n) ? Math.round(n) : 0);
