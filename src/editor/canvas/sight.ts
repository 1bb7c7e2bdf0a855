import { type Viewport as FlowViewport, useNodesInitialized, useReactFlow } from '@xyflow/react';
import { type RefObject, useCallback, useEffect, useRef, useState } from 'react';
import { useEditor, useView } from '../context';
import type { Box } from '../place';
import type { CardNode, WireEdge } from './flow';

const FIT = { padding: 0.08, maxZoom: 1 } as const;

/** Every graph keeps the piece of its plane that was in sight. */
export function useViewport() {
  const editor = useEditor();
  const key = editor.document.getState().trail.join('/');
  const [defaultViewport] = useState(() => editor.view.getState().viewports.get(key));
  const onMoveEnd = useCallback(
    (event: unknown, viewport: FlowViewport) => {
      // Without an event it was not a person: the first fit of a graph is not worth keeping.
      if (event === null) return;
      const { viewports } = editor.view.getState();
      editor.view.setState({ viewports: new Map([...viewports, [key, viewport]]) });
    },
    [editor, key],
  );
  return { defaultViewport, onMoveEnd };
}

/** Brings what the keyboard has reached into sight; what a pointer has pressed is there already. */
export function useFocusInSight(plane: RefObject<HTMLDivElement | null>) {
  const flow = useReactFlow<CardNode, WireEdge>();
  return useCallback(
    ({ target }: { readonly target: EventTarget }) => {
      const card = target instanceof HTMLElement ? target.closest<HTMLElement>('.react-flow__node') : null;
      const box = card?.getBoundingClientRect();
      const seen = plane.current?.getBoundingClientRect();
      if (!card || !box || !seen || !(target instanceof HTMLElement) || !target.matches(':focus-visible')) return;
      const inside =
        box.left >= seen.left && box.right <= seen.right && box.top >= seen.top && box.bottom <= seen.bottom;
      if (inside) return;
      const { x, y } = flow.screenToFlowPosition({ x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 });
      void flow.setCenter(x, y, { zoom: flow.getZoom() });
    },
    [flow, plane],
  );
}

/** Where panels come and go above each other, what is in the middle of the plane stays there. */
export function useSteadyMiddle(plane: RefObject<HTMLDivElement | null>, wanted: boolean): void {
  const flow = useReactFlow<CardNode, WireEdge>();
  useEffect(() => {
    if (!plane.current || !wanted) return;
    let before: { readonly width: number; readonly height: number } | undefined;
    const observer = new ResizeObserver(([entry]) => {
      if (!entry) return;
      const { width, height } = entry.contentRect;
      if (before) {
        const { x, y, zoom } = flow.getViewport();
        const by = { x: (width - before.width) / 2, y: (height - before.height) / 2 };
        void flow.setViewport({ x: x + by.x, y: y + by.y, zoom });
      }
      before = { width, height };
    });
    observer.observe(plane.current);
    return () => observer.disconnect();
  }, [flow, plane, wanted]);
}

/** What the rest of the editor may ask of the canvas while it is there. */
export function useCanvasHandle(
  plane: RefObject<HTMLDivElement | null>,
  fitFirst: boolean,
  flatWiresIn: (box: Box) => readonly string[],
): void {
  const editor = useEditor();
  const flow = useReactFlow<CardNode, WireEdge>();
  const wanted = useView((view) => view.wanted);
  const measured = useNodesInitialized();
  useEffect(() => {
    const box = () => plane.current?.getBoundingClientRect() ?? new DOMRect();
    editor.canvas.current = {
      toPlane: (at) => flow.screenToFlowPosition(at, { snapToGrid: false }),
      toWindow: (at) => flow.flowToScreenPosition(at),
      sight: () => {
        const { left, top, width, height } = box();
        const corner = flow.screenToFlowPosition({ x: left, y: top }, { snapToGrid: false });
        const zoom = flow.getZoom();
        return { ...corner, width: width / zoom, height: height / zoom };
      },
      contains: ({ x, y }) => {
        const { left, top, right, bottom } = box();
        return x >= left && x <= right && y >= top && y <= bottom;
      },
      flatWires: ({ x, y, width, height }) => {
        const corner = flow.screenToFlowPosition({ x, y }, { snapToGrid: false });
        const zoom = flow.getZoom();
        return flatWiresIn({ ...corner, width: width / zoom, height: height / zoom });
      },
      fit: (nodes) => {
        const ids = [...(nodes ?? [])].map((id) => ({ id }));
        void flow.fitView(ids.length === 0 ? FIT : { ...FIT, nodes: ids });
      },
      reveal: (id) => {
        const { left, top, right, bottom } = box();
        const { x, y, width, height } = flow.getNodesBounds([id]);
        const [from, to] = [
          flow.flowToScreenPosition({ x, y }),
          flow.flowToScreenPosition({ x: x + width, y: y + height }),
        ];
        if (from.x >= left && from.y >= top && to.x <= right && to.y <= bottom) return;
        void flow.setCenter(x + width / 2, y + height / 2, { zoom: flow.getZoom() });
      },
    };
    return () => {
      editor.canvas.current = undefined;
    };
  }, [editor, flow, plane, flatWiresIn]);

  // React Flow's own first fit comes before the cards have been measured.
  const fitted = useRef(!fitFirst);
  useEffect(() => {
    if (fitted.current || !measured) return;
    fitted.current = true;
    void flow.fitView(FIT);
  }, [flow, measured]);

  useEffect(() => {
    if (wanted === undefined || !measured) return;
    const node = flow.getInternalNode(wanted);
    if (!node) return;
    editor.view.setState({ wanted: undefined });
    // The focus first: it may bring the card into sight on its own, and this is where it is to stand.
    plane.current?.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(wanted)}"]`)?.focus();
    const { x, y } = node.internals.positionAbsolute;
    const { width = 0, height = 0 } = node.measured;
    void flow.setCenter(x + width / 2, y + height / 2, { zoom: Math.max(0.75, flow.getZoom()) });
  }, [editor, flow, measured, wanted, plane]);
}
