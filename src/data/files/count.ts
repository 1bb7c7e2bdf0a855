import { type Problem, problem } from '../../problem';
import type { Tokenizer } from '../tokenizers';
import { tokenizers } from '../tokenizers';
import { BYTES, bpe } from '../tokenizers/bpe';
import { PieceCounter, partsOf } from '../tokenizers/learn-bpe';
import type { Progress, TokenizerKind } from '../types';
import { SPECIAL } from '../vocabulary';

/** Symbols of many texts, counted, from which a vocabulary is made. */
export class SymbolCounter {
  readonly #tokenizer: TokenizerKind;
  readonly #counts = new Map<string, number>();

  constructor(tokenizer: TokenizerKind) {
    this.#tokenizer = tokenizer;
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

/** How texts are split before their vocabulary is known, and how the vocabulary comes of it. */
export interface Learned {
  readonly tokenizer: Tokenizer;
  readonly vocabulary: (most: number, special: readonly string[]) => readonly string[];
  readonly add: (symbols: readonly string[]) => void;
}

interface Learning {
  readonly name: string;
  readonly kind: TokenizerKind;
  readonly most: number;
  readonly special: readonly string[];
}

/** Byte pairs are learned from all texts before any is split; words and characters are counted on the way. */
export async function learn(
  texts: Iterable<string>,
  { name, kind, most, special }: Learning,
  progress?: Progress,
): Promise<Learned | readonly Problem[]> {
  if (kind !== 'bpe') {
    const counter = new SymbolCounter(kind);
    return {
      tokenizer: tokenizers[kind],
      vocabulary: (...wanted) => counter.vocabulary(...wanted),
      add: (symbols) => counter.add(symbols),
    };
  }
  if (most < FEWEST) return [tooSmall(name, most)];
  const pieces = new PieceCounter();
  for (const text of texts) {
    for (const part of partsOf(text)) {
      pieces.add(part);
      await progress?.(0, most, 'symbols');
    }
  }
  const vocabulary = await pieces.learn(most, special, progress);
  return { tokenizer: bpe(vocabulary), vocabulary: () => vocabulary, add: () => {} };
}

/** The bytes, the special symbols and some pairs. */
const FEWEST = BYTES.length + 44;

const tooSmall = (name: string, most: number): Problem =>
  problem({
    code: 'data/option',
    at: { field: name, parameter: 'vocabulary' },
    expected: `at least ${FEWEST} symbols for byte pairs, of which 256 are the bytes`,
    received: `${most}`,
    fix: `Set Vocabulary to ${FEWEST} or more, or take characters.`,
  });
