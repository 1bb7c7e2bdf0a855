import { afterEach, describe, expect, it } from 'vitest';
import type { App } from './support/app';
import { violations } from './support/axe';
import { openBrowser } from './support/fixture';

const visit = openBrowser();
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 } as const;
let app: App;

afterEach(async () => {
  expect(app.errors).toEqual([]);
  await app.page.context().close();
});

async function open(query: string, options: Parameters<typeof visit.start>[1] = {}): Promise<App> {
  app = await visit.start(query, { ...PHONE, ...options });
  await app.page.locator('.react-flow__edge').first().waitFor();
  await app.page.waitForTimeout(300);
  return app;
}

const view = (name: string) => app.page.getByRole('navigation', { name: 'Views' }).getByRole('button', { name });

/** Whether a block lies within the canvas. */
async function seen(block: string): Promise<boolean> {
  const [card, canvas] = [await app.block(block).boundingBox(), await app.region('Canvas').boundingBox()];
  if (!card || !canvas) return false;
  return card.y >= canvas.y && card.y + card.height <= canvas.y + canvas.height;
}

/** What is wider than the screen, and what a finger cannot hit. */
const faults = (): Promise<{ readonly wide: readonly string[]; readonly small: readonly string[] }> =>
  app.page.evaluate(() => {
    const name = (one: Element) => (one.getAttribute('aria-label') ?? one.textContent ?? one.tagName).slice(0, 40);
    const shown = (one: Element) => one.checkVisibility() && one.getBoundingClientRect().width > 0;
    const wide = [document.documentElement, document.body].some((one) => one.scrollWidth > innerWidth);
    const past = [
      ...document.querySelectorAll('header, nav, footer, main, [role="dialog"], [role="menu"], main section'),
    ]
      .filter((one) => shown(one) && !one.closest('.react-flow__node'))
      .filter((one) => one.getBoundingClientRect().right > innerWidth + 0.5)
      .map(name);
    const small = [...document.querySelectorAll('button, [role="tab"], [role="menuitem"], [role="menuitemcheckbox"]')]
      .filter((one) => shown(one) && !one.closest('.react-flow__node, [aria-hidden="true"]') && one.role !== 'switch')
      .filter((one) => {
        const { width, height } = one.getBoundingClientRect();
        return width < 39.5 || height < 39.5;
      })
      .map(name);
    return { wide: [...(wide ? ['the page'] : []), ...past], small };
  });
const NONE = { wide: [], small: [] };

describe('on a phone', () => {
  it('a template is opened, trained and watched: curves and attention', async () => {
    const { page } = await open('?backend=wasm&template=xor');
    expect(await faults()).toEqual(NONE);
    await app.screenshot('phone-canvas');
    await app.button('Templates').tap();
    const gallery = page.getByRole('dialog', { name: 'Templates' });
    await gallery.getByRole('button', { name: 'GPT', exact: true }).waitFor();
    expect(await faults()).toEqual(NONE);
    await app.screenshot('phone-templates');
    await gallery.getByRole('button', { name: 'GPT', exact: true }).tap();
    await app.block('attention_1').waitFor();
    await app.button('Train').tap();
    await view('Panels').tap();
    // What the canvas showed is still there, in what room it has left.
    await expect.poll(() => seen('attention_1')).toBe(true);
    await app.tab('Training curves').tap();
    expect(await app.figure('training:loss')).toBeGreaterThan(0);
    await app.screenshot('phone-curves');
    expect(await faults()).toEqual(NONE);
    await app.tab('Attention').tap();
    await app.region('Attention').locator('canvas').first().waitFor({ timeout: 60_000 });
    await app.screenshot('phone-attention');
    expect(await faults()).toEqual(NONE);
    await app.button('Pause').tap();
    await page.getByText('Paused', { exact: true }).waitFor();
    await app.button('Stop').tap();
    await page.getByText('Stopped', { exact: true }).waitFor();
  });

  it('the plane is moved with one finger and zoomed with two, and no block is moved by that', async () => {
    const { page } = await open('?backend=cpu&template=xor');
    const transform = () => page.locator('.react-flow__viewport').evaluate((one) => getComputedStyle(one).transform);
    const matrix = async () =>
      /matrix\((.*)\)/
        .exec(await transform())?.[1]
        ?.split(', ')
        .map(Number) ?? [];
    const places = () =>
      page.locator('.react-flow__node').evaluateAll((all: HTMLElement[]) => all.map((one) => one.style.transform));
    const [before, stood] = [await matrix(), await places()];
    const touches = await page.context().newCDPSession(page);
    const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', touchPoints: { x: number; y: number; id: number }[]) =>
      touches.send('Input.dispatchTouchEvent', { type, touchPoints });
    const box = await app.block('tanh').boundingBox();
    if (!box) throw new Error('no tanh');
    // It begins on a block.
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await send('touchStart', [{ x, y, id: 1 }]);
    for (let i = 1; i <= 8; i++) await send('touchMove', [{ x: x - 10 * i, y: y + 5 * i, id: 1 }]);
    await send('touchEnd', []);
    await expect.poll(async () => Math.round(((await matrix())[4] ?? 0) - (before[4] ?? 0))).toBeLessThan(-60);
    expect((await matrix())[0]).toBeCloseTo(before[0] ?? 0, 3);
    await send('touchStart', [
      { x: 150, y: 400, id: 1 },
      { x: 240, y: 400, id: 2 },
    ]);
    for (let i = 1; i <= 8; i++) {
      await send('touchMove', [
        { x: 150 - 8 * i, y: 400, id: 1 },
        { x: 240 + 8 * i, y: 400, id: 2 },
      ]);
    }
    await send('touchEnd', []);
    await expect.poll(async () => (await matrix())[0]).toBeGreaterThan(1.5 * (before[0] ?? 1));
    expect(await places()).toEqual(stood);
    await app.button('More').tap();
    expect(await page.getByRole('menuitem', { name: 'Undo' }).isDisabled()).toBe(true);
  });

  it('a tap on a block shows the inspector below it, and one beside it puts that away', async () => {
    const { page } = await open('?backend=cpu&template=gpt');
    await app.block('head').tap();
    await app.region('Inspector').getByLabel('units', { exact: true }).waitFor();
    await app.screenshot('phone-inspector');
    expect(await faults()).toEqual(NONE);
    expect(await seen('head')).toBe(true);
    await app.region('Canvas').tap({ position: { x: 20, y: 12 } });
    await app.region('Inspector').waitFor({ state: 'detached' });
    await view('Blocks').tap();
    const blocks = await page.locator('.react-flow__node').count();
    await app.region('Block palette').getByRole('button', { name: 'Linear', exact: true }).tap();
    await expect.poll(() => page.locator('.react-flow__node').count()).toBe(blocks + 1);
  });

  it('everything of the top bar is in the menu', async () => {
    const { page } = await open('?backend=cpu&template=xor');
    await app.button('More').tap();
    await app.screenshot('phone-menu');
    expect(await faults()).toEqual(NONE);
    const items = await page.getByRole('menu').locator('[role^="menuitem"]').allTextContents();
    for (const wanted of [
      'Undo',
      'Redo',
      'No problems',
      'Documents',
      'Open',
      'Share',
      'Export',
      'Step',
      'Reset',
      'Backend: WebGPU',
      'Theme: dark',
      'Take the tour',
    ]) {
      expect(
        items.some((item) => item.startsWith(wanted)),
        wanted,
      ).toBe(true);
    }
    expect(await page.getByRole('menu').textContent()).toMatch(/Parameters 22/);
    await page.getByRole('menuitem', { name: 'Documents' }).tap();
    await page.getByRole('dialog', { name: 'Documents' }).waitFor();
    expect(await faults()).toEqual(NONE);
    await app.screenshot('phone-documents');
  });

  it.each(['light', 'dark'] as const)('axe-core finds no serious violation, %s', async (colorScheme) => {
    await open('?backend=cpu&template=xor', { colorScheme });
    expect(await violations(app.page)).toEqual([]);
    for (const name of ['Blocks', 'Inspector', 'Panels']) {
      await view(name).tap();
      expect(await violations(app.page), name).toEqual([]);
      await app.screenshot(`phone-${name.toLowerCase()}-${colorScheme}`);
    }
  });

  it('nothing is wider than a screen of 360 pixels', async () => {
    await open('?backend=cpu&template=transformer', { viewport: { width: 360, height: 640 } });
    expect(await faults()).toEqual(NONE);
    for (const name of ['Blocks', 'Inspector', 'Panels']) {
      await view(name).tap();
      expect(await faults(), name).toEqual(NONE);
    }
    for (const panel of [
      'Problems',
      'Data',
      'Training settings',
      'Gradient norms',
      'Values',
      'Samples',
      'Evaluation',
      'Runs',
      'Summary',
    ]) {
      await app.panel(panel);
      expect(await faults(), panel).toEqual(NONE);
    }
    await app.panel('Training settings');
    await app.screenshot('phone-360');
  });

  it('every dialog fits, and what is shown on the canvas does', async () => {
    const { page } = await open('?backend=cpu&template=xor', { viewport: { width: 360, height: 640 } });
    for (const [item, title] of [
      ['Documents', 'Documents'],
      ['Open', 'Open'],
      ['Share', 'Share'],
      ['Export', 'Export'],
      ['Keys', 'Keys'],
      ['Commands', 'Commands'],
    ] as const) {
      await app.button('More').tap();
      await page.getByRole('menuitem', { name: new RegExp(`^${item}`) }).tap();
      const dialog = page.getByRole('dialog', { name: title });
      await dialog.waitFor();
      await page.waitForTimeout(200);
      expect(await faults(), item).toEqual(NONE);
      await app.screenshot(`phone-dialog-${item.toLowerCase()}`);
      await dialog.getByRole('button', { name: 'Close', exact: true }).tap();
      await dialog.waitFor({ state: 'detached' });
    }
    await app.block('hidden').tap();
    await app
      .region('Inspector')
      .getByRole('button', { name: /^Help on/ })
      .tap();
    await page.getByRole('dialog').getByLabel('Ports', { exact: true }).first().waitFor();
    expect(await faults(), 'help').toEqual(NONE);
    await app.screenshot('phone-dialog-help');
    await page.keyboard.press('Escape');
    await app.button('Legend: wires, bars and dots').tap();
    await page.getByRole('dialog', { name: 'Legend' }).waitFor();
    expect(await faults(), 'legend').toEqual(NONE);
    await app.screenshot('phone-dialog-legend');
    await page.keyboard.press('Escape');
    await app.button('More').tap();
    await page.getByRole('menuitem', { name: 'Documents' }).tap();
    await app.button('New document').tap();
    await app.button('Add a block').tap();
    await page.getByRole('combobox').waitFor();
    await page.waitForTimeout(200);
    expect(await faults(), 'search').toEqual(NONE);
    await app.screenshot('phone-search');
  });

  it('on its side it shows the canvas and one thing beside it', async () => {
    const { page } = await open('?backend=cpu&template=gpt', { viewport: { width: 844, height: 390 } });
    expect(await faults()).toEqual(NONE);
    for (const name of ['Blocks', 'Inspector', 'Panels']) {
      await view(name).tap();
      expect(await faults(), name).toEqual(NONE);
    }
    await app.screenshot('phone-side');
    const [canvas, dock] = [
      await app.region('Canvas').boundingBox(),
      await app.region('Training curves').boundingBox(),
    ];
    expect((canvas?.x ?? 0) + (canvas?.width ?? 0)).toBeLessThanOrEqual(dock?.x ?? 0);
    expect(await page.evaluate(() => document.body.scrollHeight)).toBeLessThanOrEqual(390);
  });

  it('the tour is taken with a finger', async () => {
    const { page } = await open('?backend=wasm');
    await app.screenshot('phone-offer');
    expect(await faults()).toEqual(NONE);
    await app.region('Tour').getByRole('button', { name: 'Take the tour' }).tap();
    const card = page.locator('[data-tour]');
    const at = (title: string) => page.getByRole('dialog', { name: title }).waitFor({ timeout: 60_000 });
    const press = (name: string) => card.getByRole('button', { name, exact: true }).tap();
    await at('Blocks and wires');
    await app.block('hidden').tap();
    await card.getByText('The inspector says').waitFor();
    await app.screenshot('phone-tour-look');
    await press('Next');
    await at('Draw the missing wire');
    await page.waitForTimeout(400);
    await app.screenshot('phone-tour-connect');
    expect(await faults()).toEqual(NONE);
    const [from, to] = [
      await app.port('hidden', 'output', 'y').boundingBox(),
      await app.port('tanh', 'input', 'x').boundingBox(),
    ];
    if (!from || !to) throw new Error('no ports');
    const touches = await page.context().newCDPSession(page);
    const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', points: { x: number; y: number }[]) =>
      touches.send('Input.dispatchTouchEvent', { type, touchPoints: points });
    const middle = (box: typeof from) => ({ x: box.x + box.width / 2, y: box.y + box.height / 2 });
    const [a, b] = [middle(from), middle(to)];
    await send('touchStart', [a]);
    for (let i = 1; i <= 10; i++)
      await send('touchMove', [{ x: a.x + ((b.x - a.x) * i) / 10, y: a.y + ((b.y - a.y) * i) / 10 }]);
    await send('touchEnd', []);
    await at('Mend what does not fit');
    await page.waitForTimeout(300);
    await app.screenshot('phone-tour-mend');
    await app.region('Problems').getByRole('button', { name: /^Fix/ }).tap();
    await at('Train it');
    await app.screenshot('phone-tour-train');
    await app.button('Train').tap();
    await at('Watch the loss fall');
    await press('Next');
    await at('Ask it something new');
    await app.region('Evaluation').getByRole('button', { name: 'Evaluate' }).tap();
    await at('You have trained a model');
    await page.waitForTimeout(300);
    await app.screenshot('phone-tour-done');
    expect(await faults()).toEqual(NONE);
  });
});
