import { type Problem, ProblemError } from '../../problem';
import { captionsSpec } from '../kinds/captions';
import { imagesSpec } from '../kinds/images';
import type { DataSpec, FileSource } from '../types';
import { SPECIAL } from '../vocabulary';
import { featuresFileSpec } from './features';
import { labelledFileSpec } from './labelled';
import { pairsFileSpec } from './pairs';
import { seriesFileSpec } from './series';
import type { FileChoice } from './source';
import { taggedFileSpec } from './tagged';
import { textSpec } from './text';
import { requireVocabulary } from './verify';

/** What a document knows of its file, without the file. */
export function fileSpec(choice: FileChoice, length: number | undefined): DataSpec | readonly Problem[] {
  try {
    return specOfFile(choice, length);
  } catch (error) {
    if (error instanceof ProblemError) return error.problems;
    throw error;
  }
}

function specOfFile({ kind, source }: FileChoice, length: number | undefined): DataSpec {
  const vocabulary = (name: string, ...symbols: readonly string[]) => requireVocabulary(source, name, ...symbols);
  switch (kind) {
    case 'tokens':
      return textSpec(source, vocabulary('tokens'), length);
    case 'pairs':
      return pairsFileSpec(
        source,
        vocabulary('source', SPECIAL.pad),
        vocabulary('target', SPECIAL.pad, SPECIAL.start, SPECIAL.end),
      );
    case 'labelled':
      return labelledFileSpec(source, vocabulary('tokens', SPECIAL.pad), vocabulary('labels'));
    case 'features':
      return featuresFileSpec(source, vocabulary('columns'));
    case 'tagged':
      return taggedFileSpec(source, vocabulary('tokens', SPECIAL.pad), requireVocabulary(source, 'tags'));
    case 'images':
      return imagesSpec({
        title: source.name,
        size: sizeIn(source),
        labels: vocabulary('labels'),
      });
    case 'series':
      return seriesFileSpec(source, vocabulary('columns'), length);
    case 'captions':
      return captionsSpec({
        title: source.name,
        size: sizeIn(source),
        vocabulary: vocabulary('target', SPECIAL.pad, SPECIAL.start, SPECIAL.end),
        longest: source.lengths.T ?? 1,
      });
  }
}

const sizeIn = ({ lengths }: FileSource) => ({
  height: lengths.H ?? 1,
  width: lengths.W ?? 1,
  channels: lengths.C ?? 1,
});
