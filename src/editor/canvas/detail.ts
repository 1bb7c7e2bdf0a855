import { useStoreApi } from '@xyflow/react';
import { createContext, type RefObject, useContext, useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { useDocument, useEditor, useView } from '../context';
import type { WireView } from '../derive';
import { type Box, CARD } from '../place';
import type { CardNode, WireEdge } from './flow';

/** Cards up to which everything is drawn on each, whatever the zoom. */
export const FEW = 150;
/** Zoom below which, of many cards, only titles are drawn: ports and shapes could not be read. */
export const FAR = 0.4;
/** Zoom below which not even the titles of many can be read. */
const FARTHEST = 0.18;
/** Milliseconds without a movement after which the plane is at rest. */
const REST = 120;

/** The cards that are drawn with everything on them; `all` where there are few. */
export interface Detail {
  readonly all: boolean;
  readonly ids: ReadonlySet<string>;
  /** Of many cards not one is out of sight: a map of them would show what is seen anyway. */
  readonly whole: boolean;
}

const ALL: Detail = { all: true, ids: new Set(), whole: false };
const NONE: Detail = { all: false, ids: new Set(), whole: false };

const isDetailed = ({ all, ids }: Detail, id: string): boolean => all || ids.has(id);

/** Whether a wire is drawn with its label: both its cards are drawn in full, so it is known where their ports are. */
export const isFull = (detail: Detail, wire: WireView): boolean =>
  isDetailed(detail, wire.from.node) && isDetailed(detail, wire.to.node);

/** Chosen wires up to which their cards are drawn in full. */
const FEW_WIRES = 4;

export interface Seen {
  readonly cards: readonly (Box & { readonly id: string })[];
  readonly count: number;
  readonly zoom: number;
  readonly sight: Box;
  /** Cards whose ports the keyboard is to reach, seen or not. */
  readonly wanted: Iterable<string>;
}

/** Of many cards those in sight, and a little around it, are drawn in full; far away none. */
export function detailOf({ cards, count, zoom, sight, wanted }: Seen): Detail {
  if (count <= FEW) return ALL;
  const ids = new Set(wanted);
  let whole = true;
  for (const { x, y, width, height } of cards) {
    const inside =
      x >= sight.x && y >= sight.y && x + width <= sight.x + sight.width && y + height <= sight.y + sight.height;
    whole &&= inside;
  }
  if (zoom >= FAR) {
    const [left, top] = [sight.x - CARD.width, sight.y - CARD.height];
    const [right, bottom] = [sight.x + sight.width + CARD.width, sight.y + sight.height + CARD.height];
    for (const { id, x, y, width, height } of cards) {
      if (x + width >= left && x <= right && y + height >= top && y <= bottom) ids.add(id);
    }
  }
  return { all: false, ids, whole };
}

const sameDetail = (a: Detail, b: Detail): boolean =>
  a.all === b.all && a.whole === b.whole && a.ids.size === b.ids.size && [...a.ids].every((id) => b.ids.has(id));

export const DetailContext = createContext<StoreApi<Detail>>(createStore(() => ALL));

export const useDetailed = (id: string): boolean => useStore(useContext(DetailContext), (one) => isDetailed(one, id));

/** Keeps the level of detail: a movement of the plane changes it once it rests, and renders nothing on the way. */
export function useDetail(plane: RefObject<HTMLDivElement | null>): StoreApi<Detail> {
  const editor = useEditor();
  const flow = useStoreApi<CardNode, WireEdge>();
  const [store] = useState(() =>
    createStore<Detail>(() => (editor.document.getState().views.nodes.size <= FEW ? ALL : NONE)),
  );
  const views = useDocument((state) => state.views);
  const positions = useDocument((state) => state.document.layout.positions);
  const selected = useView((view) => view.nodes);
  const chosen = useView((view) => view.edges);
  const pending = useView((view) => view.pending);

  // biome-ignore lint/correctness/useExhaustiveDependencies: what is read from the stores below is what these stand for.
  useEffect(() => {
    const look = () => {
      const { transform, width, height, nodeLookup } = flow.getState();
      const [x, y, zoom] = transform;
      plane.current?.classList.toggle('plane-farthest', views.nodes.size > FEW && zoom < FARTHEST);
      const ports = pending?.by === 'keyboard' ? [...pending.fits].map((end) => end.slice(0, end.indexOf('/'))) : [];
      const wires = chosen.size > FEW_WIRES ? [] : [...chosen].flatMap((id) => views.wires.get(id) ?? []);
      const ends = wires.flatMap(({ from, to }) => [from.node, to.node]);
      const cards = [...nodeLookup.values()]
        .filter(({ id }) => views.nodes.has(id))
        .map(({ id, internals, measured }) => ({
          id,
          ...internals.positionAbsolute,
          width: measured.width ?? CARD.width,
          height: measured.height ?? CARD.height,
        }));
      const next = detailOf({
        cards,
        count: views.nodes.size,
        zoom,
        sight: { x: -x / zoom, y: -y / zoom, width: width / zoom, height: height / zoom },
        wanted: [...ports, ...(selected.size === 1 ? selected : []), ...ends],
      });
      if (!sameDetail(store.getState(), next)) store.setState(next, true);
    };
    look();
    if (views.nodes.size <= FEW) return;
    let timer: number | undefined;
    const rest = () => {
      timer = undefined;
      look();
    };
    const stop = flow.subscribe((now, before) => {
      const moved = now.transform !== before.transform || now.width !== before.width || now.height !== before.height;
      // Many cards come a few at a time.
      if (!moved && now.nodes.length <= before.nodes.length) return;
      window.clearTimeout(timer);
      timer = window.setTimeout(rest, REST);
    });
    return () => {
      stop();
      if (timer !== undefined) rest();
      window.clearTimeout(timer);
    };
  }, [editor, flow, store, views, positions, selected, chosen, pending, plane]);
  return store;
}
