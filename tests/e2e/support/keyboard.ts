import { expect } from 'vitest';
import type { App } from './app';

/**
 * A person with a keyboard and nothing else. Counts what is done: `actions` are things a person means (a block added, a wire
 * drawn, a parameter set), `keys` are keys, a typed letter being one.
 */
export class Keyboard {
  actions = 0;
  keys = 0;
  readonly #app: App;

  constructor(app: App) {
    this.#app = app;
  }

  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      this.keys++;
      await this.#app.page.keyboard.press(key);
    }
  }

  async type(text: string): Promise<void> {
    this.keys += text.length;
    await this.#app.page.keyboard.type(text);
  }

  /** A command by its keys. */
  async do(keys: string): Promise<void> {
    this.actions++;
    await this.press(keys);
  }

  /** Takes what a list over the canvas offers first for some words. */
  async #take(words: string): Promise<void> {
    const list = this.#app.page.getByRole('dialog').getByRole('listbox');
    await list.waitFor();
    await this.type(words);
    await this.press('Enter');
    await list.waitFor({ state: 'detached' });
  }

  async #focused(name: string): Promise<void> {
    const card = this.#app.page.locator('.react-flow__node:focus');
    await expect.poll(() => card.getAttribute('aria-label')).toMatch(new RegExp(`^${name},`));
  }

  /** A command by its name. */
  async command(words: string): Promise<void> {
    this.actions++;
    await this.press('Control+k');
    await this.#app.page.getByRole('dialog').waitFor();
    await this.type(words);
    await this.press('Enter');
  }

  /** A block out of the search; it has the keyboard then. */
  async add(words: string, name: string): Promise<void> {
    this.actions++;
    await this.press('a');
    await this.#take(words);
    await this.#focused(name);
  }

  /** A wire out of the block that has the keyboard, dropped on the canvas: the block that it goes to. */
  async grow(words: string, name: string): Promise<void> {
    this.actions++;
    await this.press('w', 'a');
    await this.#take(words);
    await this.#focused(name);
  }

  async goTo(name: string): Promise<void> {
    this.actions++;
    await this.press('Control+f');
    await this.#take(name);
    await this.#focused(name);
  }

  /** A wire from the block that has the keyboard to a port by its name; whose block has the keyboard then. */
  async wire(port: string): Promise<void> {
    this.actions++;
    await this.press('w');
    await this.dropAt(port);
  }

  /** Begins a wire at one of the outputs of the block that has the keyboard. */
  async begin(output: string): Promise<void> {
    this.actions++;
    const focused = this.#app.page.locator(':focus');
    for (let i = 0; i < 30; i++) {
      await this.press('Tab');
      if ((await focused.getAttribute('aria-label'))?.includes(` output ${output} `)) return this.press('Enter');
    }
    throw new Error(`no output ${output} can be reached with Tab`);
  }

  /** Ends the wire that has been begun. */
  async dropAt(port: string): Promise<void> {
    await this.press('Control+f');
    await this.#take(port);
    await this.#focused(port.split(' ')[0] ?? '');
  }

  async select(...names: readonly string[]): Promise<void> {
    this.actions++;
    await this.press('Control+f');
    await this.#app.page.getByRole('dialog').waitFor();
    for (const name of names) {
      await this.type(name);
      await this.press('Shift+Enter');
    }
    await this.press('Escape');
  }

  /** Goes to the block's settings and comes back to it. */
  async set(change: () => Promise<void>): Promise<void> {
    this.actions++;
    await this.press('e');
    await change();
    await this.press('Escape');
    await expect.poll(() => this.#app.page.locator('.react-flow__node:focus').count()).toBe(1);
  }
}
