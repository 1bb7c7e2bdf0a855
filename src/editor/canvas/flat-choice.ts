import type { Editor } from '../editor';
import { select } from '../view-store';

/** Pixels around the pointer within which a wire is meant. */
const REACH = 6;

interface Click {
  readonly clientX: number;
  readonly clientY: number;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
}

/** A click on the plane, on a wire that is drawn without detail: chosen as any other, with Ctrl beside what is. */
export function chooseFlatWire(editor: Editor, { clientX, clientY, ctrlKey, metaKey }: Click): void {
  const box = { x: clientX - REACH, y: clientY - REACH, width: 2 * REACH, height: 2 * REACH };
  const [wire] = editor.canvas.current?.flatWires(box) ?? [];
  if (wire === undefined) return;
  const { nodes, edges, annotations } = editor.view.getState();
  const more = ctrlKey || metaKey;
  // React Flow takes a click on the plane for one on nothing, and lets go of everything after this.
  queueMicrotask(() => {
    if (more) select(editor.view, nodes, [...edges, wire], annotations);
    else select(editor.view, [], [wire]);
  });
}
