import { describe, expect, it } from 'vitest';
import { openBrowser } from './support/fixture';

const visit = openBrowser();

describe('a newcomer', () => {
  it('opens self-attention, reads, steps, changes a word, and sees its row change', { timeout: 180_000 }, async () => {
    const app = await visit.start('?backend=wasm');
    const { page } = app;
    await app.template('Self-attention, step by step');
    await app.block('look_weights').waitFor();
    expect(await app.region('Inspector').getByRole('list').getByRole('listitem').count()).toBeGreaterThan(3);
    await app.button('Step').click();
    const values = await app.panel('Values');
    const choice = values.getByRole('combobox', { name: 'Value' });
    await choice.waitFor({ timeout: 120_000 });
    const look = async (name: string) => {
      await choice.click();
      await page.getByRole('option', { name: new RegExp(`^${name} `) }).click();
    };
    await look('look_scores');
    await app.screenshot('values-scores');
    await look('look_weights');
    const matrix = values.getByRole('slider', { name: /^Values of look_weights/ });
    await matrix.waitFor();
    await matrix.focus();
    await page.keyboard.press('Home');
    const said = await matrix.getAttribute('aria-valuetext');
    expect(said).toMatch(/→ .*: 0?\.\d+/);
    const picture = () => matrix.evaluate((canvas) => (canvas instanceof HTMLCanvasElement ? canvas.toDataURL() : ''));
    const before = await picture();
    const sentence = values.getByRole('textbox').first();
    const words = (await sentence.inputValue()).split(' ');
    await sentence.fill([words[1], words[0], ...words.slice(2)].join(' '));
    await sentence.press('Enter');
    await expect.poll(picture, { timeout: 60_000 }).not.toBe(before);
    await app.screenshot('values-weights');
    expect(app.errors).toEqual([]);
  });

  it('sees where the gradient goes over time, and how well the model does', { timeout: 180_000 }, async () => {
    const app = await visit.start('?backend=wasm', { colorScheme: 'dark' });
    await app.template('RNN: long-range memory');
    await app.button('Step').click();
    const gradients = await app.panel('Gradient norms');
    await gradients.getByRole('img', { name: /^Gradient of rnn over time/ }).waitFor({ timeout: 120_000 });
    await app.screenshot('gradient-over-time');
    const evaluation = await app.panel('Evaluation');
    const examples = evaluation.getByLabel('Examples (0 is all)');
    await examples.click({ clickCount: 3 });
    await app.page.keyboard.type('64');
    await app.page.keyboard.press('Enter');
    await evaluation.getByRole('button', { name: 'Evaluate' }).click();
    await evaluation.getByText(/^64 of .* examples of the test split/).waitFor({ timeout: 120_000 });
    expect(await evaluation.locator('[data-score="accuracy"]').textContent()).toMatch(/%$/);
    await evaluation.getByRole('slider', { name: 'Confusion matrix' }).waitFor();
    await app.screenshot('evaluation');
    expect(app.errors).toEqual([]);
  });

  it('opens an LSTM from the inside, and watches its gates over time', { timeout: 180_000 }, async () => {
    const app = await visit.start('?backend=wasm');
    const { page } = app;
    await app.template('LSTM: long-range memory');
    await app.block('lstm').click({ position: { x: 40, y: 12 } });
    await app.region('Inspector').getByRole('button', { name: 'Open this cell' }).click();
    await app.block('forget_gate').waitFor();
    expect(await page.locator('.react-flow__node').count()).toBe(19);
    await app.screenshot('cell-inside');
    await page.getByRole('navigation', { name: 'Module' }).getByRole('button', { name: 'Whole graph' }).click();
    await app.block('lstm').click({ position: { x: 40, y: 12 } });
    await app.region('Inspector').getByRole('switch', { name: 'Goes over time' }).waitFor();
    await app.screenshot('cell-outside');
    await app.button('Step').click();
    const values = await app.panel('Values');
    const choice = values.getByRole('combobox', { name: 'Value' });
    await choice.waitFor({ timeout: 120_000 });
    await choice.click();
    await page.getByRole('option', { name: 'lstm.forget_gate · value' }).click();
    await values.getByText('[T, C] = [63, 48]').waitFor();
    const gates = values.getByRole('slider', { name: /^Values of lstm.forget_gate/ });
    await gates.focus();
    await page.keyboard.press('Home');
    expect(await gates.getAttribute('aria-valuetext')).toMatch(/^! → position 0: 0?\.\d+$/);
    await app.screenshot('cell-gates');
    await app.region('Canvas').click({ position: { x: 8, y: 300 } });
    await page.keyboard.press('ControlOrMeta+z');
    await app.block('lstm').click({ position: { x: 40, y: 12 } });
    await app.region('Inspector').getByRole('button', { name: 'Open this cell' }).waitFor();
    expect(app.errors).toEqual([]);
  });
});
