import { type RefObject, useCallback, useEffect, useRef } from 'react';
import { onThemeChange } from './theme';

/** Size of a canvas in device pixels, and how many of them make a CSS pixel. */
export interface CanvasSize {
  readonly width: number;
  readonly height: number;
  readonly ratio: number;
}

export type Paint = (context: CanvasRenderingContext2D, size: CanvasSize) => void;

/**
 * Paints a canvas that fills its CSS box, one canvas pixel for one device pixel: again when the box, the zoom, the
 * theme or `paint` changes, and when the function it returns is called (any number of times a frame; painted once).
 */
export function useCanvas(canvas: RefObject<HTMLCanvasElement | null>, paint: Paint): () => void {
  const latest = useRef(paint);
  const frame = useRef<number>(undefined);

  const request = useCallback(() => {
    frame.current ??= requestAnimationFrame(() => {
      frame.current = undefined;
      const element = canvas.current;
      const context = element?.getContext('2d');
      if (!element || !context || element.width === 0 || element.height === 0) return;
      context.setTransform(1, 0, 0, 1, 0, 0);
      context.clearRect(0, 0, element.width, element.height);
      latest.current(context, { width: element.width, height: element.height, ratio: window.devicePixelRatio });
    });
  }, [canvas]);

  useEffect(() => {
    latest.current = paint;
    request();
  }, [paint, request]);

  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    const observer = new ResizeObserver(([entry]) => {
      const box = entry?.devicePixelContentBoxSize?.[0];
      const ratio = window.devicePixelRatio;
      element.width = box ? box.inlineSize : Math.round(element.clientWidth * ratio);
      element.height = box ? box.blockSize : Math.round(element.clientHeight * ratio);
      request();
    });
    observer.observe(element);
    const stop = onThemeChange(request);
    return () => {
      observer.disconnect();
      stop();
      if (frame.current !== undefined) cancelAnimationFrame(frame.current);
      frame.current = undefined;
    };
  }, [canvas, request]);

  return request;
}
