import { type PointerEvent as ReactPointerEvent, useEffect, useRef, useState } from 'react';
import type { Point } from '../../document';

/** What is dragged, and where the pointer is. */
export interface Dragged {
  readonly id: string;
  readonly at: Point;
}

/** Pixels a pointer moves before a press becomes a drag. */
const THRESHOLD = 4;

/**
 * Drags something out of a list with any pointer. Pointer events instead of HTML's drag and drop: the same for mouse,
 * pen and touch, and nothing in between that swallows moves.
 */
export function useDragOut(onDrop: (id: string, at: Point) => void) {
  const [dragged, setDragged] = useState<Dragged>();
  const start = useRef<Dragged>(undefined);
  const latest = useRef(onDrop);
  useEffect(() => {
    latest.current = onDrop;
  }, [onDrop]);

  useEffect(() => {
    const move = (event: PointerEvent) => {
      const from = start.current;
      if (!from) return;
      const at = { x: event.clientX, y: event.clientY };
      setDragged((now) =>
        now || Math.hypot(at.x - from.at.x, at.y - from.at.y) > THRESHOLD ? { id: from.id, at } : undefined,
      );
    };
    const end = (event: PointerEvent | KeyboardEvent) => {
      if (event instanceof KeyboardEvent && event.key !== 'Escape') return;
      const from = start.current;
      start.current = undefined;
      setDragged(undefined);
      if (!from || event instanceof KeyboardEvent || event.type === 'pointercancel') return;
      const at = { x: event.clientX, y: event.clientY };
      if (Math.hypot(at.x - from.at.x, at.y - from.at.y) > THRESHOLD) latest.current(from.id, at);
    };
    window.addEventListener('pointermove', move);
    window.addEventListener('pointerup', end);
    window.addEventListener('pointercancel', end);
    window.addEventListener('keydown', end);
    return () => {
      window.removeEventListener('pointermove', move);
      window.removeEventListener('pointerup', end);
      window.removeEventListener('pointercancel', end);
      window.removeEventListener('keydown', end);
    };
  }, []);

  const onPointerDown = (id: string) => (event: ReactPointerEvent<HTMLElement>) => {
    if (event.button !== 0) return;
    // A touch that became captured would scroll nothing and drop nowhere.
    if (event.currentTarget.hasPointerCapture(event.pointerId))
      event.currentTarget.releasePointerCapture(event.pointerId);
    start.current = { id, at: { x: event.clientX, y: event.clientY } };
  };
  return { dragged, onPointerDown };
}
