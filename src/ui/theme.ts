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

const palettes = new Map<string, (token: string) => string>();

/** Colours of a theme as `#rrggbb`, whichever the page has: for what leaves the page. */
export function themeColors(theme: 'light' | 'dark'): (token: string) => string {
  const known = palettes.get(theme);
  if (known) return known;
  const probe = document.createElement('div');
  probe.hidden = true;
  probe.dataset.theme = theme;
  document.body.append(probe);
  const colors = new Map<string, string>();
  const colorOf = (token: string): string => {
    const before = colors.get(token);
    if (before !== undefined) return before;
    probe.style.color = `var(--wf-${token})`;
    // The build writes a colour in the shortest way; the browser always says `rgb(…)`.
    const channels = getComputedStyle(probe).color.match(/\d+/g) ?? [];
    const hex = channels.slice(0, 3).map((channel) => Number(channel).toString(16).padStart(2, '0'));
    const color = `#${hex.join('')}`;
    colors.set(token, color);
    return color;
  };
  palettes.set(theme, colorOf);
  return colorOf;
}

/** The theme the page has now. */
export const themeNow = (): 'light' | 'dark' => (document.documentElement.dataset.theme === 'dark' ? 'dark' : 'light');
