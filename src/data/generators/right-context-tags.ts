import { stream } from '../../random';
import { type Tagged, taggedDataset, taggedSpec } from '../kinds/tagged';
import { readInt } from '../options';
import { sequencesOf } from '../sequences';
import { bySplit } from '../split';
import type { Generator } from '../types';
import { encodeKnown, SPECIAL } from '../vocabulary';
import { distinctExamples, examplesOption } from './distinct';
import { TAGS, taggedSentence, taggedWords } from './tag-grammar';

const options = { examples: examplesOption(30_000, 6_000) } as const;

const LONGEST = 24;
const VOCABULARY: readonly string[] = [SPECIAL.pad, ...taggedWords];

const spec = () =>
  taggedSpec({
    title: 'Tags from the right context',
    vocabulary: VOCABULARY,
    tags: TAGS,
    longest: LONGEST,
    probe: { text: 'the dog raced past the barn fell .', tags: 'DET NOUN PART PREP DET NOUN VERB PUNCT' },
  });

const collect = (texts: readonly string[]): Tagged => {
  const part = (which: 0 | 1, vocabulary: readonly string[]) =>
    sequencesOf(
      texts.map((text) =>
        encodeKnown(
          text.split(' ').map((pair) => pair.split('/')[which] ?? ''),
          vocabulary,
        ),
      ),
    );
  return { tokens: part(0, VOCABULARY), tags: part(1, TAGS) };
};

export const rightContextTags: Generator = {
  id: 'right-context-tags',
  kind: 'tagged',
  title: 'Tags from the right context',
  doc:
    'Parts of speech and names where a word is decided by what follows it: "her" before a noun or not, "that" before one ' +
    'or many, a country or a person by its verb, "raced past the barn" that ends or goes on. Whoever reads from left to ' +
    'right only has to guess.',
  options,
  spec,
  async make(chosen, seed, _length, progress) {
    const random = stream(seed, 'right-context-tags');
    const draw = () => {
      for (;;) {
        const text = taggedSentence(random);
        if (text.split(' ').length <= LONGEST) return text;
      }
    };
    const count = readInt(options, chosen, 'examples');
    // Tags are left out of the key: the same words must not stand in both splits.
    const key = (text: string) => text.replaceAll(/\/[A-Z]+/g, '');
    const examples = await distinctExamples(count, draw, key, progress);
    return taggedDataset(
      spec(),
      bySplit((split) => collect(examples[split])),
    );
  },
};
