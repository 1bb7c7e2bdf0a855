import type { Point } from '../../document';
import type { Views, WireView } from '../derive';
import { CARD, FIRST_PORT } from '../place';
import type { CardNode } from './flow';
import { type Ends, lanesOf, type Obstacle } from './route';

/** From one port to the next: what `Card` draws. */
const PORT = 20;
/** Wires times cards above which wires lie where they lie: ways must be found between two frames of a drag. */
const MOST = 250_000;

/** The heights at which wires of a graph run along, by id. */
export function lanesFor(nodes: readonly CardNode[], views: Views): ReadonlyMap<string, number> {
  if (nodes.length * views.wires.size > MOST) return new Map();
  const cards = new Map(
    nodes.map((node): [string, Obstacle] => [
      node.id,
      { id: node.id, ...node.position, width: CARD.width, height: node.measured?.height ?? CARD.height },
    ]),
  );
  const wires = [...views.wires.values()].flatMap((wire): Ends[] => {
    const ends = wireEnds(wire, cards, views);
    if (!ends) return [];
    const { id, from, to } = wire;
    return [{ id, ...ends, source: `${from.node}/${from.port}`, own: new Set([from.node, to.node]) }];
  });
  return lanesOf(wires, [...cards.values()]);
}

/** Where cards stand, by id: a map, or what looks it up. */
export type Places = Pick<ReadonlyMap<string, Point>, 'get'>;

/** Where a wire begins and ends, from where its cards stand and which of their ports it goes to. */
export function wireEnds({ from, to }: WireView, places: Places, views: Views): Pick<Ends, 'from' | 'to'> | undefined {
  const [start, end] = [places.get(from.node), places.get(to.node)];
  if (!start || !end) return undefined;
  const out = views.nodes.get(from.node)?.outputs.findIndex((port) => port.name === from.port) ?? 0;
  const into = views.nodes.get(to.node)?.inputs.findIndex((port) => port.name === to.port) ?? 0;
  return {
    from: { x: start.x + CARD.width, y: start.y + FIRST_PORT + PORT * out },
    to: { x: end.x, y: end.y + FIRST_PORT + PORT * into },
  };
}
