import type { Point } from '../../document';
import type { Editor } from '../editor';

/** Where the pointer was last; keys that do something at the pointer ask for it. */
let last: Point | undefined;
let alt = false;

if (typeof window !== 'undefined') {
  window.addEventListener('pointermove', ({ clientX, clientY, altKey }) => {
    last = { x: clientX, y: clientY };
    alt = altKey;
  });
}

/** The pointer, where it is over the canvas. */
export const pointerOver = (editor: Editor): Point | undefined =>
  last && editor.canvas.current?.contains(last) ? last : undefined;

/** Whether Alt is held: what is dragged then stands wherever it is let go. */
export const isFreehand = (): boolean => alt;
