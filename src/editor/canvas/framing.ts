import { useStoreApi } from '@xyflow/react';
import { type MouseEvent as ReactMouseEvent, useEffect, useMemo, useRef } from 'react';
import { annotationsOf } from '../../document';
import { contains } from '../boxes';
import { useEditor } from '../context';
import type { Editor } from '../editor';
import type { Box } from '../place';
import { select } from '../view-store';
import type { CanvasNode, WireEdge } from './flow';

/** Frames are chosen by their title, and by a box that holds the whole of them: one drawn inside is about what it is drawn around. */
export function useFraming() {
  const editor = useEditor();
  const flow = useStoreApi<CanvasNode, WireEdge>();
  const drawn = useRef<Box>(undefined);
  useEffect(
    () =>
      flow.subscribe(({ userSelectionRect: rect, transform: [x, y, zoom] }) => {
        if (!rect) return;
        const { x: left, y: top, width, height } = rect;
        drawn.current = { x: (left - x) / zoom, y: (top - y) / zoom, width: width / zoom, height: height / zoom };
      }),
    [flow],
  );
  return useMemo(
    () => ({
      onNodeClick: (event: ReactMouseEvent, node: CanvasNode) => {
        if (node.type === 'frame') choose(editor, node.id, event.ctrlKey || event.metaKey);
      },
      onNodeDragStart: (_: unknown, node: CanvasNode) => {
        if (node.type === 'frame' && !editor.view.getState().annotations.has(node.id)) choose(editor, node.id, false);
      },
      onSelectionEnd: () => {
        const box = drawn.current;
        drawn.current = undefined;
        if (!box) return;
        const { document, scope } = editor.document.getState();
        const { annotations } = editor.view.getState();
        const inside = annotationsOf(document, scope).filter((one) => contains(box, one));
        if (inside.length > 0)
          editor.view.setState({ annotations: new Set([...annotations, ...inside.map(({ id }) => id)]) });
      },
    }),
    [editor],
  );
}

function choose(editor: Editor, id: string, more: boolean): void {
  const { nodes, edges, annotations } = editor.view.getState();
  const next = new Set(annotations);
  if (!next.delete(id)) next.add(id);
  if (more) select(editor.view, nodes, edges, next);
  else select(editor.view, [], [], [id]);
}
