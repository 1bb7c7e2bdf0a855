import { flushSync } from 'react-dom';
import type { Editor } from '../editor';
import { helpTarget, openHelp } from '../help/target';
import { SHARES } from '../shares';
import { select } from '../view-store';
import type { Command } from './command';

const SHARE_NAMES = { parameters: 'parameters', flops: 'FLOPs', memory: 'memory' } as const;

const focused = (): string | undefined => document.activeElement?.closest<HTMLElement>('.react-flow__node')?.dataset.id;

/** The first field that says how the block is, not what it is called; the name where there is no other. */
function firstSetting(): HTMLElement | undefined {
  const inspector = document.querySelector('section[aria-label="Inspector"]');
  const fields = [
    ...(inspector?.querySelectorAll<HTMLElement>('input, [role="switch"], [role="combobox"]') ?? []),
  ].filter((one) => !one.matches(':disabled'));
  return fields.find((one) => one.closest('header') === null) ?? fields[0];
}

/** What cards show, and what there is to know about their blocks. */
export const cardCommands = (editor: Editor): readonly Command[] => [
  {
    id: 'blocks.settings',
    title: 'Go to the settings of the block',
    group: 'Blocks',
    keys: ['E'],
    where: 'canvas',
    enabled: () => firstSetting() !== undefined && (editor.view.getState().nodes.size > 0 || focused() !== undefined),
    run: () => {
      const id = focused();
      if (id !== undefined && !editor.view.getState().nodes.has(id)) flushSync(() => select(editor.view, [id]));
      const field = firstSetting();
      field?.focus();
      // As Tab does: what is typed takes the place of what is there.
      if (field instanceof HTMLInputElement) field.select();
    },
  },
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
