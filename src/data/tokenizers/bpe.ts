import { isMark } from '../special';
import type { Tokenizer } from './tokenizer';

/**
 * Byte-pair encoding (Sennrich and others 2016): text falls into characters, and pairs that stand side by side are joined,
 * those that were learned first first. The vocabulary says it all: a pair may be joined where the result is a symbol, and its
 * place in the vocabulary is its turn. A character it lacks falls into its UTF-8 bytes, so that any text can be said.
 */
export function bpe(vocabulary: readonly string[]): Tokenizer {
  const known = made.get(vocabulary);
  if (known) return known;
  const turns = new Map<string, number>();
  for (const [id, symbol] of vocabulary.entries()) if (!isMark(symbol)) turns.set(symbol, id);
  const cache = new Map<string, readonly string[]>();
  const pieceOf = (piece: string): readonly string[] => {
    const seen = cache.get(piece);
    if (seen) return seen;
    const symbols = joinPairs(
      Array.from(piece).flatMap((character) => (turns.has(character) ? [character] : bytesOf(character))),
      turns,
    );
    if (cache.size > CACHED) cache.clear();
    cache.set(piece, symbols);
    return symbols;
  };
  const tokenizer = { split: (text: string) => piecesOf(text).flatMap(pieceOf), join };
  made.set(vocabulary, tokenizer);
  return tokenizer;
}

const made = new WeakMap<readonly string[], Tokenizer>();
const CACHED = 50_000;

/** Words with the space before them, runs of other characters, white space: no pair is joined across their ends. */
const PIECE = / ?[\p{L}\p{M}\p{N}]+| ?[^\s\p{L}\p{M}\p{N}]+|\s+/gu;

export const piecesOf = (text: string): readonly string[] => text.match(PIECE) ?? [];

function joinPairs(symbols: string[], turns: ReadonlyMap<string, number>): readonly string[] {
  for (;;) {
    let best = -1;
    let turn = Number.POSITIVE_INFINITY;
    for (let i = 0; i + 1 < symbols.length; i++) {
      const next = turns.get(`${symbols[i]}${symbols[i + 1]}`);
      // A byte joins with nothing, though it reads like text.
      if (next === undefined || next >= turn || isMark(symbols[i] ?? '') || isMark(symbols[i + 1] ?? '')) continue;
      best = i;
      turn = next;
    }
    if (best < 0) return symbols;
    symbols.splice(best, 2, `${symbols[best]}${symbols[best + 1]}`);
  }
}

const byteSymbol = (byte: number): string => `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`;

/** A symbol for each byte there is. */
export const BYTES: readonly string[] = Array.from({ length: 256 }, (_, byte) => byteSymbol(byte));

const bytesOf = (character: string): readonly string[] => Array.from(new TextEncoder().encode(character), byteSymbol);

/** Bytes side by side are read as UTF-8 again; what they leave unfinished shows as �. */
function join(symbols: readonly string[]): string {
  let text = '';
  let bytes: number[] = [];
  const flush = (): void => {
    if (bytes.length > 0) text += new TextDecoder().decode(Uint8Array.from(bytes));
    bytes = [];
  };
  for (const symbol of symbols) {
    const hex = /^<0x([0-9A-F]{2})>$/.exec(symbol)?.[1];
    if (hex !== undefined) bytes.push(Number.parseInt(hex, 16));
    else {
      flush();
      text += symbol;
    }
  }
  flush();
  return text;
}
