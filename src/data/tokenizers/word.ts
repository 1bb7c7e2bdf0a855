import type { Tokenizer } from './tokenizer';

/** A run of letters, marks and digits with apostrophes inside (`isn't`), or any other character by itself. */
const pattern = /[\p{L}\p{M}\p{N}]+(?:['’][\p{L}\p{M}\p{N}]+)*|\S/gu;

/** Lower-case words; punctuation stands alone. Spacing is not kept: splitting what was joined gives the same words. */
export const word: Tokenizer = {
  split: (text) => text.toLowerCase().match(pattern) ?? [],
  join: (symbols) => symbols.join(' '),
};
