/** Where the card stands: beside what it points to, inside the window, over nothing it speaks of. */
export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export type Side = 'left' | 'right' | 'top' | 'bottom';

export interface Placed {
  readonly x: number;
  readonly y: number;
  /** Edge of the card that faces the target, with the arrow's place along it; undefined where the card points nowhere. */
  readonly arrow: { readonly side: Side; readonly at: number } | undefined;
}

const GAP = 14;
const MARGIN = 8;
/** The arrow keeps away from the card's corners. */
const CORNER = 18;

const clamp = (value: number, low: number, high: number): number => Math.max(low, Math.min(high, value));

/** The part of a rectangle that lies in another. */
export function within(rect: Rect, clip: Rect): Rect | undefined {
  const x = Math.max(rect.x, clip.x);
  const y = Math.max(rect.y, clip.y);
  const width = Math.min(rect.x + rect.width, clip.x + clip.width) - x;
  const height = Math.min(rect.y + rect.height, clip.y + clip.height) - y;
  return width > 0 && height > 0 ? { x, y, width, height } : undefined;
}

const TOWARDS: Readonly<Record<Side, { readonly dx: -1 | 0 | 1; readonly dy: -1 | 0 | 1 }>> = {
  top: { dx: 0, dy: 1 },
  bottom: { dx: 0, dy: -1 },
  left: { dx: 1, dy: 0 },
  right: { dx: -1, dy: 0 },
};
const SIDES = ['top', 'bottom', 'left', 'right'] as const satisfies readonly Side[];

interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Wanted {
  readonly target: Rect | undefined;
  readonly card: Size;
  /** The part of the window that the card may take. */
  readonly room: Rect;
  /** The edge that faces the target where there is room. */
  readonly side: Side;
  /** What the card should leave to be seen. */
  readonly clear?: readonly Rect[];
}

/** Beside the target at the side asked for, at another one, or in a corner where it fits nowhere. */
export function placeCard({ target, card, room, side, clear = [] }: Wanted): Placed {
  const right = room.x + room.width - card.width - MARGIN;
  const bottom = room.y + room.height - card.height - MARGIN;
  const low = { x: room.x + MARGIN, y: room.y + MARGIN };
  const corner = { x: Math.max(low.x, right), y: Math.max(low.y, bottom), arrow: undefined };
  if (!target) return corner;
  const middle = { x: target.x + target.width / 2, y: target.y + target.height / 2 };
  const places = [side, ...SIDES.filter((other) => other !== side)].flatMap((facing): Placed[] => {
    const { dx, dy } = TOWARDS[facing];
    const x =
      dx === 0 ? clamp(middle.x - card.width / 2, low.x, right) : beside(target.x, target.width, card.width, dx);
    const y =
      dy === 0 ? clamp(middle.y - card.height / 2, low.y, bottom) : beside(target.y, target.height, card.height, dy);
    if (x < low.x || x > right || y < low.y || y > bottom) return [];
    const along = dx === 0 ? { at: middle.x - x, length: card.width } : { at: middle.y - y, length: card.height };
    return [{ x, y, arrow: { side: facing, at: clamp(along.at, CORNER, along.length - CORNER) } }];
  });
  const corners = [bottom, low.y].flatMap((y) =>
    [right, low.x].map((x) => ({ x: Math.max(low.x, x), y: Math.max(low.y, y), arrow: undefined })),
  );
  const leaves = (rects: readonly Rect[]) => (at: Placed) =>
    rects.every((rect) => within(rect, { x: at.x, y: at.y, ...card }) === undefined);
  return (
    places.find(leaves(clear)) ??
    corners.find(leaves([target, ...clear])) ??
    corners.find(leaves(clear)) ??
    places[0] ??
    corner
  );
}

const beside = (at: number, size: number, card: number, direction: -1 | 0 | 1): number =>
  direction > 0 ? at + size + GAP : at - GAP - card;
