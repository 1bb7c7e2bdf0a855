import { useSyncExternalStore } from 'react';
import { onThemeChange, themeNow } from './theme';

/** The theme the page has; renders again when it is another. */
export const useThemeNow = (): 'light' | 'dark' => useSyncExternalStore(onThemeChange, themeNow);
