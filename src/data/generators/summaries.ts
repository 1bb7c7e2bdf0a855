import { stream } from '../../random';
import { readInt } from '../options';
import type { Generator } from '../types';
import { distinctExamples, examplesOption } from './distinct';
import { LONGEST, newsWords, report } from './news-grammar';
import { type WordPair, wordPairsDataset, wordPairsSpec } from './word-pairs';

const options = { examples: examplesOption(50_000, 8_000) } as const;

const spec = () =>
  wordPairsSpec({
    title: 'Summaries',
    words: { source: newsWords, target: newsWords },
    longest: LONGEST,
    probe: {
      source:
        'the chess cup was held in lima on friday . in the first round boris beat hugo . boris lost the final to carla . ' +
        'hugo had come from oslo .',
      target: 'carla won the chess cup in lima .',
    },
  });

export const summaries: Generator = {
  id: 'summaries',
  kind: 'pairs',
  title: 'Summaries',
  doc:
    'Small reports of four to six sentences and the one that sums them up. Two or three sentences carry what counts, in any ' +
    'order and put in more than one way; others speak of people, places and numbers that do not: who lost is named as ' +
    'often as who won.',
  options,
  spec,
  async make(chosen, seed, _length, progress) {
    const random = stream(seed, 'summaries');
    const draw = (): WordPair => {
      const { text, summary } = report(random);
      return { source: text.split(' '), target: summary.split(' ') };
    };
    const key = ({ source }: WordPair) => source.join(' ');
    const count = readInt(options, chosen, 'examples');
    return wordPairsDataset(spec(), await distinctExamples(count, draw, key, progress));
  },
};
