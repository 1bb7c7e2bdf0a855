import type { Problem } from '../../problem';
import { newIds, tokensDataset } from '../kinds/tokens';
import { isProblems, readInt } from '../options';
import { pacer } from '../pace';
import { partsOf } from '../tokenizers/learn-bpe';
import type { DataSpec, Dataset, FileSource, Options, Progress, TokenizerKind } from '../types';
import { encode, tokenizerOf } from '../vocabulary';
import { learn } from './count';
import { emptyFile, readText } from './read';
import { type Inspection, PREVIEW_ROWS, textOptions } from './source';
import { tailSplit } from './split';
import { changedDocument, wrongFile } from './verify';

/** A running text by words or byte pairs: unlike characters, these are only known when the whole text is. */
export async function inspectSymbols(
  blob: Blob,
  name: string,
  options: Options,
  kind: TokenizerKind,
  progress?: Progress,
): Promise<Inspection | readonly Problem[]> {
  const read = await wholeText(blob, name, progress);
  if (isProblems(read)) return read;
  const most = readInt(textOptions, options, 'vocabulary');
  const learned = await learn([read.text], { name, kind, most, special: [] }, progress);
  if (isProblems(learned)) return learned;
  let examples = 0;
  const take = (symbols: readonly string[]): void => {
    learned.add(symbols);
    examples += symbols.length;
  };
  await eachPart(read.text, learned.tokenizer.split, take, progress);
  if (examples === 0) return [emptyFile(name, 'nothing but white space')];
  const source: FileSource = {
    type: 'file',
    format: 'text',
    name,
    bytes: blob.size,
    sha256: read.sha256,
    vocabularies: { tokens: learned.vocabulary(most, []) },
    lengths: {},
    examples,
    options: { tokenizer: kind, vocabulary: most, test: readInt(textOptions, options, 'test') },
  };
  const lines = read.text.slice(0, 4_000).split('\n');
  const preview = lines
    .filter((line) => line.trim() !== '')
    .slice(0, PREVIEW_ROWS)
    .map((text) => ({ text: text.slice(0, 200) }));
  return { kind: 'tokens', source, preview, warnings: [] };
}

/** The same text again, as ids of the document's vocabulary. */
export async function openSymbols(
  source: FileSource,
  spec: DataSpec,
  blob: Blob,
  validation: number,
  progress?: Progress,
): Promise<Dataset | readonly Problem[]> {
  const vocabulary = spec.vocabularies.tokens ?? [];
  if (source.examples > blob.size || vocabulary.length > 65_536) {
    const received = `${source.examples} symbols of ${vocabulary.length} kinds`;
    return [changedDocument(source.name, `at most ${blob.size} symbols of at most 65536 kinds`, received)];
  }
  const read = await wholeText(blob, source.name, progress);
  if (isProblems(read)) return read;
  if (read.sha256 !== source.sha256) return [wrongFile(source, blob.size, read.sha256)];
  const ids = newIds(source.examples, vocabulary);
  let used = 0;
  let strange = false;
  const take = (symbols: readonly string[]): void => {
    const part = encode(symbols, vocabulary, source.name);
    if (part.problems.length > 0 || used + part.ids.length > ids.length) strange = true;
    else ids.set(part.ids, used);
    used += part.ids.length;
  };
  await eachPart(read.text, tokenizerOf(spec, 'tokens').split, take, progress);
  if (strange || used !== ids.length) {
    const expected = `${source.examples} symbols, all of them in the document's vocabulary`;
    return [changedDocument(source.name, expected, `${used} such symbols`)];
  }
  return tokensDataset(spec, tailSplit(ids, source.options, validation));
}

async function wholeText(blob: Blob, name: string, progress?: Progress) {
  const pieces: string[] = [];
  const sha256 = await readText(blob, name, (text) => pieces.push(text), progress);
  return isProblems(sha256) ? sha256 : { text: pieces.join(''), sha256 };
}

async function eachPart(
  text: string,
  split: (text: string) => readonly string[],
  visit: (symbols: readonly string[]) => void,
  progress?: Progress,
): Promise<void> {
  const tick = pacer(progress, text.length, 'characters');
  let done = 0;
  for (const part of partsOf(text)) {
    visit(split(part));
    done += part.length;
    const pause = tick(done);
    if (pause) await pause;
  }
}
