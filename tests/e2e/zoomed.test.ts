import { afterEach, describe, expect, it } from 'vitest';
import { type App, PANELS } from './support/app';
import { boxOf } from './support/canvas';
import { openBrowser } from './support/fixture';

const visit = openBrowser();
let app: App;

afterEach(async () => {
  expect(app.errors).toEqual([]);
  await app.page.context().close();
});

/** Windows of 1280 × 800 and 1600 × 1000 pixels at 200 %. */
const WINDOWS = [
  { width: 640, height: 400 },
  { width: 800, height: 500 },
] as const;

interface Stop {
  readonly name: string;
  /** Whether its middle is in the window and nothing lies over it. */
  readonly reached: boolean;
}

/** Goes round with Tab, from where the focus is until it comes back there, and looks at each stop. */
async function walk(limit = 400): Promise<readonly Stop[]> {
  const { page } = app;
  const stops: Stop[] = [];
  let outside = 0;
  for (let i = 0; i < limit; i++) {
    await page.keyboard.press('Tab');
    // Scrolling and the plane's moving come a frame later.
    const stop = await page.evaluate(
      () =>
        new Promise<(Stop & { again: boolean }) | null>((resolve) => {
          const look = (frames: number) => {
            const active = document.activeElement;
            if (!(active instanceof HTMLElement) || active === document.body) return resolve(null);
            const again = active.dataset.walked !== undefined;
            active.dataset.walked = '';
            const { left, top, right, bottom } = active.getBoundingClientRect();
            const [x, y] = [
              (Math.max(left, 0) + Math.min(right, innerWidth)) / 2,
              (Math.max(top, 0) + Math.min(bottom, innerHeight)) / 2,
            ];
            const over = document.elementFromPoint(x, y);
            const inside = left < innerWidth && right > 0 && top < innerHeight && bottom > 0;
            const reached = inside && over !== null && (active.contains(over) || over.contains(active));
            if (!reached && frames > 0) {
              if (!again) delete active.dataset.walked;
              requestAnimationFrame(() => look(frames - 1));
              return;
            }
            const label = active.getAttribute('aria-label') ?? active.textContent ?? '';
            const of = active instanceof HTMLInputElement ? (active.labels?.[0]?.textContent ?? '') : '';
            resolve({ name: `${active.tagName} ${label || of}`.slice(0, 60), reached, again });
          };
          requestAnimationFrame(() => look(30));
        }),
    );
    if (stop === null) {
      // Out of the page, and into it again from its beginning.
      if (++outside > 2) break;
      continue;
    }
    if (stop.again) break;
    stops.push({ name: stop.name, reached: stop.reached });
  }
  await page.evaluate(() => {
    for (const one of document.querySelectorAll<HTMLElement>('[data-walked]')) delete one.dataset.walked;
  });
  return stops;
}

const unreached = (stops: readonly Stop[]) => stops.filter(({ reached }) => !reached).map(({ name }) => name);
const view = (name: string) => app.page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name });
/** Commands that open a dialog, and the button that it is about, where it has one. */
const DIALOGS: readonly (readonly [asked: string, button: string | undefined])[] = [
  ['documents…', 'New document'],
  ['versions of', undefined],
  ['compare documents', undefined],
  ['share as', 'Copy link'],
  ['templates…', 'XOR'],
  ['open a file', undefined],
  ['export…', 'Download JSON'],
  ['keys: see', 'Take the tour'],
];

describe.each(WINDOWS)('at 200 %, a window of $width × $height', (viewport) => {
  const open = async (template: string) => {
    app = await visit.start(`?backend=cpu&template=${template}`, { viewport, deviceScaleFactor: 2 });
    await app.page.locator('.react-flow__edge').first().waitFor();
    await app.page.waitForTimeout(300);
  };

  it('every control of the page can be reached, and is seen where it has the focus', async () => {
    await open('xor');
    // The page itself fits: what scrolls are its panels.
    const page = await app.page.evaluate(() => [document.body.scrollWidth, document.body.scrollHeight]);
    expect(page).toEqual([viewport.width, viewport.height]);
    const bare = await walk();
    expect(unreached(bare)).toEqual([]);
    expect(bare.length).toBeGreaterThan(12);
    await app.screenshot(`zoomed-${viewport.width}`);
    for (const name of ['Blocks', 'Inspector']) {
      await view(name).click();
      const stops = await walk();
      expect(unreached(stops), name).toEqual([]);
      expect(stops.length, name).toBeGreaterThan(bare.length);
      await app.screenshot(`zoomed-${viewport.width}-${name.toLowerCase()}`);
    }
    await view('Panels').click();
    for (const panel of PANELS) {
      await app.panel(panel);
      const stops = await walk();
      expect(unreached(stops), panel).toEqual([]);
    }
    await app.panel('Training settings');
    await app.screenshot(`zoomed-${viewport.width}-panels`);
  });

  it('every dialog has its close button and its main button within the window', async () => {
    await open('xor');
    const { page } = app;
    for (const [asked, button] of DIALOGS) {
      await app.region('Canvas').focus();
      await page.keyboard.press('Control+K');
      await page.keyboard.type(asked);
      await page.keyboard.press('Enter');
      const dialog = page.getByRole('dialog').filter({ hasNot: page.getByPlaceholder('What do you want to do?') });
      await dialog.waitFor();
      if (button !== undefined) {
        const main = dialog.getByRole('button', { name: button, exact: true });
        await main.scrollIntoViewIfNeeded();
        await main.click({ trial: true });
      }
      const stops = await walk();
      expect(unreached(stops), asked).toEqual([]);
      expect(
        stops.map(({ name }) => name),
        asked,
      ).toContain('BUTTON Close');
      await app.screenshot(`zoomed-${viewport.width}-${asked.slice(0, 4)}`);
      await dialog.getByRole('button', { name: 'Close', exact: true }).click();
      await dialog.waitFor({ state: 'detached' });
    }
  });

  it('menus and the legend scroll where they are too long', async () => {
    await open('xor');
    const { page } = app;
    await app.button('More').click();
    const last = page.getByRole('menuitem', { name: 'Commands' });
    await page.keyboard.press('End');
    await expect.poll(async () => ((await last.boundingBox())?.y ?? 1e9) < viewport.height - 10).toBe(true);
    await page.keyboard.press('Escape');
    await app.button('Legend: wires, bars and dots').click();
    const legend = page.getByRole('dialog', { name: 'Legend' });
    const box = await legend.boundingBox();
    expect(box?.y).toBeGreaterThanOrEqual(0);
    expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(viewport.height);
    expect(unreached(await walk(12))).toEqual([]);
  });

  it('the tour’s card stands in the window, and not over what it speaks of', async () => {
    await open('xor');
    const { page } = app;
    await app.button('More').click();
    await page.getByRole('menuitem', { name: 'Take the tour' }).click();
    const card = page.locator('[data-tour]');
    for (const title of ['Blocks and wires', 'Draw the missing wire', 'Mend what does not fit', 'Train it']) {
      await page.getByRole('dialog', { name: title }).waitFor();
      await page.waitForTimeout(300);
      await app.screenshot(`zoomed-${viewport.width}-tour-${title.slice(0, 4)}`);
      const box = await boxOf(card);
      expect(box.x, title).toBeGreaterThanOrEqual(0);
      expect(box.y, title).toBeGreaterThanOrEqual(0);
      expect(box.x + box.width, title).toBeLessThanOrEqual(viewport.width);
      expect(box.y + box.height, title).toBeLessThanOrEqual(viewport.height);
      // Ports are marked after the block that they belong to: they are what the hand needs.
      for (const of of (await page.locator('[data-tour-mark]:not([hidden])').all()).slice(-2)) {
        // The outline stands four pixels off what it is around.
        const mark = await boxOf(of);
        const apart =
          mark.x + mark.width - 4 <= box.x ||
          box.x + box.width <= mark.x + 4 ||
          mark.y + mark.height - 4 <= box.y ||
          box.y + box.height <= mark.y + 4;
        expect(apart, title).toBe(true);
      }
      if (title === 'Train it') break;
      await card.getByRole('button', { name: 'Do it for me' }).click();
      if (title === 'Blocks and wires') await card.getByRole('button', { name: 'Next' }).click();
    }
  });

  it('blocks can be dragged with the mouse', async () => {
    await open('xor');
    const { page } = app;
    const place = () => app.block('tanh').evaluate((one: HTMLElement) => one.style.transform);
    const before = await place();
    const box = await app.block('tanh').boundingBox();
    if (!box) throw new Error('no tanh');
    await page.mouse.move(box.x + box.width / 2, box.y + 6);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 2 + 40, box.y + 60, { steps: 8 });
    await page.mouse.up();
    await expect.poll(place).not.toBe(before);
  });
});
