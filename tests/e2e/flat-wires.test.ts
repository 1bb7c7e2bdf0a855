import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { type Document, serialiseDocument } from '../../src/document';
import { crowd } from '../bench/documents';
import type { App } from './support/app';
import { type At, boxOf } from './support/canvas';
import { openBrowser } from './support/fixture';

const visit = openBrowser();
const WIRES = 800;

/** Five hundred blocks, drawn from afar, and one that stands by itself on the left. */
async function open(): Promise<App> {
  const base = crowd();
  const loose = { id: 'loose', name: 'loose', block: 'dropout', version: 1, parameters: { rate: 0.5 } };
  const document: Document = {
    ...base,
    graph: { ...base.graph, nodes: [...base.graph.nodes, loose] },
    layout: { positions: [...base.layout.positions, { id: 'loose', x: -600, y: 2000 }] },
  };
  const app = await visit.start('?backend=cpu&template=xor');
  await app.block('hidden').waitFor();
  await app.paste(serialiseDocument(document));
  await card(app.page, 'loose').waitFor();
  await app.page.locator('.plane-farthest').waitFor();
  return app;
}

const card = (page: Page, id: string) => page.locator(`.react-flow__node[data-id="${id}"]`);
const placeOf = (page: Page, id: string) => card(page, id).evaluate((one: HTMLElement) => one.style.transform);
const flat = async (page: Page, count: number) =>
  page.locator(`[data-wires="${count}"]`).waitFor({ state: 'attached' });

/** Halfway between two blocks, at the height of their first ports. */
async function between(page: Page, one: string, other: string): Promise<At> {
  const [a, b] = [await boxOf(card(page, one)), await boxOf(card(page, other))];
  return { x: (a.x + a.width + b.x) / 2, y: a.y + (55 / 208) * a.width };
}

describe('wires of many blocks, drawn without detail', () => {
  it('take a block that is dropped on one: one entry of the history', async () => {
    const app = await open();
    const { page } = app;
    await flat(page, WIRES);
    const start = await boxOf(card(page, 'loose'));
    const place = await placeOf(page, 'loose');
    const to = await between(page, 'block85', 'block86');
    await page.mouse.move(start.x + start.width / 2, start.y + start.height / 2);
    await page.mouse.down();
    // With Alt it stands where the pointer has it, in a row with others or not.
    await page.keyboard.down('Alt');
    await page.mouse.move(to.x, to.y, { steps: 12 });
    // What it would go into is marked on the way.
    await page.locator('.flat-target').waitFor({ state: 'attached' });
    await app.screenshot('flat-drop');
    await page.mouse.up();
    await page.keyboard.up('Alt');
    await flat(page, WIRES + 1);
    expect(await page.locator('.flat-target').count()).toBe(0);
    await app
      .region('Inspector')
      .getByRole('combobox')
      .filter({ hasText: /^block\d+\.y$/ })
      .waitFor();
    await page.keyboard.press('Control+z');
    await flat(page, WIRES);
    expect(await placeOf(page, 'loose')).toBe(place);
    expect(await app.button('Undo').isDisabled()).toBe(true);
    await page.keyboard.press('Control+Shift+z');
    await flat(page, WIRES + 1);
    expect(app.errors).toEqual([]);
  });

  it('take one from the palette as well', async () => {
    const app = await open();
    const { page } = app;
    const dropout = app.region('Block palette').getByRole('button', { name: 'Dropout', exact: true });
    await dropout.scrollIntoViewIfNeeded();
    const entry = await boxOf(dropout);
    const to = await between(page, 'block20', 'block21');
    await page.mouse.move(entry.x + 20, entry.y + entry.height / 2);
    await page.mouse.down();
    await page.mouse.move(to.x, to.y, { steps: 12 });
    await page.locator('.flat-target').waitFor({ state: 'attached' });
    await page.mouse.up();
    await flat(page, WIRES + 1);
    await page.keyboard.press('Control+z');
    await flat(page, WIRES);
    expect(app.errors).toEqual([]);
  });

  it('are chosen by a click, with Ctrl several, and deleted', async () => {
    const app = await open();
    const { page } = app;
    const edges = page.locator('.react-flow__edge');
    const [one, other] = [await between(page, 'block10', 'block11'), await between(page, 'block30', 'block31')];
    await page.mouse.click(one.x, one.y);
    await flat(page, WIRES - 1);
    expect(await edges.count()).toBe(1);
    await page.keyboard.down('Control');
    await page.mouse.click(other.x, other.y);
    await page.keyboard.up('Control');
    await flat(page, WIRES - 2);
    await app.screenshot('flat-chosen');
    const loose = await boxOf(card(page, 'loose'));
    await page.mouse.click(loose.x + loose.width / 2, loose.y - 3 * loose.height);
    await flat(page, WIRES);
    await page.mouse.click(one.x, one.y);
    await flat(page, WIRES - 1);
    await page.keyboard.press('Delete');
    await edges.first().waitFor({ state: 'detached' });
    await flat(page, WIRES - 1);
    await page.keyboard.press('Control+z');
    await flat(page, WIRES);
    expect(await app.button('Undo').isDisabled()).toBe(true);
    expect(app.errors).toEqual([]);
  });
});
