import '@xyflow/react/dist/base.css';
import '../editor.css';
import { Background, BackgroundVariant, MiniMap, ReactFlow, ReactFlowProvider, SelectionMode } from '@xyflow/react';
import {
  type MouseEvent as ReactMouseEvent,
  type ReactNode,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { useStore } from 'zustand';
import { useHandheld, useSmall } from '../../ui';
import { useDocument, useEditor, useView } from '../context';
import { BlockHelp } from '../help/BlockHelp';
import { GRID } from '../place';
import { openSearch } from '../search';
import { Frame, Note } from './Annotation';
import { BlockSearchBox } from './BlockSearchBox';
import { Breadcrumb } from './Breadcrumb';
import { BusyNote } from './BusyNote';
import { Card } from './Card';
import { ConnectionLine } from './ConnectionLine';
import { useClipboard } from './clipboard';
import { useConnecting } from './connecting';
import { DetailContext, useDetail } from './detail';
import { aimAtWire, letGo } from './drop-on-wire';
import { FindBox } from './FindBox';
import { FlatWires } from './FlatWires';
import { chooseFlatWire } from './flat-choice';
import type { CanvasNode } from './flow';
import { useFraming } from './framing';
import { Guides } from './Guides';
import { focusPort, useCanvasKeys } from './keys';
import { NothingYet } from './NothingYet';
import { HoverNote, RefusalNote } from './Refusal';
import { useCanvasHandle, useFocusInSight, useSteadyMiddle, useViewport } from './sight';
import { useFlow } from './useFlow';
import { Wire } from './Wire';
import { ZoomBar } from './ZoomBar';

const NODE_TYPES = { card: Card, frame: Frame, note: Note };
const EDGE_TYPES = { wire: Wire };
const ADD_KEYS = ['Meta', 'Control'];
const PAN_BUTTONS = [0, 1];
const MINIMAP_SIZE = { width: 150, height: 96 };

export interface CanvasProps {
  /** A text was pasted that holds no blocks. */
  readonly onForeignText: (text: string) => void;
  /** Other ways to begin, shown where nothing is; without it there is no document yet. */
  readonly beginnings?: ReactNode;
}

export function Canvas({ onForeignText, beginnings }: CanvasProps) {
  const trail = useDocument((state) => state.trail.join('/'));
  useClipboard(onForeignText);
  return (
    <section aria-label="Canvas" className="relative h-full min-h-0 min-w-0 bg-canvas">
      {/* Another graph is another plane: sizes, sight and focus begin anew. */}
      <ReactFlowProvider key={trail}>
        <Flow />
        <HoverNote />
      </ReactFlowProvider>
      {beginnings && <NothingYet>{beginnings}</NothingYet>}
      <Breadcrumb />
      <WiringHint />
      <RefusalNote />
      <BlockSearchBox />
      <FindBox />
      <BlockHelp />
    </section>
  );
}

function Flow() {
  const editor = useEditor();
  const readOnly = useDocument((state) => state.readOnly);
  // A finger that lands on a block moves the plane, not the block: on a small screen there is hardly another place to land.
  const handheld = useHandheld();
  const small = useSmall();
  const plane = useRef<HTMLDivElement>(null);
  const details = useDetail(plane);
  const detail = useStore(details);
  const { nodes, cards, edges, lanes, drawing, flatWiresIn, onNodesChange, onEdgesChange, onLetGo } = useFlow(detail);
  const connecting = useConnecting();
  const framing = useFraming();
  const { onMoveEnd, defaultViewport } = useViewport();
  // A first block that is dropped on an empty plane stays where it was dropped.
  const [fitFirst] = useState(() => defaultViewport === undefined && nodes.length > 0);
  useCanvasHandle(plane, fitFirst, flatWiresIn);
  useSteadyMiddle(plane, small);
  useCanvasKeys(onLetGo);
  const onFocus = useFocusInSight(plane);
  // One and the same from frame to frame: with another handler React Flow renders every card again.
  const own = useMemo(
    () => ({
      onNodeDrag: (_: unknown, node: CanvasNode, all: readonly CanvasNode[]) => aimAtWire(editor, node.id, all.length),
      onNodeDragStop: (_: unknown, node: CanvasNode) => letGo(editor, node.id, onLetGo),
      onNodeDoubleClick: (_: unknown, node: CanvasNode) => {
        const { trail, views, readOnly: fixed } = editor.document.getState();
        if (node.type !== 'card') editor.view.setState({ writing: fixed ? undefined : node.id });
        else if (views.nodes.get(node.id)?.module) editor.enter([...trail, node.id]);
      },
      onPaneClick: (event: ReactMouseEvent) => {
        // React Flow has no double click on the plane.
        if (event.detail === 2) openSearch(editor, { x: event.clientX, y: event.clientY });
        else chooseFlatWire(editor, event);
      },
    }),
    [editor, onLetGo],
  );
  const category = useCallback(
    (node: CanvasNode) =>
      node.type !== 'card'
        ? 'color-mix(in srgb, var(--wf-control) 25%, transparent)'
        : `var(--wf-category-${editor.document.getState().views.nodes.get(node.id)?.category ?? 'shape'})`,
    [editor],
  );
  return (
    <div ref={plane} className="absolute inset-0">
      <DetailContext value={details}>
        <ReactFlow
          nodes={nodes}
          edges={edges}
          nodeTypes={NODE_TYPES}
          edgeTypes={EDGE_TYPES}
          onNodesChange={onNodesChange}
          onEdgesChange={onEdgesChange}
          {...own}
          {...framing}
          onSelectionDragStop={onLetGo}
          {...connecting}
          onFocus={onFocus}
          connectionLineComponent={ConnectionLine}
          connectionRadius={22}
          connectOnClick={false}
          nodesDraggable={!readOnly && !handheld}
          edgesFocusable={false}
          disableKeyboardA11y
          deleteKeyCode={null}
          panActivationKeyCode={null}
          selectionKeyCode="Shift"
          multiSelectionKeyCode={ADD_KEYS}
          selectionMode={SelectionMode.Partial}
          panOnDrag={PAN_BUTTONS}
          zoomOnDoubleClick={false}
          minZoom={0.1}
          maxZoom={2}
          onMoveEnd={onMoveEnd}
          {...(defaultViewport && { defaultViewport })}
        >
          <Background variant={BackgroundVariant.Dots} gap={3 * GRID} size={1.5} />
          {!detail.whole && !small && (
            <MiniMap
              pannable
              zoomable
              ariaLabel="Minimap"
              nodeColor={category}
              nodeBorderRadius={6}
              className="!m-2 max-md:hidden overflow-hidden rounded-md border border-line"
              style={MINIMAP_SIZE}
            />
          )}
          <ZoomBar />
          <FlatWires nodes={cards} lanes={lanes} detail={detail} />
          <Guides />
        </ReactFlow>
      </DetailContext>
      <BusyNote drawing={drawing} />
    </div>
  );
}

/** Says what the keyboard does while it draws a wire. */
function WiringHint() {
  const editor = useEditor();
  const pending = useView((view) => (view.pending?.by === 'keyboard' ? view.pending : undefined));
  const name = useDocument((state) => (pending ? (state.views.nodes.get(pending.end.node)?.name ?? '') : ''));
  useEffect(() => {
    // By then the ports know whether they fit.
    if (!pending) return;
    const frame = requestAnimationFrame(() => {
      // Whoever asked for the list of ports meanwhile types there, and whoever was faster with Tab stays at their port.
      const there = document.activeElement?.matches('[data-standing="fits"], [data-standing="refuses"]');
      if (!there && !editor.view.getState().finding) focusPort(1, '[data-standing="fits"]');
    });
    return () => cancelAnimationFrame(frame);
  }, [editor, pending]);
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
          : `Wiring ${name}.${pending.end.port}: ${count} ${count === 1 ? 'port fits' : 'ports fit'}. Tab goes round them, Ctrl+F finds one, Enter connects, A adds a block, Escape cancels.`)}
    </p>
  );
}
