import type { TokenizerKind } from '../types';
import { character } from './character';
import type { Tokenizer } from './tokenizer';
import { word } from './word';

export const tokenizers: Readonly<Record<TokenizerKind, Tokenizer>> = { character, word };
export type { Tokenizer };
