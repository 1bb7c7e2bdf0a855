import { describe, expect, it } from 'vitest';
import { openBrowser } from './support/fixture';
import { Keyboard } from './support/keyboard';

const visit = openBrowser();

describe('the Transformer encoder–decoder from nothing', () => {
  it('is built by keyboard out of search, wires and modules, and trains', { timeout: 300_000 }, async () => {
    const app = await visit.start('?backend=wasm');
    const { page } = app;
    await page.locator('.react-flow__node').first().waitFor();
    // A click, a drag or a wheel would be a pointer.
    await page.evaluate(() => {
      for (const kind of ['pointerdown', 'wheel']) {
        window.addEventListener(kind, () => console.error(`${kind}: a pointer was used`), true);
      }
    });
    const hands = new Keyboard(app);
    await hands.command('new document');
    await page.locator('.react-flow__node').first().waitFor({ state: 'detached' });

    await hands.add('source–target pairs', 'pair_data');
    await hands.grow('embedding', 'embedding');
    await hands.grow('sinusoidal', 'sinusoidal_positions');
    await hands.grow('layer norm', 'layer_norm');
    await hands.grow('multi-head', 'multi_head_attention');
    await hands.grow('add', 'add');
    await hands.goTo('sinusoidal_positions');
    await hands.wire('add.b');
    await hands.grow('layer norm', 'layer_norm_2');
    await hands.grow('feed-forward', 'feed_forward');
    await hands.grow('add', 'add_2');
    await hands.goTo('add');
    await hands.wire('add_2.b');
    await hands.goTo('pair_data');
    await hands.wire('multi_head_attention.mask');
    await hands.goTo('layer_norm');
    await hands.select('multi_head_attention', 'add', 'layer_norm_2', 'feed_forward', 'add_2');
    await app.screenshot('transformer-encoder-selected');
    await hands.press('Control+Shift+e');
    await hands.set(async () => {
      await hands.type('2');
      await hands.press('Enter');
    });
    await app.screenshot('transformer-encoder');
    expect(app.errors).toEqual([]);
  });
});
