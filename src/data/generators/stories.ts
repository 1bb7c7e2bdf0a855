import { type Stream, stream } from '../../random';
import { type Labelled, labelledDataset, labelledSpec } from '../kinds/labelled';
import { readChoice, readInt } from '../options';
import { sequencesOf } from '../sequences';
import { bySplit } from '../split';
import type { Generator, Options } from '../types';
import { encodeKnown, SPECIAL } from '../vocabulary';
import { distinctExamples, examplesOption } from './distinct';

const options = {
  examples: examplesOption(50_000, 10_000),
  sentences: { kind: 'int', label: 'Sentences', doc: 'Sentences a story has.', default: 6, min: 2, max: 20 },
  questions: {
    kind: 'choice',
    label: 'Questions',
    doc: 'After people: one sentence has the answer. After things: where somebody went with it has, two together.',
    default: 'both',
    options: ['people', 'things', 'both'],
  },
} as const;

const PEOPLE = ['mary', 'john', 'sandra', 'omar'];
const THINGS = ['ball', 'key', 'milk'];
const PLACES = ['kitchen', 'garden', 'office', 'hall', 'attic', 'cellar'];
const MOVES = ['went', 'walked', 'ran'];
const LONGEST_SENTENCE = 6;
const VOCABULARY: readonly string[] = [
  SPECIAL.pad,
  ...[...PEOPLE, ...THINGS, ...PLACES, ...MOVES, ...'to the took dropped where is . ?'.split(' ')].sort(),
];

interface Example {
  readonly words: readonly string[];
  readonly label: number;
}

/** People go about, take things and leave them; a thing is where its holder is, or where it was left. */
function story(random: Stream, sentences: number, questions: string): Example | undefined {
  const at = new Map<string, string>();
  const holder = new Map<string, string>();
  const words: string[] = [];
  for (let i = 0; i < sentences; i++) {
    const person = random.pick(PEOPLE);
    const thing = random.pick(THINGS);
    const place = at.get(person);
    const held = holder.get(thing);
    if (place !== undefined && held === person && random.chance(0.5)) {
      holder.delete(thing);
      at.set(thing, place);
      words.push(person, 'dropped', 'the', thing, '.');
    } else if (place !== undefined && held === undefined && random.chance(0.5) && (at.get(thing) ?? place) === place) {
      holder.set(thing, person);
      words.push(person, 'took', 'the', thing, '.');
    } else {
      const next = random.pick(PLACES.filter((other) => other !== place));
      at.set(person, next);
      words.push(person, random.pick(MOVES), 'to', 'the', next, '.');
    }
  }
  const about = questions === 'both' ? random.pick(['people', 'things']) : questions;
  const asked = random.pick(about === 'people' ? PEOPLE : THINGS);
  const answer = at.get(holder.get(asked) ?? asked);
  if (answer === undefined) return undefined;
  words.push('where', 'is', ...(about === 'people' ? [asked] : ['the', asked]), '?');
  return { words, label: PLACES.indexOf(answer) };
}

const spec = (chosen: Options) =>
  labelledSpec({
    title: 'Questions about stories',
    tokenizer: 'word',
    vocabulary: VOCABULARY,
    labels: PLACES,
    longest: LONGEST_SENTENCE * readInt(options, chosen, 'sentences') + 5,
    probe: { text: 'mary went to the kitchen . john ran to the hall . where is mary ?', label: 'kitchen' },
  });

export const stories: Generator = {
  id: 'stories',
  kind: 'labelled',
  title: 'Questions about stories',
  doc:
    'People walk about a house, take things and leave them; then a question: where is the ball? It is where the one went who ' +
    'took it, so two sentences answer it together, and later moves undo earlier ones. In the manner of the bAbI tasks ' +
    '(Weston and others 2015), in words of our own.',
  options,
  spec,
  async make(chosen, seed, _length, progress) {
    const random = stream(seed, 'stories');
    const sentences = readInt(options, chosen, 'sentences');
    const questions = readChoice(options, chosen, 'questions');
    const draw = (): Example => {
      for (;;) {
        const told = story(random, sentences, questions);
        if (told) return told;
      }
    };
    const count = readInt(options, chosen, 'examples');
    const examples = await distinctExamples(count, draw, ({ words }) => words.join(' '), progress);
    const collect = (rows: readonly Example[]): Labelled => ({
      tokens: sequencesOf(rows.map(({ words }) => encodeKnown(words, VOCABULARY))),
      labels: Int32Array.from(rows, ({ label }) => label),
    });
    return labelledDataset(
      spec(chosen),
      bySplit((split) => collect(examples[split])),
    );
  },
};
