import type { Stream } from '../../random';

/** `word/TAG` separated by spaces: how sentences are written here, and in the Penn Treebank. */
export type TaggedText = string;

const listed = (words: string): readonly string[] => words.split(' ');

const NOUNS = {
  one: listed('dog girl doctor farmer child guard sailor teacher'),
  many: listed('dogs girls doctors farmers children guards sailors teachers'),
};
const THINGS = listed('boat letter garden bread window hat coat basket');
const ADJECTIVES = listed('old young tall kind tired clever');
/** Adjective before a noun, noun before anything else. */
const ADJECTIVE_OR_NOUN = listed('light cold human patient native elder');
/** Verb before a determiner, noun before another noun. */
const VERB_OR_NOUN = listed('watch book cook guard water plant');
/** Past tense, or participle where the sentence's verb is still to come. */
const VERB_OR_PARTICIPLE = listed('raced walked pushed moved carried dropped');
const INTRANSITIVE = listed('fell slept laughed left arrived smiled');
const TRANSITIVE = listed('found painted liked sold cleaned');
const CLAUSE_VERBS = listed('knew thought said hoped');
const PREPOSITIONS = listed('near behind past by');
const PLACES = listed('river barn market bridge');
const ADVERBS = listed('quickly today again slowly');
/** Persons do, countries trade: what a name is shows in its verb. */
const NAMES = listed('jordan chad georgia israel kenya');
const PERSON_VERBS = listed('laughed smiled slept cried');
const PLACE_VERBS = listed('exports borders imports');
const GOODS = listed('rice copper coffee cotton');
const MEALS = listed('lunch school dinner work');

const maybe = (random: Stream, p: number, text: () => string): string => (random.chance(p) ? `${text()} ` : '');
const adjective = (random: Stream) => `${random.pick(ADJECTIVES)}/ADJ`;
const one = (random: Stream) => `${random.pick(NOUNS.one)}/NOUN`;
const many = (random: Stream) => `${random.pick(NOUNS.many)}/NOUN`;
const thing = (random: Stream) => `${maybe(random, 0.3, () => adjective(random))}${random.pick(THINGS)}/NOUN`;
/** "the patient" or "the patient doctor". */
const patient = (random: Stream) =>
  `${random.pick(ADJECTIVE_OR_NOUN)}/${random.chance(0.5) ? 'NOUN' : `ADJ ${one(random)}`}`;
const person = (random: Stream) =>
  random.chance(0.4)
    ? `the/DET ${patient(random)}`
    : `the/DET ${maybe(random, 0.3, () => adjective(random))}${one(random)}`;
/** Somebody, perhaps "moved past the barn", which reads like the sentence's verb until that comes. */
const subject = (random: Stream) =>
  random.chance(0.6) ? `${person(random)} ${random.pick(VERB_OR_PARTICIPLE)}/PART ${place(random)}` : person(random);
const fell = (random: Stream) => `${random.pick(INTRANSITIVE)}/VERB`;
const liked = (random: Stream) => `${random.pick(TRANSITIVE)}/VERB`;
const place = (random: Stream) => `${random.pick(PREPOSITIONS)}/PREP the/DET ${random.pick(PLACES)}/NOUN`;
const adverb = (random: Stream) => `${random.pick(ADVERBS)}/ADV`;

type Pattern = (random: Stream) => TaggedText;

/** Each pair begins alike; what comes later decides. */
const PATTERNS: readonly (readonly Pattern[])[] = [
  // "her" before a noun is a determiner, elsewhere a pronoun.
  [
    (r) => `${subject(r)} ${liked(r)} her/DET ${thing(r)} ./PUNCT`,
    (r) => `${subject(r)} ${liked(r)} her/PRON ${r.chance(0.5) ? adverb(r) : place(r)} ./PUNCT`,
  ],
  // "that" joins a clause of many, points at one, or stands for something.
  [
    (r) =>
      `we/PRON ${r.pick(CLAUSE_VERBS)}/VERB that/CONJ ${maybe(r, 0.5, () => adjective(r))}${many(r)} ${fell(r)} ./PUNCT`,
    (r) =>
      `we/PRON ${r.pick(CLAUSE_VERBS)}/VERB that/DET ${maybe(r, 0.5, () => adjective(r))}${one(r)} ${fell(r)} ./PUNCT`,
    (r) => `we/PRON ${r.pick(CLAUSE_VERBS)}/VERB that/PRON was/VERB ${adjective(r)} ./PUNCT`,
  ],
  // "the light …" is an adjective if a noun follows.
  [
    (r) => `the/DET ${r.pick(ADJECTIVE_OR_NOUN)}/ADJ ${r.pick(THINGS)}/NOUN ${fell(r)} ${place(r)} ./PUNCT`,
    (r) => `the/DET ${r.pick(ADJECTIVE_OR_NOUN)}/NOUN ${fell(r)} ${place(r)} ./PUNCT`,
  ],
  // "watch …": an order, or the first half of a compound.
  [
    (r) => `${r.pick(VERB_OR_NOUN)}/VERB the/DET ${thing(r)} ${adverb(r)} ./PUNCT`,
    (r) => `${r.pick(VERB_OR_NOUN)}/NOUN ${many(r)} ${liked(r)} ${person(r)} ./PUNCT`,
  ],
  // "the dog raced past the barn" ends, or fell.
  [
    (r) => `${person(r)} ${r.pick(VERB_OR_PARTICIPLE)}/VERB ${place(r)} ${maybe(r, 0.5, () => adverb(r))}./PUNCT`,
    (r) => `${subject(r)} ${fell(r)} ${maybe(r, 0.5, () => adverb(r))}./PUNCT`,
  ],
  // "after the doctor" takes a noun, "after the doctor left" a clause.
  [
    (r) => `${r.pick(['after', 'before'])}/PREP ${person(r)} ,/PUNCT ${person(r)} ${fell(r)} ./PUNCT`,
    (r) => `${r.pick(['after', 'before'])}/CONJ ${person(r)} ${fell(r)} ,/PUNCT ${person(r)} ${fell(r)} ./PUNCT`,
    (r) => `${r.pick(['after', 'before'])}/PREP ${r.pick(MEALS)}/NOUN ${person(r)} ${fell(r)} ./PUNCT`,
  ],
  // Names of persons and countries, one or two of them.
  [
    (r) => names(r, 'PERSON', () => `${r.pick(PERSON_VERBS)}/VERB ${r.chance(0.5) ? adverb(r) : place(r)}`),
    (r) => names(r, 'PLACE', () => `${r.pick(PLACE_VERBS)}/VERB ${r.pick(GOODS)}/NOUN`),
  ],
];

function names(random: Stream, tag: 'PERSON' | 'PLACE', rest: () => string): TaggedText {
  const first = random.pick(NAMES);
  const second = maybe(random, 0.5, () => `and/CONJ ${random.pick(NAMES.filter((name) => name !== first))}/${tag}`);
  return `${first}/${tag} ${second}${rest()} ./PUNCT`;
}

/** A sentence of one of the patterns; sometimes another follows after a semicolon. */
export function taggedSentence(random: Stream): TaggedText {
  const part = () => random.pick(random.pick(PATTERNS))(random);
  const first = part();
  return random.chance(0.4) ? `${first.replace(' ./PUNCT', ' ;/PUNCT')} ${part()}` : first;
}

export const TAGS = listed('NOUN VERB DET ADJ ADV PRON PREP CONJ PART PERSON PLACE PUNCT');

/** Every word a sentence can have. */
export const taggedWords: readonly string[] = [
  ...new Set([
    ...Object.values(NOUNS).flat(),
    ...[THINGS, ADJECTIVES, ADJECTIVE_OR_NOUN, VERB_OR_NOUN, VERB_OR_PARTICIPLE, INTRANSITIVE, TRANSITIVE].flat(),
    ...[CLAUSE_VERBS, PREPOSITIONS, PLACES, ADVERBS, NAMES, PERSON_VERBS, PLACE_VERBS, GOODS, MEALS].flat(),
    ...listed('the her that we was after before and , . ;'),
  ]),
].sort();
