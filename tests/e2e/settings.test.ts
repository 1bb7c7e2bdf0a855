import { expect, it } from 'vitest';
import { openBrowser } from './support/fixture';

const visit = openBrowser();

it('what a step takes is shown before anything runs, and follows the settings', async () => {
  const app = await visit.start('?backend=wasm&template=encoder-layer');
  const settings = await app.panel('Training settings');
  const memory = settings.getByRole('region', { name: 'Memory', exact: true });
  const line = memory.getByText(/^A step needs /);
  await line.waitFor();
  const plain = await line.textContent();
  expect(plain).toMatch(/weights .+B, gradients .+B, optimizer .+B, values .+B\.$/);

  await memory.getByRole('switch', { name: 'Every module' }).click();
  await line.filter({ hasText: 'without recomputing' }).waitFor();
  const bytes = (text: string | null) => Number.parseFloat((text ?? '').replace('A step needs ', ''));
  expect(bytes(await line.textContent())).toBeLessThan(bytes(plain));

  const count = memory.getByRole('spinbutton', { name: 'Micro-batches a step' });
  await count.fill('4');
  await count.press('Enter');
  await line.filter({ hasText: 'sums of micro-batches' }).waitFor();
  await memory.getByText(/^A step takes [\d,]+ examples$/).waitFor();
  // The same figure as in the bar above.
  const [total] = /[\d.]+\s\w?B/.exec((await line.textContent()) ?? '') ?? [];
  await app.page.getByText(total ?? 'no figure', { exact: true }).waitFor();
  await app.screenshot('memory');

  // Refused where there are no 16 bits, with the reason and the next move.
  await memory.getByRole('switch', { name: 'Mixed precision' }).click();
  await app.button('Train').click();
  const problems = await app.panel('Problems');
  await problems
    .getByText(/shader-f16/)
    .first()
    .waitFor();
  expect(await problems.textContent()).toContain('Switch Mixed precision off');

  await app.panel('Training settings');
  await memory.getByRole('switch', { name: 'Mixed precision' }).click();
  await app.button('Train').click();
  await app.panel('Training curves');
  await expect.poll(() => app.figure('training:loss'), { timeout: 120_000 }).toBeGreaterThan(0);
  expect(app.errors).toEqual([]);
});
