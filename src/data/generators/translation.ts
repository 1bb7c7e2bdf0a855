import { stream } from '../../random';
import { readInt } from '../options';
import type { Generator, Options } from '../types';
import { distinctExamples, examplesOption } from './distinct';
import { englishWords, otherWords, sentencePair } from './translation-grammar';
import { type WordPair, wordPairsDataset, wordPairsSpec } from './word-pairs';

const options = {
  examples: examplesOption(60_000, 10_000),
  longest: {
    kind: 'int',
    label: 'Longest',
    doc: 'English words a sentence has at most; longer ones are of several clauses.',
    default: 20,
    min: 10,
    max: 60,
  },
} as const;

/** Sentences are as often of one length as of another, by stretches of this many words. */
const BUCKET = 5;

const spec = (chosen: Options) => {
  const longest = readInt(options, chosen, 'longest');
  return wordPairsSpec({
    title: 'Translation',
    words: { source: englishWords, target: otherWords },
    longest: { source: longest, target: longest },
    probe: { source: 'the old sailor sees a big red boat .', target: 'navir velo lo barka rovu grosu videt .' },
  });
};

export const translation: Generator = {
  id: 'translation',
  kind: 'pairs',
  title: 'Translation',
  doc:
    'English into a made-up language with other habits: adjectives follow their noun in reverse and agree with it, ' +
    'prepositions and "because" come after, adverbs first, the verb last with the person in its ending. Short and long ' +
    'sentences are equally common in every split, so that the BLEU of each length can be compared.',
  options,
  spec,
  async make(chosen, seed, _length, progress) {
    const random = stream(seed, 'translation');
    const longest = readInt(options, chosen, 'longest');
    const buckets = Math.ceil(longest / BUCKET);
    const key = ({ source }: WordPair) => source.join(' ');
    const said = new Set<string>();
    let turn = 0;
    const draw = (): WordPair => {
      const bucket = turn++ % buckets;
      for (;;) {
        const found = sentencePair(random, bucket * BUCKET + 1, Math.min(longest, (bucket + 1) * BUCKET));
        if (!found) continue;
        const pair = { source: found.english, target: found.other };
        // Short sentences repeat themselves sooner: drawing again keeps every length as common as the others.
        if (said.has(key(pair)) && random.chance(0.95)) continue;
        said.add(key(pair));
        return pair;
      }
    };
    const count = readInt(options, chosen, 'examples');
    return wordPairsDataset(spec(chosen), await distinctExamples(count, draw, key, progress));
  },
};
