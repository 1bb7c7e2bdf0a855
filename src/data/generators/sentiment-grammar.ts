import type { Stream } from '../../random';

/** 1 speaks well of the subject, −1 ill. */
export type Polarity = 1 | -1;

const opposite = (p: Polarity): Polarity => (p === 1 ? -1 : 1);

const WORDS = {
  adjective: {
    good: 'good great wonderful brilliant clever moving charming delightful funny memorable superb gripping touching',
    bad: 'bad awful terrible dull boring clumsy tedious bland lifeless forgettable dreadful shallow annoying',
  },
  verb: { good: 'loved enjoyed adored admired', bad: 'hated disliked loathed resented' },
  noun: { good: 'charm wit warmth grace', bad: 'flaws clichés mistakes longueurs' },
} as const;

const listed = (words: string): readonly string[] => words.split(' ');

const pick = (random: Stream, kind: keyof typeof WORDS, p: Polarity): string =>
  random.pick(listed(p === 1 ? WORDS[kind].good : WORDS[kind].bad));

const SUBJECTS = listed('film book play story song plot novel show script soundtrack ending dialogue series');
const INTENSIFIERS = listed('very really truly quite rather so');
const NEGATIONS = [
  'not',
  'never',
  'hardly',
  'far from',
  'anything but',
  'by no means',
  'not at all',
  'not exactly',
  'not very',
  'not really',
];
const CONTRACTED = listed("isn't wasn't");
const OTHERS = ['my sister', 'the critic', 'our neighbour', 'everybody else', 'the man beside me'];

/** Openers and insertions say nothing about the subject, whatever words are in them. */
const OPENERS = [
  'last night',
  'to be honest ,',
  'after a long week ,',
  'despite the bad weather ,',
  'on a lovely evening ,',
  'in a terrible seat ,',
  'with good friends ,',
  'as far as i can tell ,',
];

const relativeClause = (random: Stream): string => {
  const about = random.pick(SUBJECTS);
  return random.pick([
    'that we saw yesterday',
    'that did not last long',
    'that nobody had heard of',
    `that people who like ${pick(random, 'adjective', random.chance(0.5) ? 1 : -1)} things talk about`,
    `that came after the ${pick(random, 'adjective', random.chance(0.5) ? 1 : -1)} ${about}`,
  ]);
};

/** An adjective phrase of polarity p: plain, turned around, or turned around twice. */
function judgement(random: Stream, p: Polarity): string {
  const adjective = (q: Polarity): string => pick(random, 'adjective', q);
  const form = random.float();
  if (form < 0.36) return adjective(p);
  if (form < 0.54) return `${random.pick(INTENSIFIERS)} ${adjective(p)}`;
  if (form < 0.8) return `${random.pick(NEGATIONS)} ${adjective(opposite(p))}`;
  if (form < 0.87) return `not only ${adjective(p)} but also ${adjective(p)}`;
  if (form < 0.94) return `neither ${adjective(opposite(p))} nor ${adjective(opposite(p))}`;
  return `not without ${pick(random, 'noun', p)}`;
}

/** A main clause that speaks of its subject with polarity p. */
function clause(random: Stream, p: Polarity): string {
  const subject = `the ${random.pick(SUBJECTS)}${random.chance(0.25) ? ` ${relativeClause(random)}` : ''}`;
  const form = random.float();
  if (form < 0.55) return `${subject} ${random.pick(['is', 'was', 'seemed'])} ${judgement(random, p)}`;
  if (form < 0.65) return `${subject} ${random.pick(CONTRACTED)} ${pick(random, 'adjective', opposite(p))}`;
  if (form < 0.85) return `i ${pick(random, 'verb', p)} ${subject}`;
  if (form < 0.94) return `i never ${pick(random, 'verb', opposite(p))} ${subject}`;
  return `nobody could call ${subject} ${pick(random, 'adjective', opposite(p))}`;
}

/** What somebody else thinks; it never counts. */
const hearsay = (random: Stream, p: Polarity): string =>
  `${random.pick(OTHERS)} ${random.pick(['called it', 'found it', 'said it was'])} ${pick(random, 'adjective', p)}`;

/** A sentence whose judgement is p: that of its only clause, of what follows "but", of what "although" gives way to. */
export function sentence(random: Stream, p: Polarity): string {
  const q = opposite(p);
  const opener = random.chance(0.3) ? `${random.pick(OPENERS)} ` : '';
  const form = random.float();
  const either = random.chance(0.5) ? p : q;
  if (form < 0.4) return `${opener}${clause(random, p)} .`;
  if (form < 0.55) return `${opener}${clause(random, q)} , but ${clause(random, p)} .`;
  if (form < 0.65) return `although ${clause(random, q)} , ${clause(random, p)} .`;
  if (form < 0.75) return `${opener}${clause(random, p)} , although ${clause(random, q)} .`;
  if (form < 0.88) return `${hearsay(random, either)} , but ${clause(random, p)} .`;
  return `${opener}${clause(random, p)} , though ${hearsay(random, either)} .`;
}

/** Every word a sentence can have. */
export const sentimentWords: readonly string[] = [
  ...new Set(
    [
      ...Object.values(WORDS).flatMap(({ good, bad }) => [good, bad]),
      ...SUBJECTS,
      ...INTENSIFIERS,
      ...NEGATIONS,
      ...CONTRACTED,
      ...OTHERS,
      ...OPENERS,
      'that we saw yesterday did not last long nobody had heard of people who like things talk about came after the',
      'not only but also neither nor without is was seemed i never could call called it found said although though , .',
    ].flatMap(listed),
  ),
].sort();
