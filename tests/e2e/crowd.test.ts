import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { type Document, serialiseDocument } from '../../src/document';
import { crowd, folded } from '../bench/documents';
import type { App } from './support/app';
import { openBrowser } from './support/fixture';

const visit = openBrowser();

async function opened(document: Document): Promise<App> {
  const app = await visit.start('?backend=wasm&template=xor');
  await app.block('hidden').waitFor();
  await app.paste(serialiseDocument(document));
  await app.page.locator(`.react-flow__node[data-id="${document.graph.nodes[0]?.id}"]`).waitFor();
  return app;
}

const renders = async (page: Page): Promise<ReadonlyMap<string, number>> =>
  new Map(
    await page
      .locator('.react-flow__node')
      .evaluateAll((nodes: HTMLElement[]) =>
        nodes.map((node): [string, number] => [
          node.dataset.id ?? '',
          Number(node.querySelector<HTMLElement>('[data-renders]')?.dataset.renders),
        ]),
      ),
  );

const changed = (before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>): string[] =>
  [...after].filter(([id, count]) => before.get(id) !== count).map(([id]) => id);

describe('five hundred blocks', () => {
  it('are drawn with what can be read of them, and an edit renders only what it changes', async () => {
    const document = crowd();
    expect([document.graph.nodes.length, document.graph.edges.length]).toEqual([500, 800]);
    const app = await opened(document);
    const { page } = app;
    const flat = page.locator('[data-flat]');
    await page.locator('.plane-farthest').waitFor();
    expect(await flat.count()).toBe(500);
    expect(await page.locator('.react-flow__handle, .react-flow__edge').count()).toBe(0);
    expect(await page.locator('[data-wires]').getAttribute('data-wires')).toBe('800');
    expect(await page.locator('[data-wires] path').count()).toBeLessThan(10);

    // One that is chosen shows its ports; while it is dragged, no other card is rendered.
    const card = page.locator('.react-flow__node[data-id="block3"]');
    await card.click({ position: { x: 8, y: 8 } });
    await card.locator('.react-flow__handle').first().waitFor();
    const rest = await renders(page);
    const box = await card.boundingBox();
    if (!box) throw new Error('the card is not in sight');
    await page.mouse.move(box.x + 6, box.y + 4);
    await page.mouse.down();
    for (let i = 1; i <= 10; i++) await page.mouse.move(box.x + 6 + 4 * i, box.y + 4 + 3 * i);
    await page.mouse.up();
    expect(changed(rest, await renders(page))).toEqual([]);
    expect(await card.boundingBox()).not.toEqual(box);

    const before = await renders(page);
    const rate = app.region('Inspector').getByLabel('rate', { exact: true });
    await rate.fill('0.25');
    await rate.press('Enter');
    await card.getByText('rate 0.25', { exact: false }).waitFor();
    expect(changed(before, await renders(page))).toEqual(['block3']);

    await app.screenshot('crowd-far');
    for (let i = 0; i < 12; i++) await page.mouse.wheel(0, -200);
    await page.locator('.plane-farthest').waitFor({ state: 'detached' });
    await page.locator('.react-flow__edge').first().waitFor({ state: 'attached' });
    const full = 500 - (await flat.count());
    expect(full).toBeGreaterThan(1);
    expect(full).toBeLessThan(100);
    await app.screenshot('crowd-near');
    expect(app.errors).toEqual([]);
  });
});

describe('a thousand blocks in a module', () => {
  it('stay folded: the page holds what is seen of them, and an edit renders one card', async () => {
    const document = folded(166);
    expect(document.modules[0]?.nodes.length).toBe(998);
    const app = await opened(document);
    const { page } = app;
    const head = page.locator('.react-flow__node[data-id="head"]');
    await head.click({ position: { x: 40, y: 12 } });
    const elements = () => page.locator('.react-flow *').count();
    expect(await page.locator('.react-flow__node').count()).toBe(6);
    const inAll = await elements();
    const before = await renders(page);
    await app.region('Inspector').getByRole('switch', { name: 'bias' }).click();
    await head.getByText('bias').waitFor({ state: 'detached' });
    expect(changed(before, await renders(page))).toEqual(['head']);

    const small = await opened(folded(1));
    await small.page.locator('.react-flow__node[data-id="head"]').click({ position: { x: 40, y: 12 } });
    expect(await small.page.locator('.react-flow *').count()).toBe(inAll);
    expect([...app.errors, ...small.errors]).toEqual([]);
  });
});
