import type { Problem } from '../../problem';
import { newIds, tokensDataset, tokensSpec } from '../kinds/tokens';
import { isProblems, readChoice, readInt } from '../options';
import type { DataSpec, Dataset, FileSource, Options, Progress, TokenizerKind } from '../types';
import { SPECIAL } from '../vocabulary';
import { emptyFile, readText } from './read';
import { type Inspection, PREVIEW_ROWS, textOptions } from './source';
import { tailSplit } from './split';
import { inspectSymbols, openSymbols } from './symbols';
import { changedDocument, sampleText, wrongFile } from './verify';

const CODE_POINTS = 0x110000;

/** Calls `visit` for every code point. A loop over the string itself would make a string of each. */
function eachCodePoint(text: string, visit: (codePoint: number) => void): void {
  for (let i = 0; i < text.length; i++) {
    const codePoint = text.codePointAt(i) ?? 0;
    if (codePoint > 0xffff) i++;
    visit(codePoint);
  }
}

/** Reads a text once to learn what the document must know: its hash, its length and its characters. */
export async function inspectText(
  blob: Blob,
  name: string,
  options: Options,
  progress?: Progress,
): Promise<Inspection | readonly Problem[]> {
  const tokenizer = textTokenizer(options);
  if (tokenizer !== 'character') return inspectSymbols(blob, name, options, tokenizer, progress);
  const most = readInt(textOptions, options, 'vocabulary');
  const counts = new Uint32Array(CODE_POINTS);
  let characters = 0;
  let beginning = '';
  const take = (text: string): void => {
    if (beginning.length < 4_000) beginning += text.slice(0, 4_000);
    eachCodePoint(text, (codePoint) => {
      counts[codePoint] = (counts[codePoint] ?? 0) + 1;
      characters++;
    });
  };
  const sha256 = await readText(blob, name, take, progress);
  if (isProblems(sha256)) return sha256;
  if (characters === 0) return [emptyFile(name, 'no characters')];
  const source: FileSource = {
    type: 'file',
    format: 'text',
    name,
    bytes: blob.size,
    sha256,
    vocabularies: { tokens: charactersOf(counts, most) },
    lengths: {},
    examples: characters,
    options: { tokenizer: 'character', vocabulary: most, test: readInt(textOptions, options, 'test') },
  };
  const lines = beginning.split('\n').filter((line) => line.trim() !== '');
  const preview = lines.slice(0, PREVIEW_ROWS).map((text) => ({ text: text.slice(0, 200) }));
  return { kind: 'tokens', source, preview, warnings: [] };
}

/** The most frequent characters in the order of Unicode, with the unknown symbol first where some are left out. */
function charactersOf(counts: Uint32Array, most: number): readonly string[] {
  const occurring: number[] = [];
  for (let codePoint = 0; codePoint < CODE_POINTS; codePoint++) if (counts[codePoint]) occurring.push(codePoint);
  const all = occurring.length <= most;
  const kept = all
    ? occurring
    : occurring.sort((a, b) => (counts[b] ?? 0) - (counts[a] ?? 0) || a - b).slice(0, most - 1);
  const symbols = kept.sort((a, b) => a - b).map((codePoint) => String.fromCodePoint(codePoint));
  return all ? symbols : [SPECIAL.unknown, ...symbols];
}

export const textSpec = (source: FileSource, vocabulary: readonly string[], length: number | undefined): DataSpec =>
  tokensSpec({
    title: source.name,
    tokenizer: textTokenizer(source.options),
    vocabulary,
    length,
    probe: sampleText(vocabulary, textTokenizer(source.options)),
  });

export function textTokenizer(options: Options): TokenizerKind {
  const chosen = readChoice(textOptions, options, 'tokenizer');
  return chosen === 'word' || chosen === 'bpe' ? chosen : 'character';
}

/** Reads the text again into ids of the document's vocabulary; only ids are held, one or two bytes each. */
export async function openText(
  source: FileSource,
  spec: DataSpec,
  blob: Blob,
  validation: number,
  progress?: Progress,
): Promise<Dataset | readonly Problem[]> {
  if (spec.tokenizers?.tokens !== 'character') return openSymbols(source, spec, blob, validation, progress);
  const vocabulary = spec.vocabularies.tokens ?? [];
  // A character takes at least a byte, and ids take two: what says otherwise is no description of this file.
  if (source.examples > blob.size || vocabulary.length > 65_536) {
    const received = `${source.examples} characters of ${vocabulary.length} kinds`;
    return [changedDocument(source.name, `at most ${blob.size} characters of at most 65536 kinds`, received)];
  }
  const idOf = new Int32Array(CODE_POINTS).fill(vocabulary.indexOf(SPECIAL.unknown));
  for (const [id, symbol] of vocabulary.entries()) {
    if (symbol !== SPECIAL.unknown) idOf[symbol.codePointAt(0) ?? 0] = id;
  }
  const ids = newIds(source.examples, vocabulary);
  let used = 0;
  let strange = false;
  const take = (text: string): void =>
    eachCodePoint(text, (codePoint) => {
      const id = idOf[codePoint] ?? -1;
      if (id < 0 || used >= ids.length) strange = true;
      else ids[used++] = id;
    });
  const sha256 = await readText(blob, source.name, take, progress);
  if (isProblems(sha256)) return sha256;
  if (sha256 !== source.sha256) return [wrongFile(source, blob.size, sha256)];
  if (strange || used !== ids.length) {
    const expected = `${source.examples} characters, all of them in the document's vocabulary`;
    return [changedDocument(source.name, expected, `${used} such characters`)];
  }
  return tokensDataset(spec, tailSplit(ids, source.options, validation));
}
