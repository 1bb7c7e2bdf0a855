import { apply, type DataChoice, type Document, type Patch, setData } from '../document';
import type { Problem } from '../problem';
import type { Check } from './types';

export interface Adapted {
  /** One gesture: the choice, and what had to follow. */
  readonly patch: Patch;
  /** What followed, in words: `head.units: 28 → 61`. */
  readonly changes: readonly string[];
}

/** Fixes that are taken one after the other; a document that needs more is not mended by this. */
const MOST_FIXES = 12;

/**
 * Another data choice, together with the settings that check says must follow it: sizes of vocabularies and classes. Only
 * faults that the choice brings are mended, and only by settings; blocks and wires stay as the person drew them.
 */
export function adaptToData(document: Document, choice: DataChoice, check: (document: Document) => Check): Adapted {
  const before = new Set(check(document).problems.map(keyOf));
  let patch: Patch = setData(document, choice);
  let now = apply(document, patch);
  const changes: string[] = [];
  for (let i = 0; i < MOST_FIXES && 'document' in now; i++) {
    const current = now.document;
    const fault = check(current).problems.find(
      (problem) => !before.has(keyOf(problem)) && problem.edit?.every((change) => change.path.includes('parameters')),
    );
    if (!fault?.edit) break;
    const next = apply(current, fault.edit);
    if ('problems' in next) break;
    changes.push(...fault.edit.map((change) => describe(current, change)));
    patch = [...patch, ...fault.edit];
    now = next;
  }
  return { patch, changes };
}

const keyOf = ({ code, at, expected, received }: Problem): string => JSON.stringify([code, at, expected, received]);

function describe(document: Document, { path, before, after }: Patch[number]): string {
  const id = path[path.indexOf('nodes') + 1];
  const graphs = [document.graph, ...document.modules];
  const name = graphs.flatMap((graph) => graph.nodes).find((node) => node.id === id)?.name ?? id;
  return `${name}.${path.at(-1)}: ${String(before ?? 'unset')} → ${String(after ?? 'unset')}`;
}
