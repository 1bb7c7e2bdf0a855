import { blocks } from '../../blocks';
import { createChecker } from '../check';
import { catalogue } from '../data';
import { emptyDocument } from '../document';
import { createEditor, createLibrary, createShares, type Editor, type EditorOptions } from '../editor';
import { keepChoice, readChoice } from '../storage';
import type { RunBridge } from './run/bridge';
import { weightSource } from './run/weights';

const SHARE = 'wireformer.share';

interface Needs extends Required<Pick<EditorOptions, 'personal' | 'examples' | 'report'>> {
  readonly run: RunBridge;
}

/** The page's editor: all blocks there are, the figures of the page's own run, and what the person chose to see. */
export function editorFor({ run, ...rest }: Needs): Editor {
  const { figures } = run;
  const share = createShares(readChoice(SHARE));
  share.subscribe((next) => keepChoice(SHARE, next));
  return createEditor({
    ...rest,
    share,
    weights: weightSource(run),
    library: createLibrary(blocks, (kind) => ({
      type: 'generated',
      dataset: catalogue.find((generator) => generator.kind === kind)?.id ?? '',
      seed: 1,
      options: {},
    })),
    checker: createChecker(blocks),
    document: emptyDocument('Untitled'),
    gradients: { subscribe: figures.subscribe, get: figures.norm, decades: figures.decades },
  });
}
