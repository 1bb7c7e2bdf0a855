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

/** Puts blocks from a text at a place; false where the text holds none. */
function pasted(editor: Editor, text: string, at: Point, wired: boolean): boolean {
  const clip = parseClip(text);
  if ('problems' in clip) return false;
  const { document, scope } = editor.document.getState();
  const made = paste(document, scope, clip, { x: snap(at.x), y: snap(at.y) }, wired);
  if (editor.edit(made.patch)) select(editor.view, made.ids, [], made.drawn);
  return true;
}

/**
 * Copy, cut and paste through the events of the browser's own clipboard keys: they need no permission, work in every
 * browser, and leave text that a person marked alone. `onOther` gets a text that holds no blocks.
 */
export function useClipboard(onOther: (text: string) => void): void {
  const editor = useEditor();
  const shift = useRef(false);
  useEffect(() => {
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
      if (!pasted(editor, text, at ?? { x: 0, y: 0 }, shift.current)) onOther(text);
    };
    const keys = (event: KeyboardEvent) => {
      shift.current = event.shiftKey;
    };
    document.addEventListener('copy', onCopy);
    document.addEventListener('cut', onCut);
    document.addEventListener('paste', onPaste);
    window.addEventListener('keydown', keys, true);
    return () => {
      document.removeEventListener('copy', onCopy);
      document.removeEventListener('cut', onCut);
      document.removeEventListener('paste', onPaste);
      window.removeEventListener('keydown', keys, true);
    };
  }, [editor, onOther]);
}
