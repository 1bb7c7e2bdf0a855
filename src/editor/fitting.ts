import { graphOf } from '../document';
import type { PortView } from './derive';
import type { Editor } from './editor';
import { type End, endKey } from './wiring';

/** A port that the wire being drawn could end at. */
export interface FittingPort {
  readonly end: End;
  /** Of its block. */
  readonly name: string;
  readonly title: string;
  readonly category: string;
  readonly type: string;
}

/** A port that must have a wire, one that may, and one that takes any number. */
const need = ({ optional, connected }: PortView): number => (connected ? 2 : optional ? 1 : 0);

/**
 * The ports where the wire being drawn could end and that answer a query over block, port and type: those that need a wire
 * first, then the nearest.
 */
export function fittingPorts(editor: Editor, query: string): readonly FittingPort[] {
  const { pending } = editor.view.getState();
  const { views, document, scope } = editor.document.getState();
  if (!pending) return [];
  const places = new Map(document.layout.positions.map((place) => [place.id, place]));
  const start = places.get(pending.end.node);
  const distance = (id: string) => {
    const place = places.get(id);
    return start && place ? Math.hypot(place.x - start.x, place.y - start.y) : Number.POSITIVE_INFINITY;
  };
  const words = query
    .toLowerCase()
    .split(/[\s.]+/)
    .filter(Boolean);
  return (graphOf(document, scope)?.nodes ?? [])
    .flatMap(({ id }) => {
      const view = views.nodes.get(id);
      const ports = (pending.side === 'output' ? view?.inputs : view?.outputs) ?? [];
      return ports.flatMap((port) => {
        const end = { node: id, port: port.name };
        if (!view || !pending.fits.has(endKey(end))) return [];
        const text = `${view.name} ${port.name} ${view.title}`.toLowerCase();
        if (!words.every((word) => text.includes(word))) return [];
        const { name, title, category } = view;
        const found = { end, name, title, category, type: port.type };
        return [{ found, need: need(port), far: distance(id) }];
      });
    })
    .sort((a, b) => a.need - b.need || a.far - b.far)
    .map(({ found }) => found);
}
