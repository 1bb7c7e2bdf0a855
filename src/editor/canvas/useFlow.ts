import type { EdgeChange, NodeChange } from '@xyflow/react';
import { useCallback, useMemo, useRef, useState } from 'react';
import { moveNodes } from '../../document';
import { useDocument, useEditor, useView } from '../context';
import { endDraft } from '../view-store';
import type { Detail } from './detail';
import { intoWire } from './drop-on-wire';
import { type CardNode, flowEdges, flowNodes, type Measured, type WireEdge } from './flow';
import { lanesFor } from './lanes';

/** React Flow's picture of the document, and what its gestures mean. */
export function useFlow(detail: Detail) {
  const editor = useEditor();
  const document = useDocument((state) => state.document);
  const views = useDocument((state) => state.views);
  const selected = useView((view) => view.nodes);
  const selectedWires = useView((view) => view.edges);
  const draft = useView((view) => view.draft);
  const [measured, setMeasured] = useState<ReadonlyMap<string, Measured>>(new Map());
  const lastNodes = useRef<ReadonlyMap<string, CardNode>>(new Map());
  const lastEdges = useRef<ReadonlyMap<string, WireEdge>>(new Map());

  const nodes = useMemo(() => {
    const next = flowNodes({ document, views, selected, draft, measured }, lastNodes.current);
    lastNodes.current = next;
    return [...next.values()];
  }, [document, views, selected, draft, measured]);
  const moving = [...draft.keys()].join();
  const settled = useRef<ReadonlyMap<string, number>>(new Map());
  // Ways are found for cards at rest: while some are dragged, their wires go the direct way and the others stay.
  // biome-ignore lint/correctness/useExhaustiveDependencies: `nodes` changes with every frame of a drag.
  const lanes = useMemo(() => {
    if (moving === '') settled.current = lanesFor(nodes, views);
    const moved = new Set(moving.split(','));
    return new Map(
      [...settled.current].filter(([id]) => {
        const wire = views.wires.get(id);
        return wire && !moved.has(wire.from.node) && !moved.has(wire.to.node);
      }),
    );
  }, [moving, views, moving === '' && nodes]);
  const edges = useMemo(() => {
    const next = flowEdges(views, selectedWires, lanes, lastEdges.current, detail);
    lastEdges.current = next;
    return [...next.values()];
  }, [views, selectedWires, lanes, detail]);

  const onNodesChange = useCallback(
    (changes: NodeChange<CardNode>[]) => {
      const { nodes: chosen, draft: dragged } = editor.view.getState();
      const selection = new Set(chosen);
      const moved = new Map(dragged);
      const sizes = new Map<string, Measured>();
      for (const change of changes) {
        if (change.type === 'select') change.selected ? selection.add(change.id) : selection.delete(change.id);
        else if (change.type === 'position' && change.position) moved.set(change.id, change.position);
        else if (change.type === 'dimensions' && change.dimensions) sizes.set(change.id, change.dimensions);
      }
      const selects = changes.some((change) => change.type === 'select');
      const moves = changes.some((change) => change.type === 'position');
      if (selects || moves) {
        editor.view.setState({ ...(selects && { nodes: selection }), ...(moves && { draft: moved }) });
      }
      if (sizes.size > 0) setMeasured((before) => new Map([...before, ...sizes]));
    },
    [editor],
  );

  const onEdgesChange = useCallback(
    (changes: EdgeChange<WireEdge>[]) => {
      const selection = new Set(editor.view.getState().edges);
      for (const change of changes) {
        if (change.type === 'select') change.selected ? selection.add(change.id) : selection.delete(change.id);
      }
      if (changes.some((change) => change.type === 'select')) editor.view.setState({ edges: selection });
    },
    [editor],
  );

  /** Cards are let go: however many were moved, it is one entry of the history. */
  const onLetGo = useCallback(() => {
    const { document: now } = editor.document.getState();
    const places = new Map(now.layout.positions.map((place) => [place.id, place]));
    const moved = [...editor.view.getState().draft].filter(([id, { x, y }]) => {
      const old = places.get(id);
      return old?.x !== Math.round(x) || old.y !== Math.round(y);
    });
    if (moved.length > 0)
      editor.edit([
        ...moveNodes(now, new Map(moved)),
        ...intoWire(
          editor,
          moved.map(([id]) => id),
        ),
      ]);
    endDraft(editor.view);
  }, [editor]);

  return { nodes, edges, lanes, onNodesChange, onEdgesChange, onLetGo };
}
