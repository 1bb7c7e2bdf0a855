import { describe, expect, it } from 'vitest';
import { violations } from './support/axe';
import { openBrowser } from './support/fixture';

const visit = openBrowser();

/** Commands that open a dialog, with what is there once it has what it shows. */
const DIALOGS = [
  { asked: 'documents…', there: 'Find a document' },
  { asked: 'versions of', there: 'Name of a version to keep now' },
  { asked: 'compare documents', there: 'Differences' },
  { asked: 'share as', there: 'Link to this document' },
  { asked: 'templates…', there: 'Perceptron and multi-layer perceptron' },
  { asked: 'export…', there: 'Picture' },
  { asked: 'help on', there: 'Ports' },
  { asked: 'keys: see', there: 'Find a command or a key' },
  { asked: 'open a file', there: 'Choose file…' },
];

describe.each(['light', 'dark'] as const)('axe-core on dialogs, %s', (colorScheme) => {
  it('finds no serious violation', async () => {
    const app = await visit.start('?backend=cpu&template=xor', { colorScheme });
    const { page } = app;
    await app.block('hidden').waitFor();
    await page.getByText('Saved', { exact: true }).waitFor();
    // Help is on what is selected.
    await app.block('hidden').click({ position: { x: 40, y: 12 } });
    for (const { asked, there } of DIALOGS) {
      await app.region('Canvas').focus();
      await page.keyboard.press('Control+K');
      await page.keyboard.type(asked);
      await page.keyboard.press('Enter');
      await page.getByRole('dialog').getByLabel(there, { exact: true }).first().waitFor();
      const found = await violations(page);
      expect(found, asked).toEqual([]);
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    }
    expect(app.errors).toEqual([]);
  });
});

describe.each(['light', 'dark'] as const)('axe-core on what comes and goes, %s', (colorScheme) => {
  it('finds no serious violation', async () => {
    const app = await visit.start('?backend=cpu&template=xor', { colorScheme });
    const { page } = app;
    await app.block('hidden').waitFor();
    await page.getByText('Saved', { exact: true }).waitFor();
    const canvas = app.region('Canvas');
    /** Does something, looks, and puts it away. */
    const look = async (name: string, keys: readonly string[], there: RegExp | string) => {
      for (const key of keys) await page.keyboard.press(key);
      await page.getByText(there).first().waitFor();
      expect(await violations(page), name).toEqual([]);
      await app.screenshot(`axe-${name}-${colorScheme}`);
      for (let i = 0; i < 3; i++) await page.keyboard.press('Escape');
    };
    await canvas.focus();
    await look('search', ['a'], 'Add a block');
    await canvas.focus();
    await look('find', ['Control+f'], 'Enter goes there.');
    await app.block('hidden').focus();
    await look('wiring', ['w'], /^Nothing here fits/);
    await app.block('hidden').focus();
    await look('ports', ['w', 'Control+f'], /^Ports that hidden\.y/);
    await app.block('head').focus();
    await look('replace', ['Space', 'r'], 'Replace head by');
    await app.block('hidden').focus();
    await look('settings', ['Space', 'e'], 'D, the width of what comes out');
    await app.block('tanh').focus();
    await look('bypassed', ['Space', 'Control+b'], '22');
    await canvas.focus();
    await look('palette', ['Control+k'], 'Fit everything');
    await app.port('data', 'output', 'label').dragTo(app.port('hidden', 'input', 'x'));
    await look('refused', [], /^hidden\.x has a wire already/);
    await app.button('Theme').click();
    await look('theme', [], 'As the system');
    await app.block('hidden').click({ position: { x: 40, y: 12 } });
    await app.region('Inspector').getByRole('combobox', { name: 'initialiser' }).click();
    await look('select', [], 'glorot');
    await app.button('Help').click();
    await look('help', [], /^Take the tour/);
    await app.newDocument();
    await look('empty', [], 'Nothing here yet');
    expect(app.errors).toEqual([]);
  });
});
