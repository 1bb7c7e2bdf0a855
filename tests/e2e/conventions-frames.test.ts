import { describe, expect, it } from 'vitest';
import { Bench, boxOf, centre, HEAD } from './support/canvas';
import { drawn, isOneEntry, untilDrawn } from './support/drawn';

/** What people bring from other node editors, 6: frames and notes. Real pointer, real keys. */

const bench = new Bench();

async function framed(title = 'Body'): Promise<void> {
  const { page } = bench.app;
  await bench.app.block('hidden').click(HEAD);
  await bench.app.block('tanh').click({ ...HEAD, modifiers: ['ControlOrMeta'] });
  await page.keyboard.press('Control+g');
  await page.keyboard.type(title);
  await page.keyboard.press('Enter');
  await untilDrawn(bench.app, ({ blocks }) => blocks.includes(`Frame: ${title}`));
}

const frame = (title = 'Body') => bench.app.page.getByRole('group', { name: `Frame: ${title}`, exact: true });
const head = () => frame().locator('.frame-head');

describe('6. frames', () => {
  it('Ctrl+G draws one around the selection, with its title to be typed at once', async () => {
    const { page } = await bench.open();
    const before = await drawn(bench.app);
    await bench.app.block('hidden').click(HEAD);
    await bench.app.block('tanh').click({ ...HEAD, modifiers: ['ControlOrMeta'] });
    await page.keyboard.press('Control+g');
    const bare = await untilDrawn(bench.app, ({ blocks }) => blocks.includes('Frame: Untitled frame'));
    await page.getByRole('textbox', { name: 'Title of the frame' }).waitFor();
    const box = await boxOf(frame('Untitled frame'));
    for (const name of ['hidden', 'tanh']) {
      const card = await boxOf(bench.app.block(name));
      expect(card.x).toBeGreaterThan(box.x);
      expect(card.y).toBeGreaterThan(box.y);
      expect(card.x + card.width).toBeLessThan(box.x + box.width);
      expect(card.y + card.height).toBeLessThan(box.y + box.height);
    }
    await page.keyboard.press('Escape');
    await isOneEntry(bench.app, before, bare);
    await frame('Untitled frame').locator('.frame-head').dblclick();
    await page.keyboard.type('<b>Body</b>');
    await page.keyboard.press('Enter');
    const named = await untilDrawn(bench.app, ({ blocks }) => blocks.includes('Frame: <b>Body</b>'));
    await isOneEntry(bench.app, bare, named);
    await bench.app.screenshot('frame');
  });

  it('drawn and given its title at once, it is one entry', async () => {
    await bench.open();
    const before = await drawn(bench.app);
    await framed();
    await isOneEntry(bench.app, before, await drawn(bench.app));
  });

  it('dragged by the title, a frame takes along what lies in it: one entry', async () => {
    await bench.open();
    await framed();
    const before = await bench.places();
    const start = await boxOf(bench.app.block('hidden'));
    const still = await boxOf(bench.app.block('head'));
    await bench.drag(await centre(head()), { x: 60, y: 90 });
    const moved = await boxOf(bench.app.block('hidden'));
    expect(moved.y - start.y).toBeGreaterThan(60);
    expect(await boxOf(bench.app.block('head'))).toEqual(still);
    await bench.app.screenshot('frame-dragged');
    await bench.isOneEntry(before);
  });

  it('its inside is the canvas: a double click looks for a block, a drag pans', async () => {
    const { page } = await bench.open();
    await framed();
    const before = await bench.places();
    const box = await boxOf(frame());
    const inside = { x: box.x + box.width / 2, y: box.y + 8 };
    const start = await boxOf(bench.app.block('head'));
    await bench.drag(inside, { x: 40, y: 0 });
    expect((await boxOf(bench.app.block('head'))).x - start.x).toBeCloseTo(40, 0);
    expect(await bench.places()).toEqual(before);
    await page.mouse.dblclick(inside.x + 40, inside.y);
    await page.getByRole('dialog', { name: 'Add a block' }).waitFor();
  });

  it('is resized at a corner and by keys, recoloured, and deleted without its blocks', async () => {
    const { page } = await bench.open();
    await framed();
    await head().click();
    const before = await bench.places();
    const box = await boxOf(frame());
    await bench.drag({ x: box.x + box.width, y: box.y + box.height }, { x: 50, y: 40 });
    expect((await boxOf(frame())).width).toBeGreaterThan(box.width + 30);
    expect((await boxOf(frame())).x).toBeCloseTo(box.x, 0);
    await bench.isOneEntry(before);
    const large = await boxOf(frame());
    await page.keyboard.press('Alt+Shift+ArrowLeft');
    expect((await boxOf(frame())).width).toBeLessThan(large.width);

    const inspector = bench.app.region('Inspector');
    await inspector.getByRole('combobox', { name: 'Colour' }).click();
    await page.getByRole('option', { name: 'Violet' }).click();
    await bench.app.screenshot('frame-inspector');
    await frame().focus();
    const full = await drawn(bench.app);
    await page.keyboard.press('Delete');
    const bare = await untilDrawn(bench.app, ({ blocks }) => !blocks.includes('Frame: Body'));
    expect(bare.blocks).toHaveLength(full.blocks.length - 1);
    await isOneEntry(bench.app, full, bare);
  });

  it('by keyboard: reached, renamed by F2 and Enter, nudged with what it holds', async () => {
    const { page } = await bench.open();
    await framed();
    await frame().focus();
    await page.keyboard.press('Space');
    await page.keyboard.press('F2');
    await page.keyboard.type('First');
    await page.keyboard.press('Enter');
    await frame('First').waitFor();
    await page.waitForFunction(() => document.activeElement?.getAttribute('aria-label') === 'Frame: First');
    await page.keyboard.press('Enter');
    await page.keyboard.type('Never kept');
    await page.keyboard.press('Escape');
    await frame('First').waitFor();
    const before = await bench.places();
    await page.keyboard.press('Shift+ArrowDown');
    const after = await bench.places();
    const changed = Object.keys(after).filter((name) => after[name] !== before[name]);
    expect(changed.sort()).toEqual(['Frame: First', 'hidden, Linear', 'tanh, Activation']);
    await bench.isOneEntry(before);
  });

  it('a box drawn inside chooses blocks alone; one around it all chooses the frame as well, and a copy of it is whole', async () => {
    const { page } = await bench.open();
    await framed();
    const box = await boxOf(frame());
    await bench.drag({ x: box.x + 6, y: box.y + 6 }, { x: box.width - 12, y: box.height - 12 }, ['Shift']);
    const inspector = bench.app.region('Inspector');
    await inspector.getByText('2 blocks selected').waitFor();
    expect(await frame().locator('[data-selected="true"]').count()).toBe(0);
    await bench.drag({ x: box.x - 30, y: box.y - 30 }, { x: box.width + 60, y: box.height + 60 }, ['Shift']);
    await frame().locator('[data-selected="true"]').waitFor();
    const at = await bench.emptyPlace();
    await page.mouse.click(at.x, at.y);
    await head().click();
    await inspector.getByRole('heading', { name: 'Frame' }).waitFor();
    await page.keyboard.press('Control+d');
    await untilDrawn(
      bench.app,
      ({ blocks }) => blocks.includes('tanh_2, Activation') && blocks.includes('hidden_2, Linear'),
    );
    expect(await page.getByRole('group', { name: 'Frame: Body' }).count()).toBe(2);
  });

  it('is cut and pasted with what lies in it, as plain JSON', async () => {
    const { page } = await bench.open();
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await framed();
    const before = await drawn(bench.app);
    await frame().focus();
    await page.keyboard.press('Space');
    await page.keyboard.press('Control+x');
    const cut = await untilDrawn(bench.app, ({ blocks }) => blocks.length === before.blocks.length - 3);
    const text = await page.evaluate(() => navigator.clipboard.readText());
    expect(JSON.parse(text)).toMatchObject({ annotations: [{ kind: 'frame', text: 'Body' }] });
    await isOneEntry(bench.app, before, cut);
    const at = await bench.emptyPlace();
    await page.mouse.move(at.x, at.y);
    await page.keyboard.press('Control+v');
    const pasted = await untilDrawn(bench.app, ({ blocks }) => blocks.length === before.blocks.length);
    expect(pasted.blocks).toEqual(before.blocks);
    const box = await boxOf(frame());
    for (const name of ['hidden', 'tanh']) {
      const { x, y } = await centre(bench.app.block(name));
      expect(x > box.x && x < box.x + box.width && y > box.y && y < box.y + box.height).toBe(true);
    }
    await isOneEntry(bench.app, cut, pasted);
  });

  it('its title stays legible from afar', async () => {
    const { page } = await bench.open();
    await framed();
    for (let i = 0; i < 5; i++) await bench.app.button('Zoom out').click();
    await page.waitForTimeout(600);
    expect((await boxOf(head())).height).toBeGreaterThan(15);
    await bench.app.screenshot('frame-far');
  });

  it('goes into the module that is made of its blocks, and comes out again', async () => {
    const { page } = await bench.open();
    await framed();
    const before = await drawn(bench.app);
    await bench.app.block('hidden').click(HEAD);
    await bench.app.block('tanh').click({ ...HEAD, modifiers: ['ControlOrMeta'] });
    await page.keyboard.press('Control+Shift+e');
    const made = await untilDrawn(bench.app, ({ blocks }) => blocks.includes('module, Module'));
    expect(made.blocks).not.toContain('Frame: Body');
    await isOneEntry(bench.app, before, made);
    await bench.app.block('module').dblclick(HEAD);
    await frame().waitFor();
    await bench.app.screenshot('frame-module');
    await page.keyboard.press('Escape');
    await bench.app.block('module').click(HEAD);
    await page.keyboard.press('Control+Shift+e');
    await untilDrawn(bench.app, ({ blocks }) => blocks.includes('Frame: Body') && blocks.includes('tanh, Activation'));
  });

  it('tidy keeps it around its blocks and others out of it', async () => {
    const { page } = await bench.open();
    await framed();
    const before = await bench.places();
    const at = await bench.emptyPlace();
    await page.mouse.click(at.x, at.y);
    await page.keyboard.press('Alt+Shift+t');
    await bench.untilPlaced((now) => JSON.stringify(now) !== JSON.stringify(before));
    await page.waitForTimeout(600);
    await bench.app.screenshot('frame-tidy');
    const box = await boxOf(frame());
    const within = async (name: string) => {
      const { x, y } = await centre(bench.app.block(name));
      return x > box.x && x < box.x + box.width && y > box.y && y < box.y + box.height;
    };
    expect([await within('hidden'), await within('tanh'), await within('head')]).toEqual([true, true, false]);
    await bench.isOneEntry(before);
  });
});

describe('6. notes', () => {
  it('N puts one at the pointer; it holds plain text with its line breaks', async () => {
    const { page } = await bench.open();
    const before = await drawn(bench.app);
    const at = await bench.emptyPlace();
    await page.mouse.click(at.x, at.y);
    await page.keyboard.press('n');
    const bare = await untilDrawn(bench.app, ({ blocks }) => blocks.includes('Note: Untitled note'));
    await page.getByRole('textbox', { name: 'Text of the note' }).waitFor();
    await page.keyboard.press('Escape');
    await isOneEntry(bench.app, before, bare);
    const note = page.getByRole('group', { name: 'Note: Untitled note' });
    expect((await boxOf(note)).x).toBeCloseTo(at.x, -1);
    await note.dblclick();
    await page.keyboard.type('Why tanh:');
    await page.keyboard.press('Enter');
    await page.keyboard.type('<script>window.ran = true</script>');
    await page.keyboard.press('Control+Enter');
    const written = await untilDrawn(bench.app, ({ blocks }) =>
      blocks.some((one) => one.startsWith('Note: Why tanh: <script>')),
    );
    await isOneEntry(bench.app, bare, written);
    const text = page.locator('.note-text');
    expect(await text.textContent()).toBe('Why tanh:\n<script>window.ran = true</script>');
    expect(await page.evaluate(() => Reflect.get(window, 'ran'))).toBeUndefined();
    await bench.app.screenshot('note');
    const places = await bench.places();
    await bench.drag(await centre(text), { x: -80, y: 30 });
    await bench.isOneEntry(places);
    await page.waitForTimeout(1000);
    await page.reload();
    await text.waitFor();
    expect(await text.evaluate((one) => getComputedStyle(one).whiteSpaceCollapse)).toBe('preserve');
  });

  it('is added from the command palette as well, and written in at once', async () => {
    const { page } = await bench.open();
    await bench.app.block('hidden').click(HEAD);
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog', { name: 'Commands' }).waitFor();
    await page.keyboard.type('add a note');
    await page.keyboard.press('Enter');
    await page.getByRole('textbox', { name: 'Text of the note' }).waitFor();
    await page.waitForFunction(() => document.activeElement?.getAttribute('aria-label') === 'Text of the note');
    // The palette gives the focus back as it goes.
    await page.waitForTimeout(300);
    await page.keyboard.type('By the way');
    await page.keyboard.press('Control+Enter');
    await untilDrawn(bench.app, ({ blocks }) => blocks.includes('Note: By the way'));
  });
});
