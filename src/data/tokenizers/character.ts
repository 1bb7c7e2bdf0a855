import type { Tokenizer } from './tokenizer';

/** One symbol a Unicode code point: what a person calls a character, except for accents written as marks. */
export const character: Tokenizer = {
  split: (text) => Array.from(text),
  join: (symbols) => symbols.join(''),
};
