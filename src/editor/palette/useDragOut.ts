import { type PointerEvent as ReactPointerEvent, useEffect, useRef, useState } from 'react';
import type { Point } from '../../document';

/** What is dragged, and where the pointer is. */
export interface Dragged<T> {
  readonly item: T;
  readonly at: Point;
}

/** Pixels a pointer moves before a press becomes a drag. */
const THRESHOLD = 4;

/**
 * Drags something out of a list with any pointer. Pointer events instead of HTML's drag and drop: the same for mouse,
 * pen and touch, and nothing in between that swallows moves.
 */
export function useDragOut<T>(
  onDrop: (item: T, at: Point) => void,
  /** Where it is held; nowhere once it is let go. */
  onMove: (item: T, at: Point | undefined) => void,
) {
  const [dragged, setDragged] = useState<Dragged<T>>();
  const start = useRef<Dragged<T>>(undefined);
  const latest = useRef({ onDrop, onMove });
  useEffect(() => {
    latest.current = { onDrop, onMove };
  }, [onDrop, onMove]);

  useEffect(() => {
    const move = (event: PointerEvent) => {
      const from = start.current;
      if (!from) return;
      const at = { x: event.clientX, y: event.clientY };
      latest.current.onMove(from.item, at);
      setDragged((now) =>
        now || Math.hypot(at.x - from.at.x, at.y - from.at.y) > THRESHOLD ? { item: from.item, at } : undefined,
      );
    };
    const end = (event: PointerEvent | KeyboardEvent) => {
      if (event instanceof KeyboardEvent && event.key !== 'Escape') return;
      const from = start.current;
      start.current = undefined;
      setDragged(undefined);
      if (!from) return;
      if (event instanceof KeyboardEvent || event.type === 'pointercancel')
        return latest.current.onMove(from.item, undefined);
      const at = { x: event.clientX, y: event.clientY };
      if (Math.hypot(at.x - from.at.x, at.y - from.at.y) > THRESHOLD) latest.current.onDrop(from.item, at);
      latest.current.onMove(from.item, undefined);
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

  const onPointerDown = (item: T) => (event: ReactPointerEvent<HTMLElement>) => {
    if (event.button !== 0) return;
    // A touch that became captured would scroll nothing and drop nowhere.
    if (event.currentTarget.hasPointerCapture(event.pointerId))
      event.currentTarget.releasePointerCapture(event.pointerId);
    start.current = { item, at: { x: event.clientX, y: event.clientY } };
  };
  return { dragged, onPointerDown };
}
