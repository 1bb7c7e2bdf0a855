import { useCallback, useEffect, useRef, useSyncExternalStore } from 'react';
import type { Series } from '../../metrics';
import { createPacer, type Pacer } from './pacer';

/** A store outside React that calls back whenever something in it changed. */
export interface Subscribable {
  readonly subscribe: (listener: () => void) => () => void;
}

/** One value that changes over time; the same object while it did not. */
export interface Live<T> extends Subscribable {
  readonly get: () => T;
}

/**
 * Figures of the run that is shown. The series grow in place, or are exchanged when another run begins. Columns of
 * `training`: `loss`, `learningRate`, `gradientNorm`, `itemsPerSecond`, and metrics by their names; of `validation`:
 * `loss` and metrics; of `blocks`: a gradient norm by block path.
 */
export interface RunSource extends Subscribable {
  readonly training: Series;
  readonly validation: Series;
  readonly blocks: Series;
}

export const useLive = <T>(live: Live<T>): T => useSyncExternalStore(live.subscribe, live.get);

/** A summary of a source that rarely changes: the component renders again only when the text does. */
export const useDigest = (source: Subscribable, digest: () => string): string =>
  useSyncExternalStore(source.subscribe, digest);

/** Paints without rendering, at most ten times a second, when the source changed or when the result is called. */
export function usePaint(source: Subscribable, paint: () => void): () => void {
  const latest = useRef(paint);
  const pacer = useRef<Pacer>(undefined);

  useEffect(() => {
    latest.current = paint;
    pacer.current?.request();
  }, [paint]);

  useEffect(() => {
    const own = createPacer(() => latest.current());
    pacer.current = own;
    own.request();
    const unsubscribe = source.subscribe(own.request);
    return () => {
      unsubscribe();
      own.stop();
      pacer.current = undefined;
    };
  }, [source]);

  return useCallback(() => pacer.current?.request(), []);
}
