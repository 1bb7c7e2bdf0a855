import { blocks } from '../../blocks';
import type { Document } from '../../src/document';
import { createEditor, type Editor } from '../../src/editor/editor';
import { createLibrary } from '../../src/editor/library';
import type { Problem } from '../../src/problem';
import { checker, GraphBuilder } from './graph';

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

/** Layers for XOR without a loss: small, sound, and trained by nobody. */
export const xor = () =>
  new GraphBuilder()
    .generated('points', 'features', 'xor')
    .block('data', 'feature-data', { data: 'points' })
    .block('hidden', 'linear', { units: 4 })
    .block('tanh', 'activation')
    .block('head', 'linear', { units: 'K' })
    .wire('data.features -> hidden.x', 'hidden.y -> tanh.x', 'tanh.y -> head.x')
    .document();
