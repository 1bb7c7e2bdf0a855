import type { EdgeChange } from '@xyflow/react';
import { useCallback, useMemo, useRef, useState } from 'react';
import { useDocument, useEditor, useView } from '../context';
import type { Box } from '../place';
import { type Detail, isFull } from './detail';
import {
  type AnnotationNode,
  type CanvasNode,
  type CardNode,
  flowAnnotations,
  flowEdges,
  flowNodes,
  type Measured,
  type WireEdge,
} from './flow';
import { lanesFor } from './lanes';
import { wiresThrough } from './near-wire';
import { useReveal } from './reveal';
import { useMoves } from './useMoves';

/** React Flow's picture of the document, and what its gestures mean. */
export function useFlow(detail: Detail) {
  const editor = useEditor();
  const document = useDocument((state) => state.document);
  const scope = useDocument((state) => state.scope);
  const views = useDocument((state) => state.views);
  const selected = useView((view) => view.nodes);
  const selectedWires = useView((view) => view.edges);
  const selectedDrawn = useView((view) => view.annotations);
  const draft = useView((view) => view.draft);
  const [measured, setMeasured] = useState<ReadonlyMap<string, Measured>>(new Map());
  const lastCards = useRef<ReadonlyMap<string, CardNode>>(new Map());
  const lastDrawn = useRef<ReadonlyMap<string, AnnotationNode>>(new Map());
  const lastEdges = useRef<ReadonlyMap<string, WireEdge>>(new Map());

  const cards = useMemo(() => {
    const next = flowNodes({ document, views, selected, draft, measured }, lastCards.current);
    lastCards.current = next;
    return [...next.values()];
  }, [document, views, selected, draft, measured]);
  const { shown, drawing } = useReveal(cards);
  const nodes = useMemo((): CanvasNode[] => {
    const next = flowAnnotations({ document, scope, selected: selectedDrawn, draft, measured }, lastDrawn.current);
    lastDrawn.current = next;
    // The keyboard comes to a frame before it comes to what is in it.
    return [...next.values(), ...shown];
  }, [shown, document, scope, selectedDrawn, draft, measured]);
  const moving = [...draft.keys()].join();
  const settled = useRef<ReadonlyMap<string, number>>(new Map());
  // Ways are found for cards at rest: while some are dragged, their wires go the direct way and the others stay.
  // biome-ignore lint/correctness/useExhaustiveDependencies: `cards` changes with every frame of a drag.
  const lanes = useMemo(() => {
    if (moving === '') settled.current = lanesFor(cards, views);
    const moved = new Set(moving.split(','));
    return new Map(
      [...settled.current].filter(([id]) => {
        const wire = views.wires.get(id);
        return wire && !moved.has(wire.from.node) && !moved.has(wire.to.node);
      }),
    );
  }, [moving, views, moving === '' && cards]);
  const coming = drawing ? shown : undefined;
  const edges = useMemo(() => {
    const next = flowEdges(views, selectedWires, lanes, lastEdges.current, detail);
    lastEdges.current = next;
    if (!coming) return [...next.values()];
    const there = new Set(coming.map(({ id }) => id));
    return [...next.values()].filter(({ source, target }) => there.has(source) && there.has(target));
  }, [views, selectedWires, lanes, detail, coming]);

  const placeOf = useCallback((id: string) => (lastCards.current.get(id) ?? lastDrawn.current.get(id))?.position, []);
  const { onNodesChange, onLetGo } = useMoves(placeOf, setMeasured);

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

  const drawn = useRef({ detail, lanes });
  drawn.current = { detail, lanes };
  /** Wires that are not React Flow's, through a box of the plane. */
  const flatWiresIn = useCallback(
    (box: Box) => {
      const { detail: now, lanes: ways } = drawn.current;
      const { views: all } = editor.document.getState();
      if (now.all) return [];
      const wires = [...all.wires.values()].filter((wire) => !isFull(now, wire));
      return wiresThrough(box, { wires, places: { get: placeOf }, views: all, lanes: ways });
    },
    [editor, placeOf],
  );

  return { nodes, cards, edges, lanes, drawing, flatWiresIn, onNodesChange, onEdgesChange, onLetGo };
}
