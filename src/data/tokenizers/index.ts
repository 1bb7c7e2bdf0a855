import type { TokenizerKind } from '../types';
import { bpe } from './bpe';
import { character } from './character';
import type { Tokenizer } from './tokenizer';
import { word } from './word';

/** Those that need no vocabulary to know where a text falls apart. */
export const tokenizers: Readonly<Record<Exclude<TokenizerKind, 'bpe'>, Tokenizer>> = { character, word };

/** How a text falls into symbols of this vocabulary. */
export const tokenizerFor = (kind: TokenizerKind, vocabulary: readonly string[]): Tokenizer =>
  kind === 'bpe' ? bpe(vocabulary) : tokenizers[kind];

export type { Tokenizer };
