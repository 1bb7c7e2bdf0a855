import type { Edge as FlowEdge, Node as FlowNode } from '@xyflow/react';
import { type Annotation, annotationsOf, type Document, type Scope } from '../../document';
import { nameOf } from '../annotations';
import type { Views } from '../derive';
import { CARD, COLUMN } from '../place';
import type { Draft } from '../view-store';
import { type Detail, isFull } from './detail';

export type CardNode = FlowNode<Record<string, never>, 'card'>;
export type AnnotationNode = FlowNode<Record<string, never>, Annotation['kind']>;
export type CanvasNode = CardNode | AnnotationNode;
/** `lane` is the height at which a wire runs along that cannot go straight. */
export type WireEdge = FlowEdge<{ readonly lane: number | undefined }, 'wire'>;

export interface Measured {
  readonly width: number;
  readonly height: number;
}

export interface Shown {
  readonly document: Document;
  readonly views: Views;
  readonly selected: ReadonlySet<string>;
  readonly draft: Draft;
  readonly measured: ReadonlyMap<string, Measured>;
}

const EMPTY: Record<string, never> = {};

/** React Flow's nodes, made from the document. What is the same as before is the same object: React Flow skips those. */
export function flowNodes(shown: Shown, before: ReadonlyMap<string, CardNode>): Map<string, CardNode> {
  const positions = new Map(shown.document.layout.positions.map((position) => [position.id, position]));
  let unplaced = 0;
  const entries = [...shown.views.nodes.values()].map((view): [string, CardNode] => {
    const saved = positions.get(view.id);
    // A file need not say where things stand.
    const place = shown.draft.get(view.id) ?? saved ?? { x: (CARD.width + COLUMN) * unplaced++, y: 0 };
    const selected = shown.selected.has(view.id);
    const measured = shown.measured.get(view.id);
    const ariaLabel = `${view.name}, ${view.title}`;
    const old = before.get(view.id);
    const same =
      old?.position.x === place.x &&
      old.position.y === place.y &&
      old.selected === selected &&
      old.measured === measured &&
      old.ariaLabel === ariaLabel;
    if (old && same) return [view.id, old];
    const node: CardNode = {
      id: view.id,
      type: 'card',
      data: EMPTY,
      position: { x: place.x, y: place.y },
      selected,
      ariaLabel,
      ...(measured && { measured }),
    };
    return [view.id, node];
  });
  return new Map(entries);
}

export interface DrawnAnnotations {
  readonly document: Document;
  readonly scope: Scope;
  readonly selected: ReadonlySet<string>;
  readonly draft: Draft;
  readonly measured: ReadonlyMap<string, Measured>;
}

/**
 * The pointer goes through a frame to the plane; its title, and its corners, take it. React Flow adds 1000 to what is selected: above the
 * wires, so that its corners can be held.
 */
const FRAME = {
  style: { pointerEvents: 'none' },
  selectable: false,
  dragHandle: '.frame-head',
  zIndex: -1000,
} as const;
const NOTE = { zIndex: -999 } as const;

/** Frames and notes for React Flow, behind the cards; the same objects where nothing changed, as above. */
export function flowAnnotations(
  { document, scope, selected, draft, measured }: DrawnAnnotations,
  before: ReadonlyMap<string, AnnotationNode>,
): Map<string, AnnotationNode> {
  const entries = annotationsOf(document, scope).map((annotation): [string, AnnotationNode] => {
    const { id, kind } = annotation;
    const { x, y, width, height } = { ...annotation, ...draft.get(id) };
    const [chosen, size, ariaLabel] = [selected.has(id), measured.get(id), nameOf(annotation)];
    const old = before.get(id);
    const same =
      old?.position.x === x &&
      old.position.y === y &&
      old.width === width &&
      old.height === height &&
      old.selected === chosen &&
      old.measured === size &&
      old.ariaLabel === ariaLabel;
    if (old && same) return [id, old];
    const position = { x, y };
    const node: AnnotationNode = {
      ...(kind === 'frame' ? FRAME : NOTE),
      ...{ id, type: kind, data: EMPTY, position, width, height, selected: chosen, ariaLabel },
      ...(size && { measured: size }),
    };
    return [id, node];
  });
  return new Map(entries);
}

export function flowEdges(
  views: Views,
  selected: ReadonlySet<string>,
  lanes: ReadonlyMap<string, number>,
  before: ReadonlyMap<string, WireEdge>,
  detail: Detail,
): Map<string, WireEdge> {
  // A wire to a block that is not there cannot be drawn; the Problems list leads to it.
  const drawn = [...views.wires.values()].filter(
    (wire) => views.nodes.has(wire.from.node) && views.nodes.has(wire.to.node) && isFull(detail, wire),
  );
  const entries = drawn.map((wire): [string, WireEdge] => {
    const chosen = selected.has(wire.id);
    const lane = lanes.get(wire.id);
    const old = before.get(wire.id);
    const same =
      old?.source === wire.from.node &&
      old.sourceHandle === wire.from.port &&
      old.target === wire.to.node &&
      old.targetHandle === wire.to.port &&
      old.selected === chosen &&
      old.data?.lane === lane &&
      old.ariaLabel === wire.name;
    if (old && same) return [wire.id, old];
    const edge: WireEdge = {
      id: wire.id,
      type: 'wire',
      data: { lane },
      source: wire.from.node,
      sourceHandle: wire.from.port,
      target: wire.to.node,
      targetHandle: wire.to.port,
      selected: chosen,
      ariaLabel: wire.name,
    };
    return [wire.id, edge];
  });
  return new Map(entries);
}
