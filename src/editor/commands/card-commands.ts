import type { Editor } from '../editor';
import { helpTarget, openHelp } from '../help/target';
import { SHARES } from '../shares';
import type { Command } from './command';

const SHARE_NAMES = { parameters: 'parameters', flops: 'FLOPs', memory: 'memory' } as const;

/** What cards show, and what there is to know about their blocks. */
export const cardCommands = (editor: Editor): readonly Command[] => [
  {
    id: 'help.block',
    title: 'Help on the block',
    group: 'Help',
    keys: ['F1'],
    where: 'everywhere',
    enabled: () => helpTarget(editor, document.activeElement) !== undefined,
    run: () => {
      const block = helpTarget(editor, document.activeElement);
      if (block !== undefined) openHelp(editor, block);
    },
  },
  ...SHARES.map(
    (share): Command => ({
      id: `view.share-${share}`,
      title: share === 'none' ? 'Bars on blocks: none' : `Bars on blocks: ${SHARE_NAMES[share]}`,
      group: 'View',
      keys: [],
      where: 'page',
      enabled: () => editor.share.getState() !== share,
      run: () => editor.share.setState(share, true),
    }),
  ),
];
