import { pacer } from '../pace';
import { isMark } from '../special';
import type { Progress } from '../types';
import { BYTES, piecesOf } from './bpe';

/** Characters longer than this are read in parts, so that others can work in between. */
const PART = 1 << 16;

/** A long text in parts that end with a line where they can: how it is cut is the same whenever it is read. */
export function* partsOf(text: string): Generator<string> {
  for (let at = 0; at < text.length; ) {
    const line = text.indexOf('\n', at + PART);
    let end = line < 0 || line > at + 2 * PART ? at + 2 * PART : line + 1;
    // Not between the halves of a character.
    if (/[\ud800-\udbff]/.test(text[end - 1] ?? '')) end++;
    yield text.slice(at, end);
    at = end;
  }
}

/** Pieces of many texts, counted: what byte pairs are learned from. */
export class PieceCounter {
  readonly #pieces = new Map<string, number>();

  add(text: string): void {
    for (const piece of piecesOf(text)) this.#pieces.set(piece, (this.#pieces.get(piece) ?? 0) + 1);
  }

  /**
   * A vocabulary of `most` symbols at most: `special`, the 256 bytes, characters by falling frequency in at most half of what
   * is left, and joined pairs in the order in which they were learned. The pair that occurs most often is joined next; of
   * pairs that occur as often, the one first in the order of Unicode.
   */
  async learn(most: number, special: readonly string[], progress?: Progress): Promise<readonly string[]> {
    const first = [...special, ...BYTES];
    const characters = this.#characters(Math.ceil(Math.max(0, most - first.length) / 2));
    const tick = pacer(progress, most, 'symbols');
    const vocabulary = [...first, ...characters];
    for (const pair of this.#pairs(vocabulary, characters, most)) {
      vocabulary.push(pair);
      const pause = tick(vocabulary.length);
      if (pause) await pause;
    }
    return vocabulary;
  }

  /** The same at once and without bytes, for texts of these characters alone. */
  learnFrom(characters: readonly string[], most: number): readonly string[] {
    return [...characters, ...this.#pairs(characters, characters, most)];
  }

  /** Pairs in the order in which they are learned, until there are `most` symbols with those that are taken. */
  *#pairs(taken: readonly string[], characters: readonly string[], most: number): Generator<string> {
    const known = new Set(taken);
    const words = new Words(this.#pieces, new Set(characters));
    while (known.size < most) {
      const pair = words.join();
      if (pair === undefined) return;
      // Made of other halves before: joined too, but no new symbol.
      if (known.has(pair)) continue;
      known.add(pair);
      yield pair;
    }
  }

  #characters(most: number): readonly string[] {
    const counts = new Map<string, number>();
    for (const [piece, count] of this.#pieces) {
      for (const character of piece) counts.set(character, (counts.get(character) ?? 0) + count);
    }
    return [...counts]
      .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
      .slice(0, most)
      .map(([character]) => character);
  }
}

interface Word {
  /** Ids of what it falls into so far; −1 for a character that has no symbol. */
  symbols: number[];
  readonly count: number;
}

/** A pair as one number, and back. */
const PAIRS = 2 ** 26;

/** The pieces as they fall into symbols, with the count of every pair and where it occurs. */
class Words {
  readonly #names: string[];
  readonly #ids: Map<string, number>;
  readonly #words: readonly Word[];
  readonly #counts = new Map<number, number>();
  readonly #places = new Map<number, Set<number>>();

  constructor(pieces: ReadonlyMap<string, number>, characters: ReadonlySet<string>) {
    this.#names = [...characters];
    this.#ids = new Map(this.#names.map((name, id) => [name, id]));
    this.#words = [...pieces].map(([piece, count]) => ({
      symbols: Array.from(piece, (character) => this.#ids.get(character) ?? -1),
      count,
    }));
    for (const [at, word] of this.#words.entries()) this.#count(at, word, 1);
  }

  /** Joins the pair that occurs most often, and more than once; undefined where there is none. */
  join(): string | undefined {
    let best = -1;
    let most = 1;
    let name = '';
    for (const [pair, count] of this.#counts) {
      if (count < most) continue;
      const joined = this.#nameOf(pair);
      if ((count === most && (best < 0 || joined >= name)) || isMark(joined)) continue;
      best = pair;
      most = count;
      name = joined;
    }
    if (best < 0) return undefined;
    const id = this.#ids.get(name) ?? this.#names.length;
    if (!this.#ids.has(name)) {
      this.#names.push(name);
      this.#ids.set(name, id);
    }
    for (const at of [...(this.#places.get(best) ?? [])]) {
      const word = this.#words[at];
      if (!word) continue;
      this.#count(at, word, -1);
      word.symbols = joined(word.symbols, best, id);
      this.#count(at, word, 1);
    }
    return name;
  }

  #nameOf = (pair: number): string =>
    `${this.#names[Math.floor(pair / PAIRS)] ?? ''}${this.#names[pair % PAIRS] ?? ''}`;

  #count(at: number, { symbols, count }: Word, sign: 1 | -1): void {
    for (let i = 0; i + 1 < symbols.length; i++) {
      const [a = -1, b = -1] = [symbols[i], symbols[i + 1]];
      if (a < 0 || b < 0) continue;
      const pair = a * PAIRS + b;
      const total = (this.#counts.get(pair) ?? 0) + sign * count;
      if (total > 0) this.#counts.set(pair, total);
      else this.#counts.delete(pair);
      const places = this.#places.get(pair) ?? new Set<number>();
      this.#places.set(pair, places);
      if (sign > 0) places.add(at);
      else places.delete(at);
    }
  }
}

function joined(symbols: readonly number[], pair: number, id: number): number[] {
  const out: number[] = [];
  for (let i = 0; i < symbols.length; i++) {
    const [a = -1, b = -1] = [symbols[i], symbols[i + 1]];
    if (a >= 0 && b >= 0 && a * PAIRS + b === pair) {
      out.push(id);
      i++;
    } else out.push(a);
  }
  return out;
}
