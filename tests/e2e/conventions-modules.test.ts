import { describe, expect, it } from 'vitest';
import { App } from './support/app';
import { Bench, boxOf, HEAD } from './support/canvas';
import { drawn, isOneEntry, untilDrawn } from './support/drawn';

/** What people bring from other node editors, 6: modules, and a palette of one's own. Real pointer, real keys. */

const bench = new Bench();

/** Makes a module of the hidden layer, which is then selected. */
async function module(): Promise<void> {
  await bench.app.block('hidden').click(HEAD);
  await bench.app.block('tanh').click({ ...HEAD, modifiers: ['ControlOrMeta'] });
  await bench.app.page.keyboard.press('Control+Shift+e');
  await untilDrawn(bench.app, ({ blocks }) => blocks.includes('module, Module'));
}

const palette = () => bench.app.region('Block palette');
const inspector = () => bench.app.region('Inspector');

async function publish(): Promise<void> {
  await inspector().getByRole('button', { name: 'Publish to the palette' }).click();
  await palette().getByText('Your modules', { exact: true }).waitFor();
}

/** The person's own entry: the document's of the same name stands before it. */
const own = () => palette().getByRole('button', { name: 'Module', exact: true }).last();

describe('6. modules', () => {
  it('Ctrl+Shift+E makes one of the selection, and unpacks one: one entry each', async () => {
    const { page } = await bench.open();
    const before = await drawn(bench.app);
    await module();
    const made = await drawn(bench.app);
    expect(made.wires).toContain('Wire from data features to module x');
    await isOneEntry(bench.app, before, made);
    await bench.app.block('module').click(HEAD);
    await page.keyboard.press('Control+Shift+e');
    const unpacked = await untilDrawn(bench.app, ({ blocks }) => blocks.includes('tanh, Activation'));
    expect(unpacked).toEqual(before);
    await isOneEntry(bench.app, made, unpacked);
  });

  it('a double click goes in, Escape and the breadcrumb come out; every instance follows the definition', async () => {
    const { page } = await bench.open();
    await module();
    await bench.app.block('module').click(HEAD);
    await page.keyboard.press('Control+d');
    await untilDrawn(bench.app, ({ blocks }) => blocks.includes('module_2, Module'));
    const way = page.getByRole('navigation', { name: 'Module' });
    await bench.app.block('module_2').dblclick(HEAD);
    await way.waitFor();
    await bench.app.block('hidden').click(HEAD);
    const units = inspector().getByLabel('units', { exact: true });
    await units.fill('16');
    await units.press('Enter');
    await bench.app.block('hidden').focus();
    await page.keyboard.press('Escape');
    await way.waitFor({ state: 'detached' });
    // The other instance is the same module: its output has the new width.
    await bench.app.block('module').getByText('[B, 16]').waitFor();
    await bench.app.block('module').focus();
    await page.keyboard.press('Enter');
    await way.waitFor();
    await bench.app.block('hidden').click(HEAD);
    expect(await units.inputValue()).toBe('16');
    await way.getByRole('button', { name: 'Whole graph' }).click();
    await way.waitFor({ state: 'detached' });
  });

  it('×N repeats it, as one entry', async () => {
    const { page } = await bench.open();
    await module();
    await bench.app.block('module').click(HEAD);
    const copies = inspector().getByLabel('Copies in a row (×N)');
    await copies.fill('3');
    await copies.press('Enter');
    const times = bench.app.block('module').getByText('×3', { exact: true });
    await times.waitFor();
    await bench.app.block('module').focus();
    await page.keyboard.press('Control+z');
    await times.waitFor({ state: 'detached' });
    await page.keyboard.press('Control+y');
    await times.waitFor();
  });
});

describe('6. a palette of one’s own', () => {
  it('a module that is published is there in another document and after a reload, and comes with its definition', async () => {
    const { page } = await bench.open();
    await module();
    await bench.app.block('module').click(HEAD);
    await publish();
    await bench.app.screenshot('published');
    await bench.app.newDocument();
    await page.reload();
    await own().waitFor();
    await bench.app.screenshot('published-elsewhere');
    expect(await palette().getByText('Modules of this document', { exact: true }).count()).toBe(0);
    const before = await drawn(bench.app);
    await own().focus();
    await page.keyboard.press('Enter');
    const after = await untilDrawn(bench.app, ({ blocks }) => blocks.includes('module, Module'));
    await palette().getByText('Modules of this document', { exact: true }).waitFor();
    await bench.app.block('module').focus();
    await isOneEntry(bench.app, before, after);
    // By search as well, and without a second definition.
    const at = await bench.emptyPlace();
    await page.mouse.dblclick(at.x, at.y);
    await page.keyboard.type('module');
    await page.getByRole('option', { name: 'Module yours', exact: true }).click();
    await untilDrawn(bench.app, ({ blocks }) => blocks.includes('module_2, Module'));
    expect(await palette().getByRole('button', { name: 'Module', exact: true }).count()).toBe(2);
  });

  it('is renamed and removed there, by mouse and by keyboard, and what was removed comes back by Undo', async () => {
    const { page } = await bench.open();
    await module();
    await bench.app.block('module').click(HEAD);
    await publish();
    await palette().getByRole('button', { name: 'Rename Module of your modules' }).click();
    await page.keyboard.type('Hidden <b>layer</b>');
    await page.keyboard.press('Enter');
    const renamed = palette().getByRole('button', { name: 'Hidden <b>layer</b>', exact: true });
    await renamed.waitFor();
    await palette().getByRole('button', { name: 'Remove Hidden <b>layer</b> from your modules' }).click();
    await renamed.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Undo', exact: true }).last().click();
    await renamed.waitFor();
    await renamed.focus();
    await page.keyboard.press('F2');
    await page.keyboard.type('Mine');
    await page.keyboard.press('Enter');
    const mine = palette().getByRole('button', { name: 'Mine', exact: true });
    await mine.waitFor();
    await mine.focus();
    await page.keyboard.press('Delete');
    await mine.waitFor({ state: 'detached' });
    expect(await palette().locator(':focus').count()).toBe(1);
    await page.reload();
    await bench.app.block('module').waitFor();
    expect(await palette().getByText('Your modules', { exact: true }).count()).toBe(0);
  });

  it('a module published in one tab is there in the other', async () => {
    await bench.open();
    const other = new App(await bench.app.page.context().newPage());
    await other.open(new URL('?backend=cpu&template=perceptron', bench.app.page.url()).href);
    await module();
    await bench.app.block('module').click(HEAD);
    await publish();
    await other.region('Block palette').getByText('Your modules', { exact: true }).waitFor();
    expect(other.errors).toEqual([]);
  });

  it('dragged out of the palette onto a wire, it goes into it: one entry', async () => {
    const { page } = await bench.open();
    await module();
    await bench.app.block('module').click(HEAD);
    await publish();
    const before = await drawn(bench.app);
    const wire = 'Wire from module y to head x';
    const middle = await page
      .locator(`.react-flow__edge[aria-label="${wire}"] .react-flow__edge-path`)
      .evaluate((element) => {
        if (!(element instanceof SVGPathElement)) throw new Error('no path');
        const point = element.getPointAtLength(element.getTotalLength() / 2);
        const to = new DOMPoint(point.x, point.y).matrixTransform(element.getScreenCTM() ?? undefined);
        return { x: to.x, y: to.y };
      });
    await own().scrollIntoViewIfNeeded();
    const from = await boxOf(own());
    await page.mouse.move(from.x + 30, from.y + 10);
    await page.mouse.down();
    await page.mouse.move(middle.x, middle.y + 80, { steps: 6 });
    expect(await page.locator('[data-target="true"]').count()).toBe(0);
    await page.mouse.move(middle.x, middle.y, { steps: 6 });
    await page.locator('[data-target="true"]').waitFor({ state: 'attached' });
    await bench.app.screenshot('palette-on-wire');
    await page.mouse.up();
    const after = await untilDrawn(bench.app, ({ blocks }) => blocks.includes('module_2, Module'));
    expect(after.wires).toEqual(
      expect.arrayContaining(['Wire from module y to module_2 x', 'Wire from module_2 y to head x']),
    );
    expect(after.wires).not.toContain(wire);
    expect(await page.locator('[data-target="true"]').count()).toBe(0);
    await isOneEntry(bench.app, before, after);
  });

  it('is offered for a wire that it fits', async () => {
    const { page } = await bench.open();
    await module();
    await bench.app.block('module').click(HEAD);
    await publish();
    await bench.app.block('module').focus();
    await page.keyboard.press('w');
    await page.keyboard.press('a');
    const search = page.getByRole('dialog', { name: 'Blocks that fit module.y' });
    await search.waitFor();
    await page.keyboard.type('module');
    await search
      .getByRole('option', { name: /^Module/ })
      .last()
      .waitFor();
    await page.keyboard.press('Enter');
    await untilDrawn(bench.app, ({ wires }) => wires.includes('Wire from module y to module_2 x'));
  });
});
