import type { Point } from '../../document';
import type { Editor } from '../editor';

/** Where the pointer was last; keys that do something at the pointer ask for it. */
let last: Point | undefined;

if (typeof window !== 'undefined') {
  window.addEventListener('pointermove', ({ clientX, clientY }) => {
    last = { x: clientX, y: clientY };
  });
}

/** The pointer, where it is over the canvas. */
export const pointerOver = (editor: Editor): Point | undefined =>
  last && editor.canvas.current?.contains(last) ? last : undefined;
