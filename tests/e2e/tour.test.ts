import { afterEach, describe, expect, it } from 'vitest';
import type { App } from './support/app';
import { violations } from './support/axe';
import { HEAD } from './support/canvas';
import { openBrowser } from './support/fixture';

const visit = openBrowser();
let app: App;

afterEach(async () => {
  expect(app.errors).toEqual([]);
  await app.page.context().close();
});

async function comeFirst(options: Parameters<typeof visit.start>[1] = {}): Promise<App> {
  app = await visit.start('?backend=wasm', options);
  // What a page begins with has come.
  await app.page.locator('.react-flow__node').first().waitFor();
  return app;
}

const card = () => app.page.locator('[data-tour]');
const offer = () => app.region('Tour');
const at = (title: string) => app.page.getByRole('dialog', { name: title }).waitFor({ timeout: 60_000 });
const press = (name: string) => card().getByRole('button', { name, exact: true }).click();
const named = () => app.page.getByRole('textbox', { name: 'Name of this document' }).inputValue();

async function start(): Promise<void> {
  await offer().getByRole('button', { name: 'Take the tour' }).click();
  await at('Blocks and wires');
  await app.block('hidden').waitFor();
}

/** What the last card says is what the Evaluation panel shows: read from the run. */
async function endsWithATrainedModel(): Promise<void> {
  await at('You have trained a model');
  const shown = await app.region('Evaluation').locator('[data-score="accuracy"]').textContent();
  expect(await card().textContent()).toContain(`right on ${shown} of`);
  expect(Number.parseFloat(shown ?? '')).toBeGreaterThan(95);
}

describe('the tour', () => {
  it('leads a person with a mouse to a model they trained', async () => {
    const { page } = await comeFirst({ viewport: { width: 1280, height: 800 } });
    await app.screenshot('tour-0-offer');
    await start();
    await app.screenshot('tour-1-look');
    await app.block('hidden').click(HEAD);
    await card().getByText('The inspector says').waitFor();
    await app.screenshot('tour-1-looked');
    await press('Next');
    await at('Draw the missing wire');
    await page.waitForTimeout(300);
    await app.screenshot('tour-2-connect');
    await app.port('hidden', 'output', 'y').dragTo(app.port('tanh', 'input', 'x'));
    await at('Mend what does not fit');
    await page.waitForTimeout(300);
    await app.screenshot('tour-3-mend');
    await app.region('Problems').getByRole('button', { name: /^Fix/ }).click();
    await at('Train it');
    await page.waitForTimeout(300);
    await app.screenshot('tour-4-train');
    await app.button('Train').click();
    await at('Watch the loss fall');
    await card().getByText('Dashed: on points').waitFor({ timeout: 60_000 });
    await app.screenshot('tour-5-watch');
    await press('Next');
    await at('Ask it something new');
    await page.waitForTimeout(300);
    await app.screenshot('tour-6-judge');
    await app.region('Evaluation').getByRole('button', { name: 'Evaluate' }).click();
    await endsWithATrainedModel();
    await page.waitForTimeout(300);
    await app.screenshot('tour-7-done');
    await press('Finish');
    await card().waitFor({ state: 'detached' });
    expect(await named()).toBe('My first model');
  });

  it('is taken by keyboard alone', async () => {
    const { page } = await comeFirst();
    const key = async (...keys: readonly string[]) => {
      for (const one of keys) await page.keyboard.press(one);
    };
    await page.keyboard.press('Control+k');
    await page.keyboard.type('take the tour');
    await page.keyboard.press('Enter');
    await at('Blocks and wires');
    await app.block('hidden').waitFor();
    // The card has the focus; F6 leads to what it speaks of, and back.
    await expect.poll(() => card().evaluate((one) => one === document.activeElement)).toBe(true);
    await key('F6', 'Enter', 'F6');
    const button = async (name: string) => {
      for (let i = 0; i < 6; i++) {
        if ((await page.evaluate(() => document.activeElement?.textContent)) === name) return key('Enter');
        await key('Tab');
      }
      throw new Error(`${name} is not in the card`);
    };
    await button('Next');
    await at('Draw the missing wire');
    expect(await page.locator('[aria-live="polite"]', { hasText: 'Draw the missing wire' }).count()).toBe(1);
    await key('F6', 'w');
    await page.getByText('1 port fits').waitFor();
    await expect
      .poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-label')))
      .toContain('tanh input x');
    await key('Enter');
    await at('Mend what does not fit');
    await key('F6', 'F6', 'Enter');
    await at('Train it');
    await key('F6', 'F6', 'Enter');
    await at('Watch the loss fall');
    await card().getByText('Dashed: on points').waitFor({ timeout: 60_000 });
    await key('F6');
    await button('Next');
    await at('Ask it something new');
    await key('F6', 'Enter');
    await endsWithATrainedModel();
    await key('F6', 'Escape');
    await card().waitFor({ state: 'detached' });
  });

  it('does every step for a person who asks it to, as edits that can be undone', async () => {
    const { page } = await comeFirst({ viewport: { width: 768, height: 1024 }, colorScheme: 'dark' });
    await start();
    await press('Do it for me');
    await press('Next');
    await at('Draw the missing wire');
    await page.waitForTimeout(300);
    await app.screenshot('tour-768-connect');
    const wires = await page.locator('.react-flow__edge').count();
    await press('Do it for me');
    await at('Mend what does not fit');
    expect(await page.locator('.react-flow__edge').count()).toBe(wires + 1);
    // What the person has closed meanwhile is opened again.
    await app.region('Problems').waitFor();
    await app.button('Close the dock').click();
    await app.region('Problems').waitFor({ state: 'detached' });
    await press('Show me where');
    await app.region('Problems').waitFor();
    await card().getByText('Show me where').waitFor({ state: 'detached' });
    await page.waitForTimeout(300);
    await app.screenshot('tour-768-mend');
    await press('Do it for me');
    await at('Train it');
    await page.waitForTimeout(300);
    await app.screenshot('tour-768-train');
    await press('Do it for me');
    await at('Watch the loss fall');
    await press('Next');
    await at('Ask it something new');
    await page.waitForTimeout(300);
    await app.screenshot('tour-768-judge');
    await press('Do it for me');
    await endsWithATrainedModel();
    await app.button('Undo').click();
    await app.button('Undo').click();
    await expect.poll(() => page.locator('.react-flow__edge').count()).toBe(wires);
    await press('Open a GPT');
    await app.block('attention_1').waitFor();
    await card().waitFor({ state: 'detached' });
  });

  it('can be had from where things stand, whatever has been done to the graph meanwhile', async () => {
    const { page } = await comeFirst();
    await start();
    await press('Skip');
    await app.region('Canvas').click({ position: { x: 500, y: 20 } });
    await page.keyboard.press('Control+a');
    await page.keyboard.press('Delete');
    await page.locator('.react-flow__node').first().waitFor({ state: 'detached' });
    await press('Skip');
    await at('Mend what does not fit');
    await press('Skip');
    await at('Train it');
    await press('Do it for me');
    await at('Watch the loss fall');
    await press('Next');
    await press('Do it for me');
    await endsWithATrainedModel();
  });

  it('waits while another document is open, and ends when the person says so', async () => {
    const { page } = await comeFirst();
    const first = await named();
    await start();
    await press('Do it for me');
    await press('Next');
    await app.button('Documents').click();
    await page.getByRole('dialog', { name: 'Documents' }).getByRole('button', { name: first }).first().click();
    await at('The tour waits in its document');
    expect(await named()).toBe(first);
    await press('Back to the tour');
    await at('Draw the missing wire');
    await page.keyboard.press('Escape');
    await card().waitFor({ state: 'detached' });
    expect(await named()).toBe('My first model');
    expect(await page.locator('[data-tour-mark]').count()).toBe(0);
  });

  it('leaves the keys of the page and of the canvas to who is at its card', async () => {
    const { page } = await comeFirst();
    await start();
    const wires = page.locator('.react-flow__edge');
    const focused = () => card().evaluate((one) => one === document.activeElement);
    await card().getByText('F6 goes there and back').waitFor();
    await card().getByRole('button', { name: 'Do it for me' }).focus();
    await page.keyboard.press('Enter');
    await card().getByText('The inspector says').waitFor();
    expect(await focused()).toBe(true);
    await press('Next');
    await at('Draw the missing wire');
    const before = await wires.count();
    expect(await focused()).toBe(true);
    await page.keyboard.press('w');
    await page.getByText('1 port fits').waitFor();
    await page.keyboard.press('Enter');
    await expect.poll(() => wires.count()).toBe(before + 1);
    await at('Mend what does not fit');
    await page.keyboard.press('F6');
    await expect.poll(focused).toBe(true);
    await page.keyboard.press('Control+z');
    await expect.poll(() => wires.count()).toBe(before);
    await page.keyboard.press('Control+a');
    await expect.poll(() => page.locator('.react-flow__node.selected').count()).toBeGreaterThan(3);
    await page.keyboard.press('Control+k');
    const commands = page.getByRole('dialog', { name: 'Commands' });
    await commands.waitFor();
    await page.keyboard.press('Control+Shift+z');
    await page.keyboard.press('Escape');
    await commands.waitFor({ state: 'detached' });
    expect(await wires.count()).toBe(before);
  });

  it.each([
    ['Escape', () => app.page.keyboard.press('Escape')],
    ['its button', () => press('End the tour')],
  ])('leaves the focus to the canvas when it is ended by %s', async (_, end) => {
    const { page } = await comeFirst();
    await start();
    await page.keyboard.press('F6');
    await page.keyboard.press('F6');
    await end();
    await card().waitFor({ state: 'detached' });
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Canvas');
    await page.keyboard.press('Control+a');
    await expect.poll(() => page.locator('.react-flow__node.selected').count()).toBeGreaterThan(3);
  });

  it.each([
    ['it ends', () => press('End the tour')],
    ['the page is loaded again', () => app.page.reload()],
  ])('shows the panels again that the person had, and no more, as soon as %s', async (_, end) => {
    await comeFirst({ viewport: { width: 768, height: 1024 } });
    await app.region('Block palette').waitFor();
    await start();
    await app.region('Inspector').waitFor();
    await app.region('Block palette').waitFor({ state: 'detached' });
    await end();
    await card().waitFor({ state: 'detached' });
    await app.region('Block palette').waitFor();
    await app.region('Inspector').waitFor({ state: 'detached' });
  });

  it('is begun once by who presses twice', async () => {
    const { page } = await comeFirst();
    await offer()
      .getByRole('button', { name: 'Take the tour' })
      .evaluate((button: HTMLButtonElement) => {
        button.click();
        button.click();
      });
    await at('Blocks and wires');
    await page.getByText('Saved', { exact: true }).waitFor();
    await app.button('Documents').click();
    const list = page.getByRole('dialog', { name: 'Documents' });
    await list.getByRole('button', { name: 'My first model', exact: true }).first().waitFor();
    await page.waitForTimeout(500);
    expect(await list.getByRole('button', { name: 'My first model', exact: true }).count()).toBe(1);
  });

  it('touches no document that was opened while its own was', async () => {
    const { page } = await comeFirst();
    const first = await named();
    // A lock that takes its time.
    await page.evaluate(() => {
      const { locks } = navigator;
      const { request } = locks;
      const gate = new Promise<void>((open) => window.addEventListener('unlocked', () => open(), { once: true }));
      const value = (...args: unknown[]) => gate.then(() => Reflect.apply(request, locks, args));
      Object.defineProperty(locks, 'request', { value });
    });
    await offer().getByRole('button', { name: 'Take the tour' }).click();
    await expect.poll(named).toBe('My first model');
    await app.button('Documents').click();
    await page.getByRole('dialog', { name: 'Documents' }).getByRole('button', { name: first }).first().click();
    await expect.poll(named).toBe(first);
    await page.evaluate(() => window.dispatchEvent(new Event('unlocked')));
    await page.waitForTimeout(1000);
    expect(await card().count()).toBe(0);
    // It can be had all the same.
    await app.button('Help').click();
    await page.getByRole('menuitem', { name: 'Take the tour' }).click();
    await at('Blocks and wires');
    expect(await named()).toBe('My first model');
  });
});

describe('the offer', () => {
  it('is made once, and covers nothing', async () => {
    const { page } = await comeFirst();
    const [box, canvas] = [await offer().boundingBox(), await app.region('Canvas').boundingBox()];
    expect((box?.y ?? 0) + (box?.height ?? 0)).toBeLessThanOrEqual(canvas?.y ?? 0);
    await offer().getByRole('button', { name: 'Not now' }).click();
    await offer().waitFor({ state: 'detached' });
    await page.getByText('Saved', { exact: true }).waitFor();
    await page.reload();
    await page.locator('.react-flow__node').first().waitFor();
    expect(await offer().count()).toBe(0);
    // Where people look for it later.
    await app.button('Help').click();
    await page.getByRole('menuitem', { name: 'Take the tour' }).click();
    await at('Blocks and wires');
  });

  it('is not made twice to who did not answer, nor to who came for a template', async () => {
    const { page } = await comeFirst();
    await offer().waitFor();
    await page.getByText('Saved', { exact: true }).waitFor();
    await page.reload();
    await page.locator('.react-flow__node').first().waitFor();
    expect(await offer().count()).toBe(0);
    await page.context().close();
    app = await visit.start('?backend=wasm&template=xor');
    await app.block('hidden').waitFor();
    expect(await offer().count()).toBe(0);
  });
});

describe.each(['light', 'dark'] as const)('axe-core on the tour, %s', (colorScheme) => {
  it('finds no serious violation', async () => {
    await comeFirst({ colorScheme });
    expect(await violations(app.page)).toEqual([]);
    await app.screenshot(`tour-offer-${colorScheme}`);
    await start();
    expect(await violations(app.page)).toEqual([]);
    await press('Skip');
    await at('Draw the missing wire');
    expect(await violations(app.page)).toEqual([]);
    await app.screenshot(`tour-${colorScheme}`);
  });
});
