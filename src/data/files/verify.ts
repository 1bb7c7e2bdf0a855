import { fail, type Problem, ProblemError, problem } from '../../problem';
import { readChoice } from '../options';
import { isMark, SPECIAL } from '../special';
import { tokenizerFor } from '../tokenizers';
import type { FileSource, Options, TokenizerKind } from '../types';
import { tableOptions } from './source';
import type { Table } from './table';

/** Another file than the document names; `sha256` is missing where the size already says so. */
export const wrongFile = (source: FileSource, bytes: number, sha256?: string): Problem =>
  problem({
    code: 'data/wrong-file',
    at: { field: source.name },
    expected: `${source.bytes} bytes with SHA-256 ${source.sha256}`,
    received: sha256 === undefined ? `${bytes} bytes` : `${bytes} bytes with SHA-256 ${sha256}`,
    fix: `Choose the file '${source.name}' that the document was made with, or set up the data anew with this one.`,
  });

/** The right file, but the document's own account of it, a length or a vocabulary, was edited. */
export const changedDocument = (name: string, expected: string, received: string): Problem =>
  problem({
    code: 'data/wrong-file',
    at: { field: name },
    expected,
    received,
    fix: 'Choose the file again, so that the document learns what is in it.',
  });

/** Refuses an example that does not fit the length in the document, before it would spill into the next one. */
export function requireFit(name: string, length: number, longest: number): void {
  if (length <= longest) return;
  throw new ProblemError([changedDocument(name, `at most ${longest} symbols`, `${length} symbols`)]);
}

/** A vocabulary that the document has to bring, with these symbols at its beginning or anywhere in it. */
export function requireVocabulary(source: FileSource, name: string, ...symbols: readonly string[]): readonly string[] {
  const vocabulary = Object.hasOwn(source.vocabularies, name) ? source.vocabularies[name] : undefined;
  const [first] = symbols;
  const usable =
    vocabulary !== undefined &&
    vocabulary.length > symbols.length &&
    new Set(vocabulary).size === vocabulary.length &&
    (first === undefined || vocabulary[0] === first) &&
    symbols.every((symbol) => vocabulary.includes(symbol));
  return usable
    ? vocabulary
    : fail({
        code: 'data/kind',
        at: { field: source.name },
        expected: `a vocabulary '${name}' of different symbols${symbols.length > 0 ? ` with ${symbols.join(', ')}` : ''}`,
        received: vocabulary === undefined ? 'none' : `${vocabulary.length} symbols`,
        fix: 'Choose the file again, so that the document learns its vocabulary.',
      });
}

/** A text that a vocabulary can say in `most` symbols, for a probe nobody has written yet. */
export function sampleText(
  vocabulary: readonly string[],
  tokenizer: TokenizerKind,
  most = Number.POSITIVE_INFINITY,
): string {
  const special: readonly string[] = Object.values(SPECIAL);
  const said = vocabulary.filter((symbol) => !special.includes(symbol) && (tokenizer !== 'bpe' || !isMark(symbol)));
  const letters = said.filter((symbol) => /^[\p{L}\p{N}]/u.test(symbol));
  const { join } = tokenizerFor(tokenizer, vocabulary);
  return join((letters.length > 0 ? letters : said).slice(0, Math.min(most, tokenizer === 'character' ? 12 : 4)));
}

export function tokenizerIn(options: Options): TokenizerKind {
  const chosen = readChoice(tableOptions, options, 'tokenizer');
  return chosen === 'character' || chosen === 'bpe' ? chosen : 'word';
}

export const sourceOf = (
  { format, name, bytes, sha256, options }: Table,
  vocabularies: FileSource['vocabularies'],
  lengths: FileSource['lengths'],
  examples: number,
): FileSource => ({ type: 'file', format, name, bytes, sha256, vocabularies, lengths, examples, options });
