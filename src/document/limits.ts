import { type Problem, problem } from '../problem';
import type { Json, Patch } from './patch';
import { type Document, LIMITS } from './schema';

/** Why a document must not become this: it could be written, and not be opened again. Undefined where all is well. */
export function beyondLimits(document: Document, patch: Patch): Problem | undefined {
  const longest = patch.reduce((most, { after }) => Math.max(most, longestText(after)), 0);
  if (longest > LIMITS.text) return tooLarge(`a text of at most ${LIMITS.text} characters`, `${longest}`);
  for (const { nodes, edges } of [document.graph, ...document.modules]) {
    if (nodes.length > LIMITS.nodes) return tooLarge(`at most ${LIMITS.nodes} blocks in a graph`, `${nodes.length}`);
    if (edges.length > LIMITS.edges) return tooLarge(`at most ${LIMITS.edges} wires in a graph`, `${edges.length}`);
  }
  const { positions } = document.layout;
  if (positions.length > LIMITS.nodes) return tooLarge(`at most ${LIMITS.nodes} blocks`, `${positions.length}`);
  const { annotations = [] } = document.layout;
  if (annotations.length > LIMITS.annotations)
    return tooLarge(`at most ${LIMITS.annotations} frames and notes`, `${annotations.length}`);
  return undefined;
}

const tooLarge = (expected: string, received: string): Problem =>
  problem({
    code: 'document/too-large',
    at: { field: 'document' },
    expected,
    received,
    fix: 'Nothing was changed. Make it shorter, or in smaller pieces.',
  });

function longestText(value: Json | undefined): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce((most: number, one) => Math.max(most, longestText(one)), 0);
}
