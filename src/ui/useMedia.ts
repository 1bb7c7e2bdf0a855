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
const PHONE = '(max-width: 639.98px)';

export const usePhone = (): boolean => useMedia(PHONE);

export const isPhone = (): boolean => window.matchMedia(PHONE).matches;
