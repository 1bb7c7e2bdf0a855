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

const probes = new Map<string, CSSStyleDeclaration>();

/** Colours of a theme, whichever the page has; plain values for what leaves the page. */
export function themeColors(theme: 'light' | 'dark'): (token: string) => string {
  let style = probes.get(theme);
  if (!style) {
    const probe = document.createElement('div');
    probe.hidden = true;
    probe.dataset.theme = theme;
    document.body.append(probe);
    style = getComputedStyle(probe);
    probes.set(theme, style);
  }
  const values = style;
  return (token) => values.getPropertyValue(`--wf-${token}`).trim();
}

/** The theme the page has now. */
export const themeNow = (): 'light' | 'dark' => (document.documentElement.dataset.theme === 'dark' ? 'dark' : 'light');
