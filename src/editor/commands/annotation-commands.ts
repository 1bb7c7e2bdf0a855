import type { Point } from '../../document';
import { addFrame, addNote } from '../annotations';
import { resizeDraft } from '../canvas/nudge';
import { pointerOver } from '../canvas/pointer';
import type { Editor } from '../editor';
import { GRID } from '../place';
import type { Command } from './command';

/** One step of an arrow. */
export const STEPS: Readonly<Record<'Left' | 'Right' | 'Up' | 'Down', Point>> = {
  Left: { x: -GRID, y: 0 },
  Right: { x: GRID, y: 0 },
  Up: { x: 0, y: -GRID },
  Down: { x: 0, y: GRID },
};

/** What can be asked of frames and notes. */
export function annotationCommands(editor: Editor): readonly Command[] {
  const writable = () => !editor.document.getState().readOnly;
  const drawn = () => editor.view.getState().annotations;
  const atPointer = () => {
    const at = pointerOver(editor);
    return at && editor.canvas.current?.toPlane(at);
  };
  return [
    {
      id: 'annotations.frame',
      title: 'Frame the selection',
      group: 'Frames and notes',
      keys: ['Ctrl+G'],
      where: 'canvas',
      enabled: writable,
      run: () => addFrame(editor, atPointer()),
    },
    {
      id: 'annotations.note',
      title: 'Add a note',
      group: 'Frames and notes',
      keys: ['N'],
      where: 'canvas',
      enabled: writable,
      run: () => addNote(editor, atPointer()),
    },
    {
      id: 'annotations.write',
      title: 'Rename the frame, or write in the note',
      group: 'Frames and notes',
      keys: ['F2'],
      where: 'canvas',
      enabled: () => writable() && drawn().size === 1,
      run: () => editor.view.setState({ writing: [...drawn()][0] }),
    },
    ...(
      [
        ['wider', 'Right'],
        ['narrower', 'Left'],
        ['taller', 'Down'],
        ['lower', 'Up'],
      ] as const
    ).map(
      ([word, side]): Command => ({
        id: `annotations.${word}`,
        title: `Make the frame or note ${word}`,
        group: 'Frames and notes',
        keys: [`Alt+Shift+Arrow${side}`],
        where: 'canvas',
        repeats: true,
        enabled: () => writable() && drawn().size > 0,
        run: () => resizeDraft(editor, STEPS[side]),
      }),
    ),
  ];
}
