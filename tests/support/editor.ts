import { blocks } from '../../blocks';
import type { Document } from '../../src/document';
import { createEditor, type Editor } from '../../src/editor/editor';
import { createLibrary } from '../../src/editor/library';
import type { Problem } from '../../src/problem';
import { checker } from './graph';

export const library = createLibrary(blocks, (kind) => ({
  type: 'generated',
  dataset: kind === 'features' ? 'xor' : 'fables',
  seed: 1,
  options: {},
}));

/** The real editor without a page, and what it told the person. */
export function editorOf(document: Document): { readonly editor: Editor; readonly reported: Problem[] } {
  const reported: Problem[] = [];
  const editor = createEditor({
    library,
    checker,
    document,
    gradients: { subscribe: () => () => undefined, get: () => undefined, decades: () => ({ low: -6, high: 0 }) },
    report: (problems) => reported.push(...problems),
  });
  return { editor, reported };
}
