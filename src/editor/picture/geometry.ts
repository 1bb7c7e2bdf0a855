import type { Annotation, Document, Point } from '../../document';
import { cardBoxes, PART } from '../boxes';
import { type Ends, lanePath, lanesOf } from '../canvas/route';
import type { NodeView, Views } from '../derive';
import { type Box, CARD } from '../place';
import { coveredBy } from './annotations';

export interface DrawnCard extends Box {
  readonly view: NodeView;
}

export interface DrawnWire {
  readonly id: string;
  readonly from: Point;
  readonly to: Point;
  readonly path: string;
}

export interface Drawing {
  readonly cards: readonly DrawnCard[];
  readonly wires: readonly DrawnWire[];
  /** Everything that is drawn, wires included. */
  readonly bounds: Box;
}

/** Middle of a card's port below its top. */
export const portAt = (index: number): number => PART.head + PART.padding + PART.port * (index + 0.5);

/** Wires times cards above which wires lie where they lie. */
const MOST = 250_000;

/** Where the cards and wires of a graph lie, from the document alone: no page is needed. */
export function drawingOf(document: Document, views: Views, annotations: readonly Annotation[]): Drawing {
  const boxes = cardBoxes(document, views);
  const cards = [...views.nodes.values()].map(
    (view): DrawnCard => ({ view, ...(boxes.get(view.id) ?? { x: 0, y: 0, ...CARD }) }),
  );
  const byId = new Map(cards.map((card) => [card.view.id, card]));
  const ends = [...views.wires.values()].flatMap(({ id, from, to }): Ends[] => {
    const [start, end] = [byId.get(from.node), byId.get(to.node)];
    if (!start || !end) return [];
    const at = (ports: readonly { readonly name: string }[], name: string) =>
      portAt(
        Math.max(
          0,
          ports.findIndex((port) => port.name === name),
        ),
      );
    return [
      {
        id,
        from: { x: start.x + start.width, y: start.y + at(start.view.outputs, from.port) },
        to: { x: end.x, y: end.y + at(end.view.inputs, to.port) },
        source: `${from.node}/${from.port}`,
        own: new Set([from.node, to.node]),
      },
    ];
  });
  const obstacles = cards.map(({ view, x, y, width, height }) => ({ id: view.id, x, y, width, height }));
  const lanes = cards.length * ends.length > MOST ? new Map<string, number>() : lanesOf(ends, obstacles);
  const wires = ends.map(({ id, from, to }): DrawnWire => {
    const lane = lanes.get(id);
    return { id, from, to, path: lane === undefined ? curve(from, to) : lanePath(from, to, lane) };
  });
  return { cards, wires, bounds: boundsOf([...cards, ...annotations.map(coveredBy)], ends, [...lanes.values()]) };
}

/** How far a wire swings out at its ends. */
const swing = (from: Point, to: Point): number =>
  to.x >= from.x ? (to.x - from.x) / 2 : 6.25 * Math.sqrt(from.x - to.x);

function curve(from: Point, to: Point): string {
  const out = swing(from, to);
  return `M${from.x} ${from.y}C${from.x + out} ${from.y} ${to.x - out} ${to.y} ${to.x} ${to.y}`;
}

function boundsOf(cards: readonly Box[], ends: readonly Ends[], lanes: readonly number[]): Box {
  if (cards.length === 0) return { x: 0, y: 0, width: CARD.width, height: CARD.height };
  const bounds = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
  const take = (left: number, top: number, right: number, bottom: number) => {
    bounds.left = Math.min(bounds.left, left);
    bounds.top = Math.min(bounds.top, top);
    bounds.right = Math.max(bounds.right, right);
    bounds.bottom = Math.max(bounds.bottom, bottom);
  };
  for (const { x, y, width, height } of cards) take(x, y, x + width, y + height);
  for (const { from, to } of ends) {
    const out = to.x >= from.x ? 0 : swing(from, to);
    take(Math.min(from.x, to.x - out), Math.min(from.y, to.y), Math.max(from.x + out, to.x), Math.max(from.y, to.y));
  }
  for (const y of lanes) take(bounds.left, y, bounds.right, y);
  return { x: bounds.left, y: bounds.top, width: bounds.right - bounds.left, height: bounds.bottom - bounds.top };
}
