import { stream } from '../../random';
import { tokensDataset, tokensSpec } from '../kinds/tokens';
import { readInt } from '../options';
import type { Generator } from '../types';
import { SPECIAL } from '../vocabulary';
import { runningText } from './running-text';
import { sentence, sentimentWords } from './sentiment-grammar';

const options = {
  words: {
    kind: 'int',
    label: 'Words',
    doc: 'Length of the training text; a tenth as much validates and a tenth tests, of other sentences.',
    default: 100_000,
    min: 5_000,
    max: 1_000_000,
  },
} as const;

/** That of the sentiment data with a mask symbol, id for id: what is learned here can be fine-tuned there. */
const VOCABULARY: readonly string[] = [SPECIAL.pad, ...sentimentWords, SPECIAL.mask];

const spec = (length: number | undefined) =>
  tokensSpec({
    title: 'Reviews',
    tokenizer: 'word',
    vocabulary: VOCABULARY,
    length,
    probe: 'the plot was not very clever , but i loved the ending .',
  });

export const reviews: Generator = {
  id: 'reviews',
  kind: 'tokens',
  title: 'Reviews',
  doc:
    'The sentences of the sentiment data as a running text, word by word and without labels, to pretrain on: to fill in a ' +
    'hidden "not" or "loved" takes the whole sentence. Sentiment with room for a mask symbol has the same vocabulary, so ' +
    'that the weights fit.',
  options,
  spec: (_options, length) => spec(length),
  async make(chosen, seed, length, progress) {
    const random = stream(seed, 'reviews');
    const texts = await runningText({
      draw: () => sentence(random, random.chance(0.5) ? 1 : -1).split(' '),
      vocabulary: VOCABULARY,
      length: readInt(options, chosen, 'words'),
      unit: 'words',
      progress,
    });
    return tokensDataset(spec(length), texts);
  },
};
