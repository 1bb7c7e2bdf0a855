import { afterEach, expect } from 'vitest';
import type { App } from './app';
import { type drawn, same, untilDrawn } from './drawn';
import { openBrowser } from './fixture';

/** Head of a card: where a click chooses the block. */
export const HEAD = { position: { x: 40, y: 12 } } as const;

export interface At {
  readonly x: number;
  readonly y: number;
}

/** The canvas under a real pointer: a template that is open, and where things are on it. */
export class Bench {
  readonly #visit = openBrowser();
  #app: App | undefined;

  constructor() {
    afterEach(async () => {
      expect(this.#app?.errors ?? []).toEqual([]);
      await this.#app?.page.context().close();
      this.#app = undefined;
    });
  }

  async open(template = 'xor'): Promise<App> {
    this.#app = await this.#visit.start(`?backend=cpu&template=${template}`);
    await this.#app.page.locator('.react-flow__edge').first().waitFor();
    // The first fit comes once cards have been measured.
    await this.#app.page.waitForTimeout(300);
    return this.#app;
  }

  get app(): App {
    if (!this.#app) throw new Error('nothing is open');
    return this.#app;
  }

  /** A place of the canvas where nothing is. */
  async emptyPlace(): Promise<At> {
    const box = await boxOf(this.app.region('Canvas'));
    return { x: box.x + box.width * 0.42, y: box.y + box.height * 0.12 };
  }

  async drag(from: At, by: At, keys: readonly string[] = []): Promise<void> {
    const { mouse, keyboard } = this.app.page;
    await mouse.move(from.x, from.y);
    for (const key of keys) await keyboard.down(key);
    await mouse.down();
    await mouse.move(from.x + by.x, from.y + by.y, { steps: 10 });
    await mouse.up();
    for (const key of keys) await keyboard.up(key);
  }

  /** Where everything on the canvas stands, by name. */
  places(): Promise<Record<string, string>> {
    return this.app.page.evaluate(() =>
      Object.fromEntries(
        [...document.querySelectorAll<HTMLElement>('.react-flow__node')].map((one) => [
          one.getAttribute('aria-label') ?? '',
          `${one.style.transform} ${one.style.width} ${one.style.height}`,
        ]),
      ),
    );
  }

  async untilPlaced(wanted: (now: Record<string, string>) => boolean): Promise<Record<string, string>> {
    const end = Date.now() + 5000;
    for (;;) {
      const now = await this.places();
      if (wanted(now)) return now;
      if (Date.now() > end) throw new Error(`never there: ${JSON.stringify(now)}`);
      await this.app.page.waitForTimeout(50);
    }
  }

  /** What a gesture did to the places of things is one entry of the history. */
  async isOneEntry(before: Record<string, string>): Promise<void> {
    const after = await this.places();
    expect(after).not.toEqual(before);
    await this.app.page.keyboard.press('Control+z');
    await this.untilPlaced((now) => JSON.stringify(now) === JSON.stringify(before));
    await this.app.page.keyboard.press('Control+Shift+z');
    await this.untilPlaced((now) => JSON.stringify(now) === JSON.stringify(after));
  }

  async untilBack(before: Awaited<ReturnType<typeof drawn>>): Promise<void> {
    await untilDrawn(this.app, (now) => same(now, before));
  }
}

/** Where something stands, once it stands still: the canvas glides to what is new. */
export async function boxOf(of: ReturnType<App['block']>): Promise<At & { width: number; height: number }> {
  let before = await of.boundingBox();
  for (let i = 0; i < 60; i++) {
    await of.page().waitForTimeout(32);
    const now = await of.boundingBox();
    if (now && now.x === before?.x && now.y === before.y) return now;
    before = now;
  }
  throw new Error(before ? 'never at rest' : 'not to be seen');
}

export async function centre(of: ReturnType<App['block']>): Promise<At> {
  const { x, y, width, height } = await boxOf(of);
  return { x: x + width / 2, y: y + height / 2 };
}
