import { useEffect, useMemo, useRef, useState } from 'react';

/** Things that come with a frame: few enough that the page answers in between. */
const PORTION = 200;

interface Thing {
  readonly id: string;
}

export interface Revealed<T> {
  readonly shown: readonly T[];
  /** Some are still to come. */
  readonly drawing: boolean;
}

export const idsOf = (things: readonly Thing[]): ReadonlySet<string> => new Set(things.map(({ id }) => id));

/** What is shown of things of which some were drawn before: these, wherever the others come in between; all where few are new. */
export function revealed<T extends Thing>(things: readonly T[], drawn: ReadonlySet<string>): Revealed<T> {
  const old = things.filter(({ id }) => drawn.has(id));
  const drawing = things.length - old.length > PORTION;
  return { shown: drawing ? old : things, drawing };
}

/** What is drawn next: all that is shown, and a portion of the others. */
export function drawnNext(things: readonly Thing[], drawn: ReadonlySet<string>): ReadonlySet<string> {
  const { shown, drawing } = revealed(things, drawn);
  const others = drawing ? things.filter(({ id }) => !drawn.has(id)).slice(0, PORTION) : [];
  return idsOf([...shown, ...others]);
}

/**
 * Of many cards that come at once, so many with every frame: drawing thousands takes seconds, in which the page would answer to
 * nothing. A graph that is opened is drawn as a whole.
 */
export function useReveal<T extends Thing>(things: readonly T[]): Revealed<T> {
  const [drawn, setDrawn] = useState(() => idsOf(things));
  const latest = useRef(things);
  latest.current = things;
  const now = useMemo(() => revealed(things, drawn), [things, drawn]);
  const { drawing } = now;
  const settled = !drawing && things.length === drawn.size && things.every(({ id }) => drawn.has(id));
  useEffect(() => {
    if (settled) return undefined;
    const draw = () => setDrawn(drawnNext(latest.current, drawn));
    if (!drawing) {
      draw();
      return undefined;
    }
    // After the frame, so that it is seen and what the person did meanwhile comes first.
    let timer: ReturnType<typeof setTimeout> | undefined;
    const frame = requestAnimationFrame(() => {
      timer = setTimeout(draw);
    });
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    };
  }, [settled, drawing, drawn]);
  return now;
}
