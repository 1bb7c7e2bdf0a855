import type { FinalConnectionState, IsValidConnection, OnConnectStart } from '@xyflow/react';
import { useMemo } from 'react';
import type { Point } from '../../document';
import { useEditor } from '../context';
import { beginWire, cancelWire, type Editor, endWire } from '../editor';
import { openSearch } from '../search';
import { endKey } from '../wiring';
import type { WireEdge } from './flow';

export const pointOf = (event: MouseEvent | TouchEvent): Point => {
  const at = 'clientX' in event ? event : event.changedTouches[0];
  return { x: at?.clientX ?? 0, y: at?.clientY ?? 0 };
};

/** What drawing a wire with the pointer does. */
export function useConnecting() {
  const editor = useEditor();
  return useMemo(() => {
    const onConnectStart: OnConnectStart = (_, { nodeId, handleId, handleType }) => {
      if (nodeId === null || handleId === null) return;
      beginWire(editor, { node: nodeId, port: handleId }, handleType === 'target' ? 'input' : 'output', 'pointer');
    };
    const isValidConnection: IsValidConnection<WireEdge> = ({ source, sourceHandle, target, targetHandle }) => {
      const { pending } = editor.view.getState();
      if (!pending) return false;
      const other =
        pending.side === 'output' ? { node: target, port: targetHandle } : { node: source, port: sourceHandle };
      return pending.fits.has(endKey({ node: other.node, port: other.port ?? '' }));
    };
    const onConnectEnd = (event: MouseEvent | TouchEvent, state: FinalConnectionState) =>
      drop(editor, state, pointOf(event));
    return { onConnectStart, isValidConnection, onConnectEnd };
  }, [editor]);
}

/** A click on a port is no wire. */
const moved = (from: Point | null, at: Point): boolean =>
  from !== null && Math.hypot(at.x - from.x, at.y - from.y) > 12;

/** On a port, that port; on a card, the first of its ports that fits; on the canvas, a search for what fits. */
function drop(editor: Editor, { toHandle, toNode, fromHandle }: FinalConnectionState, at: Point): void {
  const { pending } = editor.view.getState();
  if (!pending) return;
  const canvas = editor.canvas.current;
  const from = fromHandle && canvas ? canvas.toWindow(fromHandle) : null;
  const wanted = pending.side === 'output' ? 'target' : 'source';
  if (toHandle?.id && toHandle.type === wanted) {
    endWire(editor, { node: toHandle.nodeId, port: toHandle.id }, at);
    return;
  }
  const view = toNode && editor.document.getState().views.nodes.get(toNode.id);
  const ports = (pending.side === 'output' ? view?.inputs : view?.outputs) ?? [];
  const fitting = ports.filter((port) => view && pending.fits.has(endKey({ node: view.id, port: port.name })));
  const port = fitting.find((one) => !one.optional) ?? fitting[0] ?? ports[0];
  if (view && port && view.id !== pending.end.node) endWire(editor, { node: view.id, port: port.name }, at);
  else if (view || !moved(from, at)) cancelWire(editor);
  else openSearch(editor, at);
}
