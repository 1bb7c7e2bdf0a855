import { stream } from '../../random';
import { type Labelled, labelledDataset, labelledSpec } from '../kinds/labelled';
import { readChoice, readInt } from '../options';
import { sequencesOf } from '../sequences';
import { bySplit } from '../split';
import type { Generator, Options } from '../types';
import { encodeKnown, SPECIAL } from '../vocabulary';
import { distinctExamples, examplesOption } from './distinct';
import { sentence, sentimentWords } from './sentiment-grammar';

const options = {
  examples: examplesOption(50_000, 8_000),
  mask: {
    kind: 'choice',
    label: 'Mask symbol',
    doc: 'Room for <mask> in the vocabulary, so that a model pretrained on the reviews fits.',
    default: 'no',
    options: ['no', 'yes'],
  },
} as const;

const SHORTEST = 5;
const LONGEST = 25;
const LABELS = ['negative', 'positive'];
const VOCABULARY: readonly string[] = [SPECIAL.pad, ...sentimentWords];

const spec = (chosen: Options) =>
  labelledSpec({
    title: 'Sentiment',
    tokenizer: 'word',
    vocabulary: readChoice(options, chosen, 'mask') === 'yes' ? [...VOCABULARY, SPECIAL.mask] : VOCABULARY,
    labels: LABELS,
    longest: LONGEST,
    probe: { text: 'the plot was not very clever , but i loved the ending .', label: 'positive' },
  });

interface Example {
  readonly words: readonly string[];
  readonly label: number;
}

const collect = (examples: readonly Example[]): Labelled => ({
  tokens: sequencesOf(examples.map(({ words }) => encodeKnown(words, VOCABULARY))),
  labels: Int32Array.from(examples, ({ label }) => label),
});

export const sentiment: Generator = {
  id: 'sentiment',
  kind: 'labelled',
  title: 'Sentiment',
  doc:
    'Sentences of 5 to 25 words that speak well or ill of something, as often the one as the other. Negation turns words ' +
    'around within its scope, "but" and "although" decide which clause counts, and what others say does not: which words ' +
    'occur tells little, their order tells everything.',
  options,
  spec,
  async make(chosen, seed, _length, progress) {
    const random = stream(seed, 'sentiment');
    let turn = 0;
    const draw = (): Example => {
      const label = turn++ % 2;
      for (;;) {
        const words = sentence(random, label === 1 ? 1 : -1).split(' ');
        if (words.length >= SHORTEST && words.length <= LONGEST) return { words, label };
      }
    };
    const count = readInt(options, chosen, 'examples');
    const examples = await distinctExamples(count, draw, ({ words }) => words.join(' '), progress);
    return labelledDataset(
      spec(chosen),
      bySplit((split) => collect(examples[split])),
    );
  },
};
