import { afterEach, describe, expect, it } from 'vitest';
import type { App } from './support/app';
import { centre, HEAD } from './support/canvas';
import { drawn, isOneEntry, same, untilDrawn } from './support/drawn';
import { openBrowser } from './support/fixture';

/** What people bring from other node editors, in the order of the product's list: real pointer, real keys. */

const visit = openBrowser();

let app: App;

async function open(template = 'xor'): Promise<App> {
  app = await visit.start(`?backend=cpu&template=${template}`);
  await app.page.locator('.react-flow__edge').first().waitFor();
  // The first fit comes once cards have been measured.
  await app.page.waitForTimeout(300);
  return app;
}

/** A place of the canvas where nothing is. */
async function emptyPlace(): Promise<{ x: number; y: number }> {
  const box = await app.region('Canvas').boundingBox();
  if (!box) throw new Error('the canvas has no box');
  return { x: box.x + box.width * 0.42, y: box.y + box.height * 0.12 };
}

afterEach(async () => {
  expect(app.errors).toEqual([]);
  await app.page.context().close();
});

describe('1. undo and redo', () => {
  it('go by keys over the whole page, and are the browser’s own in a field', async () => {
    const { page } = await open();
    const before = await drawn(app);
    await app.block('hidden').click(HEAD);
    await page.keyboard.press('Delete');
    const after = await untilDrawn(app, ({ blocks }) => blocks.length < before.blocks.length);
    await isOneEntry(app, before, after);
    await page.keyboard.press('Control+z');
    await untilDrawn(app, (now) => same(now, before));
    await page.keyboard.press('Control+y');
    await untilDrawn(app, (now) => same(now, after));

    const name = page.getByLabel('Name of this document');
    await name.click();
    await name.pressSequentially('abc');
    await page.keyboard.press('Control+z');
    expect(await drawn(app)).toEqual(after);
  });
});

describe('2. block search', () => {
  it('opens by a double click on the empty canvas and puts the block there', async () => {
    const { page } = await open();
    const before = await drawn(app);
    const at = await emptyPlace();
    await page.mouse.dblclick(at.x, at.y);
    const search = page.getByRole('dialog', { name: 'Add a block' });
    await search.waitFor();
    await page.keyboard.type('layer norm');
    await app.screenshot('search-double-click');
    await page.keyboard.press('Enter');
    const after = await untilDrawn(app, ({ blocks }) => blocks.includes('layer_norm, Layer norm'));
    const box = await app.block('layer_norm').boundingBox();
    expect(Math.abs((box?.x ?? 0) + (box?.width ?? 0) / 2 - at.x)).toBeLessThan(12);
    await isOneEntry(app, before, after);
  });

  it('opens by A while the canvas has the focus, and gives the new block the keyboard', async () => {
    const { page } = await open();
    const at = await emptyPlace();
    await page.mouse.click(at.x, at.y);
    await page.keyboard.press('a');
    await page.getByRole('dialog', { name: 'Add a block' }).waitFor();
    await page.keyboard.type('softmax');
    await page.keyboard.press('Enter');
    await untilDrawn(app, ({ blocks }) => blocks.includes('softmax, Softmax'));
    await page.waitForFunction(() => document.activeElement?.getAttribute('aria-label') === 'softmax, Softmax');
    await page.keyboard.press('a');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
  });

  it('opens where a wire is let go, with what fits, and wires the block in', async () => {
    const { page } = await open();
    const before = await drawn(app);
    const from = await centre(app.port('hidden', 'output', 'y'));
    const to = await emptyPlace();
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    await page.mouse.move(to.x, to.y, { steps: 8 });
    await page.mouse.up();
    const search = page.getByRole('dialog', { name: 'Blocks that fit hidden.y' });
    await search.waitFor();
    await search.getByRole('option').first().waitFor();
    expect(await search.getByRole('option', { name: /^Embedding/ }).count()).toBe(0);
    await page.keyboard.type('layer norm');
    await app.screenshot('search-wire');
    await page.keyboard.press('Enter');
    const after = await untilDrawn(app, ({ wires }) => wires.includes('Wire from hidden y to layer_norm x'));
    await isOneEntry(app, before, after);
  });

  it('opens by keyboard alone while a wire is drawn', async () => {
    const { page } = await open();
    await app.block('hidden').focus();
    await page.keyboard.press('w');
    await page.keyboard.press('a');
    await page.getByRole('dialog', { name: 'Blocks that fit hidden.y' }).waitFor();
    await page.keyboard.type('dropout');
    await page.keyboard.press('Enter');
    await untilDrawn(app, ({ wires }) => wires.includes('Wire from hidden y to dropout x'));
  });
});

describe('3. wires that do not fit', () => {
  /** A recurrent layer beside text that is not embedded. */
  async function unembedded() {
    const { page } = await open('sentiment');
    const at = await emptyPlace();
    await page.mouse.dblclick(at.x, at.y);
    await page.keyboard.type('gru');
    await page.keyboard.press('Enter');
    const before = await untilDrawn(app, ({ blocks }) => blocks.includes('gru, GRU'));
    return { page, before };
  }
  const REFUSED = /tokens gives int \[B, T\] tokens; gru.x takes float \[B, T, C\]/;

  it('dim the ports that cannot take them, say why at the pointer, and go through with one click', async () => {
    const { page, before } = await unembedded();
    const from = await centre(app.port('reviews', 'output', 'tokens'));
    const to = await centre(app.port('gru', 'input', 'x'));
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    await page.mouse.move(to.x, to.y - 60, { steps: 6 });
    expect(await app.port('gru', 'input', 'x').getAttribute('aria-disabled')).toBe('true');
    expect(await app.port('gru', 'input', 'x').getAttribute('data-standing')).toBe('refuses');
    await page.mouse.move(to.x, to.y, { steps: 6 });
    await page.mouse.up();
    const note = page.getByRole('status').filter({ hasText: REFUSED });
    await note.waitFor();
    expect(await note.getByRole('button').allTextContents()).toEqual([
      'Put Embedding between them.',
      'Put One-hot between them.',
    ]);
    await app.screenshot('refused-wire');
    await note.getByRole('button', { name: 'Put Embedding between them.' }).click();
    const after = await untilDrawn(app, ({ wires }) => wires.includes('Wire from embedding_2 y to gru x'));
    expect(after.wires).toContain('Wire from reviews tokens to embedding_2 ids');
    await isOneEntry(app, before, after);
  });

  it('say why and go through by keyboard', async () => {
    const { page, before } = await unembedded();
    await app.port('reviews', 'output', 'tokens').focus();
    await page.keyboard.press('Enter');
    const port = app.port('gru', 'input', 'x');
    for (let i = 0; i < 20 && !(await port.evaluate((one) => one === document.activeElement)); i++) {
      await page.keyboard.press('Shift+ArrowDown');
    }
    await page.keyboard.press('Enter');
    const note = page.getByRole('status').filter({ hasText: REFUSED });
    await note.waitFor();
    await page.keyboard.press('Escape');
    await note.waitFor({ state: 'hidden' });
    expect(await port.evaluate((one) => one === document.activeElement)).toBe(true);
    expect(await drawn(app)).toEqual(before);

    await app.port('reviews', 'output', 'tokens').focus();
    await page.keyboard.press('Enter');
    for (let i = 0; i < 20 && !(await port.evaluate((one) => one === document.activeElement)); i++) {
      await page.keyboard.press('Shift+ArrowDown');
    }
    await page.keyboard.press('Enter');
    await note.waitFor();
    await page.keyboard.press('Enter');
    const after = await untilDrawn(app, ({ wires }) => wires.includes('Wire from embedding_2 y to gru x'));
    await isOneEntry(app, before, after);
  });

  it('give way to the wire that is drawn to their port, when asked', async () => {
    const { page } = await open();
    const before = await drawn(app);
    const from = await centre(app.port('hidden', 'output', 'y'));
    const to = await centre(app.port('head', 'input', 'x'));
    await page.mouse.move(from.x, from.y);
    await page.mouse.down();
    await page.mouse.move(to.x, to.y, { steps: 8 });
    await page.mouse.up();
    await page.getByRole('button', { name: 'Put this wire in its place.' }).click();
    const after = await untilDrawn(app, ({ wires }) => wires.includes('Wire from hidden y to head x'));
    expect(after.wires).toHaveLength(before.wires.length);
    await isOneEntry(app, before, after);
  });
});

describe('4. blocks in wires', () => {
  it('a block dropped on a wire goes into it', async () => {
    const { page } = await open();
    const at = await emptyPlace();
    await page.mouse.dblclick(at.x, at.y);
    await page.keyboard.type('dropout');
    await page.keyboard.press('Enter');
    const before = await untilDrawn(app, ({ blocks }) => blocks.includes('dropout, Dropout'));
    const wire = 'Wire from hidden y to';
    const old = before.wires.find((one) => one.startsWith(wire));
    const path = page.locator(`.react-flow__edge[aria-label="${old}"] .react-flow__edge-path`);
    const middle = await path.evaluate((element) => {
      if (!(element instanceof SVGPathElement)) throw new Error('no path');
      const point = element.getPointAtLength(element.getTotalLength() / 2);
      const to = new DOMPoint(point.x, point.y).matrixTransform(element.getScreenCTM() ?? undefined);
      return { x: to.x, y: to.y };
    });
    const card = await app.block('dropout').boundingBox();
    if (!card) throw new Error('no card');
    const hold = { x: card.x + 40, y: card.y + 12 };
    await page.mouse.move(hold.x, hold.y);
    await page.mouse.down();
    const head = { x: card.x + card.width / 2, y: card.y + 18 };
    await page.mouse.move(hold.x + middle.x - head.x, hold.y + middle.y - head.y, { steps: 10 });
    await app.screenshot('drop-on-wire');
    await page.mouse.up();
    const after = await untilDrawn(app, ({ wires }) => wires.includes('Wire from hidden y to dropout x'));
    expect(after.wires).not.toContain(old);
    expect(after.wires).toHaveLength(before.wires.length + 1);
    await isOneEntry(app, before, after);
  });

  it('Ctrl+Delete takes a block out and joins its neighbours', async () => {
    const { page } = await open();
    const before = await drawn(app);
    await app.block('tanh').click(HEAD);
    await page.keyboard.press('Control+Delete');
    const after = await untilDrawn(app, ({ blocks }) => blocks.length < before.blocks.length);
    expect(after.wires).toHaveLength(before.wires.length - 1);
    expect(after.wires.some((wire) => wire.startsWith('Wire from hidden y to'))).toBe(true);
    await isOneEntry(app, before, after);
  });

  it('R replaces a block, which keeps its wires', async () => {
    const { page } = await open();
    const before = await drawn(app);
    await app.block('hidden').click(HEAD);
    await page.keyboard.press('r');
    await page.getByRole('dialog', { name: 'Replace hidden by' }).waitFor();
    await page.keyboard.type('feed-forward');
    await page.keyboard.press('Enter');
    const after = await untilDrawn(app, ({ blocks }) => !same({ blocks, wires: before.wires }, before));
    expect(after.wires).toEqual(before.wires);
    expect(after.blocks).toContain('hidden, Feed-forward');
    await isOneEntry(app, before, after);
  });
});

describe('5. copies', () => {
  it('Ctrl+Shift+V keeps the wires that came in, Ctrl+V does not', async () => {
    const { page } = await open();
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    const before = await drawn(app);
    await app.block('tanh').click(HEAD);
    await page.keyboard.press('Control+c');
    await page.keyboard.press('Control+v');
    const bare = await untilDrawn(app, ({ blocks }) => blocks.includes('tanh_2, Activation'));
    expect(bare.wires).toEqual(before.wires);
    await page.keyboard.press('Control+z');
    await untilDrawn(app, (now) => same(now, before));
    await app.block('tanh').click(HEAD);
    await page.keyboard.press('Control+Shift+v');
    const wired = await untilDrawn(app, ({ blocks }) => blocks.includes('tanh_2, Activation'));
    expect(wired.wires.filter((wire) => !before.wires.includes(wire))).toEqual(['Wire from hidden y to tanh_2 x']);
    await isOneEntry(app, before, wired);
  });

  it('Ctrl+B bypasses and Ctrl+D duplicates, each one entry', async () => {
    const { page } = await open();
    const before = await drawn(app);
    await app.block('tanh').click(HEAD);
    await page.keyboard.press('Control+d');
    await isOneEntry(app, before, await untilDrawn(app, ({ blocks }) => blocks.includes('tanh_2, Activation')));
    await app.block('head').click(HEAD);
    await page.keyboard.press('Control+b');
    await app.region('Inspector').getByRole('switch', { name: 'Bypass', checked: true }).waitFor();
  });
});

describe('8. tidy', () => {
  it('lays everything out on command, and one undo puts it back', async () => {
    const { page } = await open();
    const places = () =>
      page.evaluate(() =>
        [...document.querySelectorAll<HTMLElement>('.react-flow__node')].map((one) => one.style.transform),
      );
    await app.block('hidden').click(HEAD);
    for (let i = 0; i < 12; i++) await page.keyboard.press('Shift+ArrowDown');
    const crooked = await places();
    await page.keyboard.press('Escape');
    await page.keyboard.press('Alt+Shift+t');
    await page.waitForFunction(
      (before) =>
        [...document.querySelectorAll<HTMLElement>('.react-flow__node')].map((one) => one.style.transform).join() !==
        before,
      crooked.join(),
    );
    await page.waitForTimeout(600);
    await app.screenshot('tidy');
    await page.keyboard.press('Control+z');
    await page.waitForFunction(
      (before) =>
        [...document.querySelectorAll<HTMLElement>('.react-flow__node')].map((one) => one.style.transform).join() ===
        before,
      crooked.join(),
    );
  });
});

describe('9. finding, commands and keys', () => {
  it('Ctrl+F finds by a parameter’s value inside a module and goes there', async () => {
    const { page } = await open('encoder-layer');
    await page.keyboard.press('Control+f');
    await page.getByRole('dialog', { name: 'Find a block of this document' }).waitFor();
    await page.keyboard.type('multi-head');
    await app.screenshot('find');
    await page.keyboard.press('Enter');
    await page.getByRole('navigation', { name: 'Module' }).waitFor();
    await page.waitForFunction(() => /multi-head/i.test(document.activeElement?.getAttribute('aria-label') ?? ''));
  });

  it('Ctrl+K finds a command by name and does it', async () => {
    const { page } = await open();
    await page.keyboard.press('Control+k');
    const palette = page.getByRole('dialog', { name: 'Commands' });
    await palette.waitFor();
    await page.keyboard.type('panel: attention');
    await app.screenshot('command-palette');
    await page.keyboard.press('Enter');
    await palette.waitFor({ state: 'hidden' });
    await app.region('Attention').waitFor();
  });

  it('? lists the keys, and they can be changed', async () => {
    const { page } = await open();
    const at = await emptyPlace();
    await page.mouse.click(at.x, at.y);
    await page.keyboard.press('?');
    const dialog = page.getByRole('dialog', { name: 'Keys' });
    await dialog.waitFor();
    await app.screenshot('keys');
    await dialog.getByRole('button', { name: 'Change the keys of: Duplicate' }).click();
    await page.keyboard.press('Control+j');
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    const before = await drawn(app);
    await app.block('hidden').click(HEAD);
    await page.keyboard.press('Control+d');
    expect(await drawn(app)).toEqual(before);
    await page.keyboard.press('Control+j');
    await untilDrawn(app, ({ blocks }) => blocks.length === before.blocks.length + 1);
    // What is not a second old may be lost with the page.
    await page.waitForTimeout(1000);
    await page.reload();
    await page.locator('.react-flow__edge').first().waitFor();
    await page.waitForTimeout(300);
    await app.block('hidden').click(HEAD);
    await page.keyboard.press('Control+j');
    await untilDrawn(app, ({ blocks }) => blocks.length === before.blocks.length + 2);
  });
});
