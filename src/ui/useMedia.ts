import { useCallback, useSyncExternalStore } from 'react';

/** Whether a media query holds; renders again when it does no longer. */
export function useMedia(query: string): boolean {
  const subscribe = useCallback(
    (listener: () => void) => {
      const media = window.matchMedia(query);
      media.addEventListener('change', listener);
      return () => media.removeEventListener('change', listener);
    },
    [query],
  );
  return useSyncExternalStore(subscribe, () => window.matchMedia(query).matches);
}

/** As narrow as a phone: what `max-sm:` stands for in styles. */
const NARROW = '(max-width: 639.98px)';
/** As low as a phone on its side, or a small window at 200 %. */
const LOW = '(max-height: 511.98px)';
const SMALL = `${NARROW}, ${LOW}`;

/** Whether there is room for one thing beside the canvas and no more. */
export const useSmall = (): boolean => useMedia(SMALL);

export const isSmall = (): boolean => window.matchMedia(SMALL).matches;

export const useNarrow = (): boolean => useMedia(NARROW);

export const isNarrow = (): boolean => window.matchMedia(NARROW).matches;

/** A small screen under fingers. */
export const useHandheld = (): boolean => useMedia(`${NARROW} and (pointer: coarse), ${LOW} and (pointer: coarse)`);
