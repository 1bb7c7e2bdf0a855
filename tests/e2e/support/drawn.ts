import { expect } from 'vitest';
import type { App } from './app';

/** What is drawn: blocks with their titles, and wires, as a screen reader hears them. */
export interface Drawn {
  readonly blocks: readonly string[];
  readonly wires: readonly string[];
}

export const drawn = ({ page }: App): Promise<Drawn> =>
  page.evaluate(() => {
    const labels = (selector: string) =>
      [...document.querySelectorAll(selector)].map((one) => one.getAttribute('aria-label') ?? '').sort();
    return { blocks: labels('.react-flow__node'), wires: labels('.react-flow__edge') };
  });

/** Waits until something is drawn; says what is drawn in its stead. */
export async function untilDrawn(app: App, wanted: (now: Drawn) => boolean): Promise<Drawn> {
  const end = Date.now() + 5000;
  for (;;) {
    const now = await drawn(app);
    if (wanted(now)) return now;
    if (Date.now() > end) throw new Error(`never drawn: ${JSON.stringify(now)}`);
    await app.page.waitForTimeout(50);
  }
}

/** A gesture is one entry of the history: one undo takes it back, one redo brings it again. */
export async function isOneEntry(app: App, before: Drawn, after: Drawn): Promise<void> {
  await app.page.keyboard.press('Control+z');
  expect(await untilDrawn(app, (now) => same(now, before))).toEqual(before);
  await app.page.keyboard.press('Control+Shift+z');
  expect(await untilDrawn(app, (now) => same(now, after))).toEqual(after);
}

export const same = (a: Drawn, b: Drawn): boolean => JSON.stringify(a) === JSON.stringify(b);
