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
    await hands.wire('add b');
    await hands.grow('layer norm', 'layer_norm_2');
    await hands.grow('feed-forward', 'feed_forward');
    await hands.grow('add', 'add_2');
    await hands.goTo('add');
    await hands.wire('add_2 b');
    await hands.goTo('pair_data');
    await hands.wire('multi_head_attention mask');
    await hands.goTo('layer_norm');
    await hands.select('multi_head_attention', 'add', 'layer_norm_2', 'feed_forward', 'add_2');
    await app.screenshot('transformer-encoder-selected');
    await hands.do('Control+Shift+e');
    await hands.set(async () => {
      await hands.type('2');
      await hands.press('Enter');
    });
    await app.screenshot('transformer-encoder');
    await hands.grow('layer norm', 'layer_norm');
    await app.screenshot('transformer-encoder');

    await hands.goTo('pair_data');
    await hands.grow('embedding', 'embedding_2');
    await hands.grow('sinusoidal', 'sinusoidal_positions_2');
    await hands.grow('layer norm', 'layer_norm_2');
    await hands.grow('multi-head', 'multi_head_attention');
    await hands.set(async () => {
      await hands.press('Tab', 'Space');
    });
    await hands.grow('add', 'add');
    await hands.goTo('sinusoidal_positions_2');
    await hands.wire('add b');
    await hands.grow('layer norm', 'layer_norm_3');
    await hands.grow('multi-head', 'multi_head_attention_2');
    await hands.grow('add', 'add_2');
    await hands.goTo('add');
    await hands.wire('add_2 b');
    await hands.grow('layer norm', 'layer_norm_4');
    await hands.grow('feed-forward', 'feed_forward');
    await hands.grow('add', 'add_3');
    await hands.goTo('add_2');
    await hands.wire('add_3 b');
    for (const port of ['key', 'value']) {
      await hands.goTo('layer_norm');
      await hands.wire(`multi_head_attention_2 ${port}`);
    }
    await hands.goTo('pair_data');
    await hands.begin('source_mask');
    await hands.dropAt('multi_head_attention_2 mask');
    await app.screenshot('transformer-decoder');
    await hands.goTo('layer_norm_2');
    await hands.select(
      'multi_head_attention',
      'add',
      'layer_norm_3',
      'multi_head_attention_2',
      'add_2',
      'layer_norm_4',
      'feed_forward',
      'add_3',
    );
    await hands.do('Control+Shift+e');
    await hands.set(async () => {
      await hands.type('2');
      await hands.press('Enter');
    });

    await hands.grow('layer norm', 'layer_norm_2');
    await hands.grow('linear', 'linear');
    await hands.set(async () => {
      await hands.type('V');
      await hands.press('Enter');
    });
    await hands.grow('cross-entropy', 'cross_entropy');
    await hands.goTo('linear');
    await hands.grow('output', 'output');
    await hands.goTo('pair_data');
    await hands.wire('cross_entropy targets');
    await hands.goTo('pair_data');
    await hands.wire('cross_entropy mask');
    await hands.do('Alt+Shift+t');
    await hands.do('1');
    await app.screenshot('transformer-built');
    expect(await page.locator('.react-flow__node').count()).toBe(12);
    for (const layer of ['layer', 'layer_2']) await app.block(layer).getByText('×2', { exact: true }).waitFor();
    await expect.poll(() => app.button('No problems').count()).toBe(1);

    await hands.do('Control+Enter');
    await page
      .getByText(/^Step \d/)
      .first()
      .waitFor({ timeout: 60_000 });
    const first = await app.figure('training:loss');
    await expect.poll(() => app.figure('training:loss'), { timeout: 120_000 }).toBeLessThan(first / 2);
    await app.screenshot('transformer-trains');
    await hands.do('Control+Alt+Enter');
    await page.getByText('Stopped', { exact: true }).waitFor();
    // What it takes may not become more unnoticed.
    expect(hands.actions).toBeLessThanOrEqual(64);
    expect(hands.keys).toBeLessThanOrEqual(900);
    expect(app.errors).toEqual([]);
  });
});
