import { useEffect, useRef } from 'react';
import { copy, type Point, parseClip, paste } from '../../document';
import { selectionWithin } from '../annotations';
import { useEditor } from '../context';
import type { Editor } from '../editor';
import { middleOf, snap } from '../place';
import { deleteSelection } from '../selection';
import { select } from '../view-store';
import { isElsewhere } from './keys';
import { pointerOver } from './pointer';

/** What is selected, and what lies in frames that are, as text. */
function copied(editor: Editor): string | undefined {
  const { document, scope } = editor.document.getState();
  const { nodes, annotations } = selectionWithin(editor);
  return nodes.size + annotations.size === 0 ? undefined : copy(document, scope, nodes, annotations);
}

/** Characters of a text, and blocks, from which pasting takes longer than a moment. */
const LONG = 200_000;
const MANY = 500;

/**
 * Puts blocks from a text at a place; false where the text holds none. Of many the page says so first; who has left the canvas by then
 * wants them no more.
 */
async function pasted(editor: Editor, text: string, at: Point, wired: boolean, left: () => boolean): Promise<boolean> {
  const say = async (busy: string) => {
    editor.view.setState({ busy });
    await nextFrame();
  };
  try {
    if (text.length > LONG) await say('Reading what was pasted…');
    const clip = parseClip(text);
    if ('problems' in clip) return false;
    const count = clip.nodes.length;
    if (count > MANY) await say(`Pasting ${count.toLocaleString('en')} blocks…`);
    if (left()) return true;
    const { document, scope } = editor.document.getState();
    const made = paste(document, scope, clip, { x: snap(at.x), y: snap(at.y) }, wired);
    if (editor.edit(made.patch)) select(editor.view, made.ids, [], made.drawn);
    return true;
  } finally {
    editor.view.setState({ busy: undefined });
  }
}

/** Once what was rendered has been painted. */
const nextFrame = (): Promise<void> => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));

/**
 * Copy, cut and paste through the events of the browser's own clipboard keys: they need no permission, work in every
 * browser, and leave text that a person marked alone. `onOther` gets a text that holds no blocks.
 */
export function useClipboard(onOther: (text: string) => void): void {
  const editor = useEditor();
  const shift = useRef(false);
  useEffect(() => {
    let gone = false;
    const write = (event: ClipboardEvent): boolean => {
      if (isElsewhere(event.target) || window.getSelection()?.toString()) return false;
      const text = copied(editor);
      if (text === undefined) return false;
      event.clipboardData?.setData('text/plain', text);
      event.preventDefault();
      return true;
    };
    const onCopy = (event: ClipboardEvent) => write(event);
    const onCut = (event: ClipboardEvent) => {
      if (!write(event)) return;
      // All that was written goes, or pasting it would make it twice.
      const { nodes, annotations } = selectionWithin(editor);
      select(editor.view, nodes, [], annotations);
      deleteSelection(editor);
    };
    const onPaste = (event: ClipboardEvent) => {
      const text = event.clipboardData?.getData('text/plain') ?? '';
      if (isElsewhere(event.target) || text.trim() === '') return;
      event.preventDefault();
      const { current: canvas } = editor.canvas;
      const point = pointerOver(editor);
      const at = point ? canvas?.toPlane(point) : canvas && middleOf(canvas.sight());
      // The event does not say which keys asked for it: with Shift, wires that came in come along.
      void pasted(editor, text, at ?? { x: 0, y: 0 }, shift.current, () => gone).then((taken) => {
        if (!taken) onOther(text);
      });
    };
    const keys = (event: KeyboardEvent) => {
      shift.current = event.shiftKey;
    };
    document.addEventListener('copy', onCopy);
    document.addEventListener('cut', onCut);
    document.addEventListener('paste', onPaste);
    window.addEventListener('keydown', keys, true);
    return () => {
      gone = true;
      document.removeEventListener('copy', onCopy);
      document.removeEventListener('cut', onCut);
      document.removeEventListener('paste', onPaste);
      window.removeEventListener('keydown', keys, true);
    };
  }, [editor, onOther]);
}
