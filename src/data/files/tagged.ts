import { type Problem, problem } from '../../problem';
import { hashText } from '../../random';
import { taggedDataset, taggedSpec } from '../kinds/tagged';
import { isProblems, readInt } from '../options';
import { pacer } from '../pace';
import { SequencesBuilder } from '../sequences';
import { bySplit } from '../split';
import type { DataSpec, Dataset, FileSource, Options, Progress } from '../types';
import { encodeKnown, idOf, SPECIAL } from '../vocabulary';
import { SymbolCounter } from './count';
import { LeftOut } from './left-out';
import { emptyFile, readText } from './read';
import { type Inspection, PREVIEW_ROWS, taggedOptions } from './source';
import { heldOut, requireAll, splitOf } from './split';
import { type Sentence, sentencesOf } from './tagged-lines';
import { requireFit, wrongFile } from './verify';

/** More tags than this are no tags: most likely the wrong column. */
const MOST_TAGS = 1_000;

interface Read {
  readonly sentences: readonly Sentence[];
  readonly sha256: string;
}

async function read(
  blob: Blob,
  name: string,
  options: Options,
  progress?: Progress,
): Promise<Read | readonly Problem[]> {
  const pieces: string[] = [];
  const sha256 = await readText(blob, name, (text) => pieces.push(text), progress);
  if (isProblems(sha256)) return sha256;
  const columns = { word: readInt(taggedOptions, options, 'word'), tag: readInt(taggedOptions, options, 'tag') };
  const found = await sentencesOf(pieces.join(''), name, columns, progress);
  return isProblems(found) ? found : { ...found, sha256 };
}

/** Words and tags line by line (CoNLL), or a sentence and its tags on each line. */
export async function inspectTagged(
  blob: Blob,
  name: string,
  options: Options,
  progress?: Progress,
): Promise<Inspection | readonly Problem[]> {
  const found = await read(blob, name, options, progress);
  if (isProblems(found)) return found;
  const { sentences, sha256 } = found;
  const longest = readInt(taggedOptions, options, 'longest');
  const most = readInt(taggedOptions, options, 'vocabulary');
  const leftOut = new LeftOut(name);
  const words = new SymbolCounter('word');
  const tags = new Set<string>();
  const used = sentences.filter((sentence) => {
    const fits = sentence.words.length <= longest;
    if (!fits) leftOut.add(`longer than ${longest} words`, sentence.line);
    return fits;
  });
  if (used.length === 0) return [emptyFile(name, 'no sentence with tags'), ...leftOut.warnings()];
  for (const sentence of used) {
    words.add(sentence.words);
    for (const tag of sentence.tags) tags.add(tag);
  }
  if (tags.size > MOST_TAGS) return [tooManyTags(name, tags.size)];
  const source: FileSource = {
    type: 'file',
    format: 'conll',
    name,
    bytes: blob.size,
    sha256,
    vocabularies: { tokens: words.vocabulary(most, [SPECIAL.pad]), tags: [...tags].sort() },
    lengths: { T: used.reduce((most, sentence) => Math.max(most, sentence.words.length), 1) },
    examples: used.length,
    options: {
      word: readInt(taggedOptions, options, 'word'),
      tag: readInt(taggedOptions, options, 'tag'),
      vocabulary: most,
      longest,
      test: readInt(taggedOptions, options, 'test'),
    },
  };
  const preview = used
    .slice(0, PREVIEW_ROWS)
    .map((sentence) => ({ text: sentence.words.join(' '), tags: sentence.tags.join(' ') }));
  return { kind: 'tagged', source, preview, warnings: leftOut.warnings() };
}

const tooManyTags = (name: string, received: number): Problem =>
  problem({
    code: 'data/kind',
    at: { field: name, parameter: 'tag' },
    expected: `at most ${MOST_TAGS} different tags`,
    received: `${received}`,
    fix: 'Choose the column that holds the tags.',
  });

export const taggedFileSpec = (source: FileSource, tokens: readonly string[], tags: readonly string[]): DataSpec => {
  const longest = source.lengths.T ?? 1;
  const text = tokens.filter((word) => /^[\p{L}\p{N}]/u.test(word)).slice(0, Math.min(4, longest));
  return taggedSpec({
    title: source.name,
    vocabulary: tokens,
    tags,
    longest,
    probe: { text: text.join(' '), tags: '' },
  });
};

export async function openTagged(
  source: FileSource,
  spec: DataSpec,
  blob: Blob,
  validation: number,
  progress?: Progress,
): Promise<Dataset | readonly Problem[]> {
  const found = await read(blob, source.name, source.options, progress);
  if (isProblems(found)) return found;
  if (found.sha256 !== source.sha256) return [wrongFile(source, blob.size, found.sha256)];
  const held = heldOut(source.options, validation);
  const builders = bySplit(() => ({ tokens: new SequencesBuilder(), tags: new SequencesBuilder() }));
  const longest = readInt(taggedOptions, source.options, 'longest');
  const tick = pacer(progress, found.sentences.length, 'sentences');
  for (const [i, { words, tags }] of found.sentences.entries()) {
    if (words.length > longest) continue;
    requireFit(source.name, words.length, spec.symbols.T ?? 0);
    const into = builders[splitOf(hashText(words.join(' ')), held)];
    into.tokens.push(encodeKnown(words, spec.vocabularies.tokens ?? []));
    into.tags.push(tags.map((tag) => idOf(spec.vocabularies.tags ?? [], tag)));
    const pause = tick(i + 1);
    if (pause) await pause;
  }
  const splits = bySplit((split) => ({ tokens: builders[split].tokens.build(), tags: builders[split].tags.build() }));
  requireAll(
    source.name,
    bySplit((split) => splits[split].tokens.count),
    held,
  );
  return taggedDataset(spec, splits);
}
