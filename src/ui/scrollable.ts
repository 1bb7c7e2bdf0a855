/** For an element that scrolls without anything in it that takes the focus: it can be reached and scrolled by keyboard. */
export const scrollable = (label: string) => ({ tabIndex: 0, role: 'group', 'aria-label': label }) as const;
