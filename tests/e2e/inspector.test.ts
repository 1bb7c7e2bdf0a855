import { afterEach, describe, expect, it } from 'vitest';
import type { App } from './support/app';
import { violations } from './support/axe';
import { openBrowser } from './support/fixture';

const visit = openBrowser();
const HEAD = { position: { x: 40, y: 12 } } as const;

let app: App;

afterEach(async () => {
  expect(app.errors).toEqual([]);
  await app.page.context().close();
});

async function open(template: string, options: Parameters<typeof visit.start>[1] = {}): Promise<App> {
  app = await visit.start(`?backend=cpu&template=${template}`, options);
  await app.page.locator('.react-flow__edge').first().waitFor();
  await app.page.waitForTimeout(300);
  return app;
}

describe('several blocks selected', () => {
  it('have their common parameters set at once, in one entry of the history', async () => {
    const { page } = await open('xor');
    await app.block('hidden').click(HEAD);
    await app.block('head').click({ ...HEAD, modifiers: ['Control'] });
    const all = app.region('Parameters of all');
    const units = all.getByLabel('units', { exact: true });
    expect(await units.inputValue()).toBe('');
    expect(await units.getAttribute('placeholder')).toBe('mixed');
    await app.screenshot('several');

    // Text is no number: it stays at the field with what is wrong, and no block hears of it.
    for (const text of ['eight', '<img src=x onerror=alert(1)>', '8'.repeat(400)]) {
      await units.fill(text);
      await units.press('Enter');
      expect(await units.getAttribute('aria-invalid')).toBe('true');
    }
    await units.press('Escape');
    const undo = app.button('Undo');
    expect(await undo.isDisabled()).toBe(true);

    const settings = (block: string) =>
      app
        .block(block)
        .getByText(/^units/)
        .textContent();
    await units.fill('2*3');
    await units.press('Enter');
    await app.block('head').getByText('units 6 · bias').waitFor();
    expect(await settings('hidden')).toBe('units 6 · bias');
    const bias = all.getByLabel('bias', { exact: true });
    await bias.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('option', { name: 'off' }).click();
    await app.block('head').getByText('units 6', { exact: true }).waitFor();
    expect(await settings('hidden')).toBe('units 6');

    await undo.click();
    await undo.click();
    expect(await undo.isDisabled()).toBe(true);
    expect([await settings('hidden'), await settings('head')]).toEqual(['units 4 · bias', 'units K · bias']);
  });
});

describe('help on every block', () => {
  it('opens on what has the focus by F1: in the palette, on a card, in the inspector; and by a button at each', async () => {
    const { page } = await open('xor');
    const help = (title: string) => page.getByRole('dialog', { name: title, exact: true });
    const closed = async (title: string) => {
      await page.keyboard.press('Escape');
      await help(title).waitFor({ state: 'detached' });
    };

    await app.region('Block palette').getByRole('button', { name: 'Layer norm', exact: true }).focus();
    await page.keyboard.press('F1');
    await help('Layer norm').getByText('epsilon', { exact: true }).waitFor();
    await closed('Layer norm');
    // The focus is where it was.
    await page.waitForFunction(() => document.activeElement?.textContent === 'Layer norm');

    await app.block('tanh').focus();
    await page.keyboard.press('F1');
    await help('Activation')
      .getByText(/one of .*gelu.*; .* at first/)
      .waitFor();
    await app.screenshot('help');
    await closed('Activation');

    await app.block('hidden').click(HEAD);
    await app.region('Inspector').getByLabel('units', { exact: true }).focus();
    await page.keyboard.press('F1');
    const linear = help('Linear');
    await linear.getByText('float [..., C]').first().waitFor();
    expect(await linear.getByRole('link').getAttribute('href')).toMatch(/^https:/);
    await closed('Linear');

    await app.block('hidden').getByRole('button', { name: 'Help on hidden' }).click();
    await closed('Linear');
    await app.region('Inspector').getByRole('button', { name: 'Help on Linear' }).click();
    await closed('Linear');
    const entry = app.region('Block palette').getByRole('button', { name: 'Embedding', exact: true });
    await entry.hover();
    await app.region('Block palette').getByRole('button', { name: 'Help on Embedding', exact: true }).click();
    await closed('Embedding');
    expect(await app.button('Undo').isDisabled()).toBe(true);
  });
});

describe('weights', () => {
  it('are shown with how they begin, and once trained with how they are spread; inside a module too', async () => {
    const { page } = await open('translation');
    const weights = app.region('Inspector').getByRole('region', { name: 'Weights' });
    await app.block('head').click(HEAD);
    await weights.getByText(/^Begins as Glorot, uniform ±0\.\d+, σ 0\.\d+$/).waitFor();
    await weights.getByText('Begins as zeros', { exact: true }).waitFor();
    expect(await weights.getByRole('img').count()).toBe(0);

    await app.button('Step').click();
    await page.getByText('Paused', { exact: true }).waitFor({ timeout: 60_000 });
    const histogram = weights.getByRole('img', { name: /^Histogram of kernel: -?\d.* to .*, mean .*, σ 0\.\d+/ });
    await histogram.waitFor();
    expect(await weights.getByText(/^at step \d+$/).textContent()).toBe('at step 1');
    expect(await histogram.locator('rect').count()).toBe(48);
    await histogram.scrollIntoViewIfNeeded();
    await app.screenshot('weights');

    await app.block('decoder').dblclick(HEAD);
    await app.block('self_attention').click(HEAD);
    await weights.getByRole('img', { name: /^Histogram of query:/ }).waitFor();
  });
});

describe.each(['light', 'dark'] as const)(
  'axe-core on what cards and inspector say of a trained model, %s',
  (colorScheme) => {
    it('finds no serious violation', async () => {
      await open('xor', { colorScheme });
      const { page } = app;
      const found = () => violations(page);
      await app.button('Step').click();
      await page.getByText('Paused', { exact: true }).waitFor();
      await app.block('hidden').click(HEAD);
      await app.region('Inspector').getByRole('switch', { name: 'bias' }).click();
      await app.region('Changed since the last training').waitFor();
      await app
        .region('Inspector')
        .getByRole('img', { name: /^Histogram/ })
        .first()
        .waitFor();
      await app.button('Step').click();
      const settings = await app.panel('Training settings');
      await settings.getByRole('region', { name: 'Weights of the run before' }).getByText('All weights').click();
      expect(await found()).toEqual([]);
      await app.screenshot(`trained-${colorScheme}`);
      await page.getByRole('button', { name: /^Legend/ }).click();
      await page.getByRole('dialog', { name: 'Legend' }).waitFor();
      expect(await found()).toEqual([]);
      await app.screenshot(`legend-${colorScheme}`);
      await page.keyboard.press('Escape');
      await app.block('head').click(HEAD);
      await app.block('hidden').click({ ...HEAD, modifiers: ['Control'] });
      await app.region('Parameters of all').waitFor();
      expect(await found()).toEqual([]);
    });
  },
);
