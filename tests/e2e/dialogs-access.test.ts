import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { openBrowser } from './support/fixture';

const visit = openBrowser();
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Commands that open a dialog, with what is there once it has what it shows. */
const DIALOGS = [
  { asked: 'documents…', there: 'Find a document' },
  { asked: 'versions of', there: 'Name of a version to keep now' },
  { asked: 'compare documents', there: 'Differences' },
  { asked: 'share as', there: 'Link to this document' },
  { asked: 'templates…', there: 'Perceptron and multi-layer perceptron' },
  { asked: 'export…', there: 'Picture' },
  { asked: 'help on', there: 'Ports' },
];

describe.each(['light', 'dark'] as const)('axe-core on dialogs, %s', (colorScheme) => {
  it('finds no serious violation', async () => {
    const app = await visit.start('?backend=cpu&template=xor', { colorScheme });
    const { page } = app;
    await app.block('hidden').waitFor();
    await page.getByText('Saved', { exact: true }).waitFor();
    // Help is on what is selected.
    await app.block('hidden').click({ position: { x: 40, y: 12 } });
    await page.evaluate(axe);
    for (const { asked, there } of DIALOGS) {
      await app.region('Canvas').focus();
      await page.keyboard.press('Control+K');
      await page.keyboard.type(asked);
      await page.keyboard.press('Enter');
      await page.getByRole('dialog').getByLabel(there, { exact: true }).first().waitFor();
      const found = await page.evaluate(async () => {
        const { violations } = await Reflect.get(window, 'axe').run(document, { resultTypes: ['violations'] });
        return violations
          .filter(({ impact }: { impact: string }) => impact === 'serious' || impact === 'critical')
          .map(({ id, nodes }: { id: string; nodes: { html: string }[] }) => `${id}: ${nodes[0]?.html.slice(0, 300)}`);
      });
      expect(found, asked).toEqual([]);
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    }
    expect(app.errors).toEqual([]);
  });
});
