import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { App } from './support/app';
import { openBrowser } from './support/fixture';

const visit = openBrowser();
const dist = fileURLToPath(new URL('../../dist/web/', import.meta.url));

describe('the page stays light', () => {
  it('loads less than 500 KB of JavaScript, gzipped, before the worker', () => {
    const html = readFileSync(`${dist}index.html`, 'utf8');
    const files = [...html.matchAll(/(?:src|href)="\/([^"]+\.js)"/g)].map(([, file]) => file ?? '');
    expect(files.length).toBeGreaterThan(0);
    const bytes = files.reduce((sum, file) => sum + gzipSync(readFileSync(dist + file)).length, 0);
    expect(bytes).toBeLessThan(500_000);
    const code = files.map((file) => readFileSync(dist + file, 'utf8')).join('');
    expect(code).not.toContain('WebGPUBackend');
    // The tour comes with whoever takes it.
    expect(code).not.toContain('Draw the missing wire');
  });

  it('hears from the worker a few times a second and renders no card for a step, however fast the steps are', async () => {
    const context = await visit.visitor();
    await context.addInitScript(() => {
      const Plain = window.Worker;
      Reflect.set(window, 'heard', 0);
      window.Worker = class extends Plain {
        constructor(...args: ConstructorParameters<typeof Plain>) {
          super(...args);
          this.addEventListener('message', () => Reflect.set(window, 'heard', Reflect.get(window, 'heard') + 1));
        }
      };
    });
    const app = new App(await context.newPage());
    const { page } = app;
    await app.open(visit.url('?backend=wasm&template=perceptron'));
    await app.button('Train').waitFor();
    const renders = () =>
      page
        .locator('[data-renders]')
        .evaluateAll((cards: HTMLElement[]) => cards.map((card) => Number(card.dataset.renders)));
    // What is drawn first is no step.
    await page.locator('[data-renders]').first().waitFor();
    const before = await renders();
    const heard = () => page.evaluate(() => Number(Reflect.get(window, 'heard')));
    const [count, started] = [await heard(), Date.now()];
    await app.button('Train').click();
    await page.getByText('Finished', { exact: true }).waitFor({ timeout: 120_000 });
    const seconds = Math.max(1, (Date.now() - started) / 1000);
    // 2,000 steps, 200 of them logged; ten batches of records a second, each with a status, and twenty validations.
    expect(((await heard()) - count) / seconds).toBeLessThan(60);
    expect(await renders()).toEqual(before);
    expect(app.errors).toEqual([]);
  });
});
