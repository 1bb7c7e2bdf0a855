import { useEffect, useMemo, useState } from 'react';

/** Things that come with a frame: few enough that the page answers in between. */
const PORTION = 200;

/**
 * Of many cards that come at once, so many with every frame: drawing thousands takes seconds, in which the page would answer to
 * nothing. A graph that is opened is drawn as a whole.
 */
export function useReveal<T>(items: readonly T[]): { readonly shown: readonly T[]; readonly drawing: boolean } {
  const [drawn, setDrawn] = useState(items.length);
  const drawing = items.length - drawn > PORTION;
  useEffect(() => {
    if (!drawing) {
      setDrawn(items.length);
      return undefined;
    }
    // After the frame, so that it is seen and what the person did meanwhile comes first.
    let timer: ReturnType<typeof setTimeout> | undefined;
    const frame = requestAnimationFrame(() => {
      timer = setTimeout(() => setDrawn(drawn + PORTION));
    });
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    };
  }, [items.length, drawing, drawn]);
  return { shown: useMemo(() => (drawing ? items.slice(0, drawn) : items), [items, drawing, drawn]), drawing };
}
