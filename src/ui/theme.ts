/** What the person chose; `system` follows the operating system. The app stores it. */
export type ThemeChoice = 'system' | 'light' | 'dark';

/** Puts the theme on the page and keeps it there; returns what stops following the system. */
export function applyTheme(choice: ThemeChoice): () => void {
  const dark = window.matchMedia('(prefers-color-scheme: dark)');
  const put = () => {
    document.documentElement.dataset.theme = choice === 'system' ? (dark.matches ? 'dark' : 'light') : choice;
  };
  put();
  dark.addEventListener('change', put);
  return () => dark.removeEventListener('change', put);
}

/** For what is painted on a canvas and so does not follow CSS by itself. */
export function onThemeChange(listener: () => void): () => void {
  const observer = new MutationObserver(listener);
  observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  return () => observer.disconnect();
}

/** Colour of a token, `muted` or `role-loss`, as it is now. */
export const tokenColor = (token: string): string =>
  getComputedStyle(document.documentElement).getPropertyValue(`--wf-${token}`).trim();
