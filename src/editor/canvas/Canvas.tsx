import '@xyflow/react/dist/base.css';
import '../editor.css';
import { Background, BackgroundVariant, MiniMap, ReactFlow, ReactFlowProvider, SelectionMode } from '@xyflow/react';
import { useEffect, useRef, useState } from 'react';
import { useDocument, useEditor, useView } from '../context';
import { GRID } from '../place';
import { openSearch } from '../search';
import { BlockSearchBox } from './BlockSearchBox';
import { Breadcrumb } from './Breadcrumb';
import { Card } from './Card';
import { ConnectionLine } from './ConnectionLine';
import { useClipboard } from './clipboard';
import { useConnecting } from './connecting';
import { aimAtWire, letGo } from './drop-on-wire';
import { FindBox } from './FindBox';
import type { CardNode } from './flow';
import { focusFitting, useCanvasKeys } from './keys';
import { HoverNote, RefusalNote } from './Refusal';
import { useCanvasHandle, useFocusInSight, useViewport } from './sight';
import { useFlow } from './useFlow';
import { Wire } from './Wire';
import { ZoomBar } from './ZoomBar';

const NODE_TYPES = { card: Card };
const EDGE_TYPES = { wire: Wire };
const GRID_STEP: [number, number] = [GRID, GRID];

export interface CanvasProps {
  /** A text was pasted that holds no blocks. */
  readonly onForeignText: (text: string) => void;
}

export function Canvas({ onForeignText }: CanvasProps) {
  const trail = useDocument((state) => state.trail.join('/'));
  useClipboard(onForeignText);
  return (
    <section aria-label="Canvas" className="relative h-full min-h-0 min-w-0 bg-canvas">
      {/* Another graph is another plane: sizes, sight and focus begin anew. */}
      <ReactFlowProvider key={trail}>
        <Flow />
        <HoverNote />
      </ReactFlowProvider>
      <Breadcrumb />
      <WiringHint />
      <RefusalNote />
      <BlockSearchBox />
      <FindBox />
    </section>
  );
}

function Flow() {
  const editor = useEditor();
  const readOnly = useDocument((state) => state.readOnly);
  const { nodes, edges, onNodesChange, onEdgesChange, onLetGo } = useFlow();
  const connecting = useConnecting();
  const plane = useRef<HTMLDivElement>(null);
  const { onMoveEnd, defaultViewport } = useViewport();
  // A first block that is dropped on an empty plane stays where it was dropped.
  const [fitFirst] = useState(() => defaultViewport === undefined && nodes.length > 0);
  useCanvasHandle(plane, fitFirst);
  useCanvasKeys(onLetGo);
  const onFocus = useFocusInSight(plane);
  const category = (node: CardNode) =>
    `var(--wf-category-${editor.document.getState().views.nodes.get(node.id)?.category ?? 'shape'})`;
  return (
    <div ref={plane} className="absolute inset-0">
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={NODE_TYPES}
        edgeTypes={EDGE_TYPES}
        onNodesChange={onNodesChange}
        onEdgesChange={onEdgesChange}
        onNodeDrag={(_, node, all) => aimAtWire(editor, node.id, all.length)}
        onNodeDragStop={(_, node) => letGo(editor, node.id, onLetGo)}
        onSelectionDragStop={onLetGo}
        onNodeDoubleClick={(_, node) => {
          const { trail, views } = editor.document.getState();
          if (views.nodes.get(node.id)?.module) editor.enter([...trail, node.id]);
        }}
        onPaneClick={(event) => {
          // React Flow has no double click on the plane.
          if (event.detail === 2) openSearch(editor, { x: event.clientX, y: event.clientY });
        }}
        {...connecting}
        onFocus={onFocus}
        connectionLineComponent={ConnectionLine}
        connectionRadius={22}
        connectOnClick={false}
        nodesDraggable={!readOnly}
        edgesFocusable={false}
        disableKeyboardA11y
        deleteKeyCode={null}
        panActivationKeyCode={null}
        selectionKeyCode="Shift"
        multiSelectionKeyCode={['Meta', 'Control']}
        selectionMode={SelectionMode.Partial}
        panOnDrag={[0, 1]}
        zoomOnDoubleClick={false}
        snapToGrid
        snapGrid={GRID_STEP}
        minZoom={0.1}
        maxZoom={2}
        onMoveEnd={onMoveEnd}
        {...(defaultViewport && { defaultViewport })}
      >
        <Background variant={BackgroundVariant.Dots} gap={3 * GRID} size={1.5} />
        <MiniMap
          pannable
          zoomable
          ariaLabel="Minimap"
          nodeColor={category}
          nodeBorderRadius={6}
          className="!m-2 max-md:hidden overflow-hidden rounded-md border border-line"
          style={{ width: 150, height: 96 }}
        />
        <ZoomBar />
      </ReactFlow>
    </div>
  );
}

/** Says what the keyboard does while it draws a wire. */
function WiringHint() {
  const pending = useView((view) => (view.pending?.by === 'keyboard' ? view.pending : undefined));
  const name = useDocument((state) => (pending ? (state.views.nodes.get(pending.end.node)?.name ?? '') : ''));
  useEffect(() => {
    // By then the ports know whether they fit.
    if (!pending) return;
    const frame = requestAnimationFrame(() => focusFitting(1));
    return () => cancelAnimationFrame(frame);
  }, [pending]);
  const count = pending?.fits.size ?? 0;
  return (
    <p
      role="status"
      className={
        pending
          ? 'absolute top-2 left-1/2 z-10 -translate-x-1/2 rounded-md bg-ink px-2.5 py-1 text-xs text-surface shadow-raised'
          : 'sr-only'
      }
    >
      {pending &&
        (count === 0
          ? `Nothing here fits ${name}.${pending.end.port}. Escape cancels.`
          : `Wiring ${name}.${pending.end.port}: ${count} ${count === 1 ? 'port fits' : 'ports fit'}. Tab goes round them, Enter connects, Escape cancels.`)}
    </p>
  );
}
