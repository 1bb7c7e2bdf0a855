import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { openBrowser } from './support/fixture';

const visit = openBrowser();
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

describe.each(['light', 'dark'] as const)('axe-core on the main screen, %s', (colorScheme) => {
  it('finds no serious violation', async () => {
    const app = await visit.start('?backend=cpu&template=gpt', { colorScheme });
    const { page } = app;
    await app.block('attention_1').click({ position: { x: 40, y: 12 } });
    await page.evaluate(axe);
    for (const panel of [
      'Problems',
      'Data',
      'Training settings',
      'Training curves',
      'Gradient norms',
      'Attention',
      'Values',
      'Samples',
      'Evaluation',
      'Summary',
    ]) {
      await app.panel(panel);
      const found = await page.evaluate(async () => {
        const { violations } = await Reflect.get(window, 'axe').run(document, { resultTypes: ['violations'] });
        return violations
          .filter(({ impact }: { impact: string }) => impact === 'serious' || impact === 'critical')
          .map(
            ({ id, nodes }: { id: string; nodes: { html: string }[] }) =>
              `${id}: ${nodes
                .map((n) => n.html)
                .join(' ')
                .slice(0, 400)}`,
          );
      });
      expect(found, panel).toEqual([]);
    }
    await app.screenshot(`main-${colorScheme}`);
  });
});

it('stands on a narrow window', async () => {
  const app = await visit.start('?backend=cpu&template=transformer', { viewport: { width: 700, height: 900 } });
  await app.screenshot('narrow');
  const wide = await app.page.evaluate(() => document.documentElement.scrollWidth);
  expect(wide).toBeLessThanOrEqual(700);
});
