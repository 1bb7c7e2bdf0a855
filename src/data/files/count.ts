import { tokenizers } from '../tokenizers';
import type { TokenizerKind } from '../types';
import { SPECIAL } from '../vocabulary';

/** Symbols of many texts, counted, from which a vocabulary is made. */
export class SymbolCounter {
  readonly #tokenizer: TokenizerKind;
  readonly #counts = new Map<string, number>();

  constructor(tokenizer: TokenizerKind) {
    this.#tokenizer = tokenizer;
  }

  split(text: string): readonly string[] {
    return tokenizers[this.#tokenizer].split(text);
  }

  add(symbols: readonly string[]): void {
    for (const symbol of symbols) this.#counts.set(symbol, (this.#counts.get(symbol) ?? 0) + 1);
  }

  /**
   * Special symbols, then the rest: words by falling frequency, characters in the order of Unicode. Words always have
   * an unknown symbol, because people write others than a file has; characters only where some are left out.
   */
  vocabulary(most: number, special: readonly string[]): readonly string[] {
    const [pad = SPECIAL.pad, ...others] = special;
    const room = Math.max(1, most - special.length);
    const unknown = this.#tokenizer === 'word' || this.#counts.size > room;
    const kept = [...this.#counts]
      .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
      .slice(0, unknown ? Math.max(1, room - 1) : room)
      .map(([symbol]) => symbol);
    if (this.#tokenizer === 'character') kept.sort((a, b) => (a.codePointAt(0) ?? 0) - (b.codePointAt(0) ?? 0));
    return [pad, ...(unknown ? [SPECIAL.unknown] : []), ...others, ...kept];
  }
}
