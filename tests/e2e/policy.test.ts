import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { CONTENT_POLICY } from '../../scripts/content-policy';
import { App } from './support/app';
import { openBrowser } from './support/fixture';

const visit = openBrowser();
const built = fileURLToPath(new URL('../../dist/web/index.html', import.meta.url));

/** A page that notes what its policy has refused, from the first script on. */
async function watched(query: string): Promise<App> {
  const context = await visit.visitor();
  await context.addInitScript(() => {
    const refused: string[] = [];
    Reflect.set(window, 'refused', refused);
    document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI, sample }) => {
      refused.push(`${effectiveDirective} ${blockedURI} ${sample}`);
    });
  });
  const app = new App(await context.newPage());
  await app.open(visit.url(query));
  return app;
}

const HEAD = { position: { x: 40, y: 12 } } as const;

const refused = (page: Page) => page.evaluate((): unknown => Reflect.get(window, 'refused'));

/** Commands that open a dialog, with what is there once it has what it shows. */
const DIALOGS = [
  { asked: 'documents…', there: 'Kept in this browser' },
  { asked: 'versions of', there: 'Keep' },
  { asked: 'compare documents', there: 'Parameters' },
  { asked: 'templates…', there: 'Multi-layer perceptron' },
  { asked: 'open a file', there: 'Or paste the text' },
  { asked: 'share as', there: 'Link' },
  { asked: 'export…', there: 'Picture' },
  { asked: 'keys: see', there: 'Undo' },
  { asked: 'help on', there: 'Ports' },
];

describe('the content policy', () => {
  it('stands in the built page before anything it holds for, and lets no text be run', () => {
    const html = readFileSync(built, 'utf8');
    const [, written] = /<meta http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(html) ?? [];
    expect(written?.replaceAll('&#39;', "'")).toBe(CONTENT_POLICY);
    expect(html.indexOf('http-equiv')).toBeLessThan(html.search(/<(script|link|style)/));
    expect(html).not.toMatch(/<script(?![^>]*\ssrc=)/);
    expect(CONTENT_POLICY).toContain("script-src 'self' 'wasm-unsafe-eval';");
    expect(CONTENT_POLICY).not.toMatch(/'unsafe-eval'|script-src[^;]*'unsafe-inline'/);
  });

  it.each(['wasm', 'webgpu'])('refuses nothing of ours while a model trains on %s', async (backend) => {
    const app = await watched(`?backend=${backend}&template=xor`);
    await app.block('hidden').waitFor();
    await app.button('Step').click();
    await app.page.getByText('Paused', { exact: true }).waitFor({ timeout: 120_000 });
    expect(await refused(app.page)).toEqual([]);
    expect(app.errors).toEqual([]);
  });

  it('refuses nothing of ours in formulas, lists and dialogs', async () => {
    const app = await watched('?backend=wasm&template=gpt');
    const { page } = app;
    await app.block('attention_1').click({ position: { x: 40, y: 12 } });
    await app.region('Inspector').locator('.katex').first().waitFor();
    for (const { asked, there } of DIALOGS) {
      await app.region('Canvas').focus();
      await page.keyboard.press('ControlOrMeta+k');
      await page.keyboard.type(asked);
      await page.keyboard.press('Enter');
      const dialog = page.getByRole('dialog');
      await dialog.getByText(there, { exact: false }).or(dialog.getByLabel(there)).first().waitFor();
      expect(await refused(page), asked).toEqual([]);
      await page.getByRole('dialog').getByRole('button', { name: 'Close', exact: true }).first().click();
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    }
    const panels = await page.getByRole('tab').all();
    for (const tab of panels) await tab.click();
    const choose = page.getByRole('combobox');
    expect(await choose.count()).toBeGreaterThan(0);
    await choose.first().click();
    await page.getByRole('option').first().waitFor();
    await page.keyboard.press('Escape');
    expect(await refused(page)).toEqual([]);
    expect(app.errors).toEqual([]);
  });

  it('refuses nothing of ours on the canvas: searches, a refused wire, a menu, a frame, a module, a picture, the tour', async () => {
    const app = await watched('?backend=wasm');
    const { page } = app;
    await app.button('Take the tour').click();
    await page.getByRole('dialog', { name: 'Blocks and wires' }).waitFor();
    expect(await refused(page)).toEqual([]);
    await page.goto(visit.url('?backend=wasm&template=xor'));
    await app.block('hidden').waitFor();
    const canvas = app.region('Canvas');
    for (const keys of ['a', 'ControlOrMeta+f']) {
      await canvas.focus();
      await page.keyboard.press(keys);
      await page.keyboard.type('lin');
      await page.getByRole('option').first().waitFor();
      await page.keyboard.press('Escape');
      await page.keyboard.press('Escape');
    }
    await app.block('hidden').click(HEAD);
    await app.block('tanh').click({ ...HEAD, modifiers: ['ControlOrMeta'] });
    await page.keyboard.press('ControlOrMeta+g');
    await page.keyboard.type('Body');
    await page.keyboard.press('Enter');
    await app.block('hidden').click(HEAD);
    await app.block('tanh').click({ ...HEAD, modifiers: ['ControlOrMeta'] });
    await page.keyboard.press('ControlOrMeta+Shift+e');
    await app.block('hidden').waitFor({ state: 'detached' });
    const [from, to] = [
      await app.port('data', 'output', 'label').boundingBox(),
      await app.port('head', 'input', 'x').boundingBox(),
    ];
    if (!from || !to) throw new Error('no ports');
    await page.mouse.move(from.x + 5, from.y + 5);
    await page.mouse.down();
    await page.mouse.move(to.x + 5, to.y + 5, { steps: 8 });
    await page.mouse.up();
    await page.keyboard.press('Shift+Alt+T');
    await page.waitForTimeout(500);
    await app.button('Export').click();
    for (const name of ['SVG', 'PNG']) {
      const download = page.waitForEvent('download');
      await page
        .getByRole('dialog')
        .getByRole('button', { name: new RegExp(name) })
        .first()
        .click();
      await download;
    }
    expect(await refused(page)).toEqual([]);
    expect(app.errors).toEqual([]);
  });

  it('stops what is put into the page from outside', async () => {
    const { page } = await watched('?backend=wasm&template=xor');
    const outcome = await page.evaluate(async () => {
      const message = (work: () => unknown): string => {
        try {
          work();
          return 'done';
        } catch (error) {
          return error instanceof Error ? error.name : String(error);
        }
      };
      // From a timer: what the test's own connection starts may compile text.
      await new Promise((resolve) => setTimeout(resolve, 0));
      const box = document.createElement('div');
      document.body.append(box);
      const script = document.createElement('script');
      const found: Record<string, string> = {
        eval: message(() => Reflect.apply(Reflect.get(window, 'eval'), window, ['1'])),
        function: message(() => Reflect.construct(Function, ['window.ran = true'])),
        timer: message(() => Reflect.apply(setTimeout, window, ['window.ran = true'])),
        markup: message(() => {
          box.innerHTML = '<img src="x" onerror="window.ran = true">';
        }),
        inline: message(() => {
          script.text = 'window.ran = true';
        }),
        worker: message(() => new Worker('data:text/javascript,postMessage(1)')),
        foreign: message(() => {
          script.src = 'https://example.com/a.js';
        }),
      };
      const inline = document.createElement('script');
      inline.append('window.ran = true');
      const handler = message(() => box.setAttribute('onclick', 'window.ran = true'));
      message(() => document.body.append(inline));
      box.click();
      await new Promise((resolve) => setTimeout(resolve, 100));
      return { ...found, handler, ran: String(Reflect.get(window, 'ran')) };
    });
    expect(outcome).toMatchObject({
      eval: 'EvalError',
      function: 'EvalError',
      timer: 'TypeError',
      markup: 'TypeError',
      inline: 'TypeError',
      worker: 'TypeError',
      foreign: 'TypeError',
      ran: 'undefined',
    });
  });
});
