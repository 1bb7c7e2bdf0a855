import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Locator, Page } from 'playwright-core';

/** Screenshots to be looked at; the folder is not kept. */
const pictures = fileURLToPath(new URL('../../../coverage/screens/', import.meta.url));

/** Panels of the dock, by name. */
export const PANELS = [
  'Problems',
  'Data',
  'Training settings',
  'Training curves',
  'Gradient norms',
  'Attention',
  'Values',
  'Samples',
  'Evaluation',
  'Runs',
  'Summary',
] as const;

/** The app by accessible names: what a person with a screen reader uses, and what may not change silently. */
export class App {
  readonly page: Page;
  /** Errors that reached the browser's console. */
  readonly errors: string[] = [];

  constructor(page: Page) {
    this.page = page;
    page.on('pageerror', (error) => this.errors.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') this.errors.push(message.text());
    });
  }

  region(name: string): Locator {
    return this.page.getByRole('region', { name, exact: true });
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  async open(url: string): Promise<void> {
    await this.page.goto(url);
    await this.region('Canvas').waitFor();
  }

  /** Pastes a text, as the browser does it. */
  paste(text: string): Promise<void> {
    return this.page.evaluate((pasted) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', pasted);
      document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }));
    }, text);
  }

  async newDocument(): Promise<void> {
    await this.button('Documents').click();
    await this.button('New document').click();
    await this.button('New document').waitFor({ state: 'hidden' });
    // The one that was open is still written before it comes.
    await this.page.getByText('Nothing here yet', { exact: true }).waitFor();
  }

  async template(name: string): Promise<void> {
    await this.button('Templates').click();
    await this.page.getByRole('dialog').getByRole('button', { name, exact: true }).click();
    await this.page.getByRole('dialog').waitFor({ state: 'hidden' });
  }

  tab(name: string): Locator {
    return this.page.getByRole('tab', { name: new RegExp(`^${name}`) });
  }

  /** Shows a panel of the dock. */
  async panel(name: string): Promise<Locator> {
    const region = this.region(name);
    if (!(await region.isVisible())) await this.tab(name).first().click();
    await region.waitFor();
    return region;
  }

  /** A block on the canvas by its name. */
  block(name: string): Locator {
    return this.page.locator('.react-flow__node').filter({ has: this.page.getByText(name, { exact: true }) });
  }

  port(block: string, side: 'input' | 'output', port: string): Locator {
    return this.region('Canvas').getByRole('button', { name: new RegExp(`^${block} ${side} ${port}( |$)`) });
  }

  async screenshot(name: string): Promise<void> {
    mkdirSync(pictures, { recursive: true });
    await this.page.screenshot({ path: `${pictures}${name}.png` });
  }

  /** The number shown for a figure in the training curves; they are painted a few times a second, so it may come a moment later. */
  async figure(name: string): Promise<number> {
    const shown = this.region('Training curves').locator(`[data-figure="${name}"]`).first();
    await shown.filter({ hasText: /\d/ }).waitFor({ timeout: 10_000 });
    return Number.parseFloat(((await shown.textContent()) ?? '').replace(/[^\d.e-]/g, ''));
  }
}
