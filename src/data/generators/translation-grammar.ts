import type { Stream } from '../../random';

/**
 * English and a made-up language, from one description of what is said. There the noun comes first, then its adjectives in
 * reverse and its article, all in the noun's class and number, which the noun itself does not show; what are prepositions
 * here follow their noun there; the verb stands last in its clause, with person, number and time in its ending, so that
 * pronouns are left out; adverbs open the clause, and "because" and its like close it.
 */
type Class = 'm' | 'f' | 'n';
type Person = '1s' | '3s' | '1p' | '3p';

interface Noun {
  readonly one: string;
  readonly many: string;
  readonly stem: string;
  readonly class: Class;
}

const rows = (text: string): readonly (readonly string[])[] => text.split('|').map((row) => row.trim().split(/\s+/));

const noun = ([one = '', many = '', stem = '', kind = '']: readonly string[]): Noun => ({
  one,
  many,
  stem,
  class: kind === 'm' || kind === 'f' ? kind : 'n',
});

const BEINGS = rows(
  `doctor doctors medar m | girl girls pola f | sailor sailors navir m | dog dogs hund n | teacher teachers skolin f |
   king kings reg m | child children kidu n | neighbour neighbours vesin f | horse horses ekur m | cat cats felis f`,
).map(noun);
const THINGS = rows(
  `boat boats barka n | letter letters brevo f | book books libar m | apple apples malun n | coat coats mantel f |
   lamp lamps lumin m | window windows fenst n | knife knives kuta m | song songs kanto f | basket baskets korb n`,
).map(noun);
const PLACES = rows(
  `garden gardens orto m | river rivers flum f | market markets foran n | tower towers turm m | village villages vilos f |
   house houses kasan n`,
).map(noun);
const ADJECTIVES = rows(
  'old vel | young jun | red rov | big gros | small pic | heavy dens | quiet sil | tired las | green verd | strange estr',
);
/** To be with an object: present with one, with many, past, stem. */
const VERBS = rows(
  'sees see saw vid | carries carry carried port | finds find found trov | sells sell sold vend | paints paint painted ping | forgets forget forgot obl | wants want wanted vol',
);
const ALONE = rows(
  'sleeps sleep slept dorm | waits wait waited atend | sings sing sang kant | falls fall fell kad | laughs laugh laughed rid',
);
const BASE = new Map([...VERBS, ...ALONE].map(([, base = '', past = '']) => [past, base]));
const PREPOSITIONS = rows('in ib | near prok | behind ret | beside lat');
const ADVERBS = rows('today hod | often multe | slowly lente | again iter | here hik');
const JOINS = rows('and et | but sed');
const CAUSES = rows('because kur | while dum | although kvam');
const PRONOUNS: readonly (readonly [string, Person])[] = [
  ['i', '1s'],
  ['she', '3s'],
  ['we', '1p'],
  ['they', '3p'],
];
const NUMBERS = rows('two du | three tri');

const AGREE: Readonly<Record<Class, readonly [one: string, many: string]>> = {
  m: ['o', 'i'],
  f: ['a', 'e'],
  n: ['u', 'us'],
};
const ENDINGS: Readonly<Record<'present' | 'past', Readonly<Record<Person, string>>>> = {
  present: { '1s': 'em', '3s': 'et', '1p': 'emus', '3p': 'ent' },
  past: { '1s': 'avi', '3s': 'avit', '1p': 'avimus', '3p': 'avunt' },
};

/** The same said twice, word by word. */
export interface Said {
  readonly english: readonly string[];
  readonly other: readonly string[];
}

const nothing: Said = { english: [], other: [] };

function phrase(random: Stream, nouns: readonly Noun[]): Said & { readonly person: Person } {
  const { one, many, stem, class: kind } = random.pick(nouns);
  const determiner = random.pick(['the', 'the', 'a', 'this', 'my', 'number']);
  const plural = determiner === 'number' || (determiner !== 'a' && random.chance(0.35));
  const ending = AGREE[kind][plural ? 1 : 0];
  const count = random.chance(0.5) ? 0 : 1 + random.int(2);
  const adjectives: (readonly string[])[] = [];
  while (adjectives.length < count) {
    const one = random.pick(ADJECTIVES);
    if (!adjectives.includes(one)) adjectives.push(one);
  }
  const [number = '', numeral = ''] = random.pick(NUMBERS);
  const before = determiner === 'number' ? number : determiner === 'this' && plural ? 'these' : determiner;
  const stems: Readonly<Record<string, string>> = { the: 'l', this: 'kest', my: 'mi' };
  const article = stems[determiner];
  const other = [
    ...(determiner === 'number' ? [numeral] : []),
    plural ? `${stem}n` : stem,
    ...adjectives.map(([, adjective = '']) => adjective + ending).reverse(),
    ...(article === undefined ? [] : [article + ending]),
  ];
  const english = [before, ...adjectives.map(([adjective = '']) => adjective), plural ? many : one];
  if (english[0] === 'a' && /^[aeiou]/.test(english[1] ?? '')) english[0] = 'an';
  return { english, other, person: plural ? '3p' : '3s' };
}

function place(random: Stream): Said {
  const [preposition = '', post = ''] = random.pick(PREPOSITIONS);
  const { english, other } = phrase(random, PLACES);
  return { english: [preposition, ...english], other: [...other, post] };
}

function subject(random: Stream): Said & { readonly person: Person } {
  if (random.chance(0.25)) {
    const [pronoun, person] = random.pick(PRONOUNS);
    return { english: [pronoun], other: [], person };
  }
  return phrase(random, BEINGS);
}

/** Somebody does something: subject, verb, object, place and adverb here; adverb, subject, place, object and verb there. */
function clause(random: Stream): Said {
  const who = subject(random);
  const alone = random.chance(0.35);
  const [third = '', base = '', past = '', stem = ''] = random.pick(alone ? ALONE : VERBS);
  const time = random.chance(0.5) ? 'present' : 'past';
  const denied = random.chance(0.2);
  const singular = who.person === '3s';
  const spoken = time === 'past' ? past : singular ? third : base;
  const auxiliary = time === 'past' ? 'did' : singular ? 'does' : 'do';
  const what = alone ? nothing : phrase(random, THINGS);
  const where = random.chance(0.3) ? place(random) : nothing;
  const [here = '', there = ''] = random.chance(0.25) ? random.pick(ADVERBS) : [];
  const word = (text: string) => (text === '' ? [] : [text]);
  const verb = denied ? [auxiliary, 'not', BASE.get(past) ?? base] : [spoken];
  return {
    english: [...who.english, ...verb, ...what.english, ...where.english, ...word(here)],
    other: [
      ...word(there),
      ...who.other,
      ...where.other,
      ...what.other,
      ...(denied ? ['nen'] : []),
      stem + ENDINGS[time][who.person],
    ],
  };
}

/** A sentence of clauses, `least` to `most` English words with the full stop; undefined where this one does not come out so. */
export function sentencePair(random: Stream, least: number, most: number): Said | undefined {
  let { english, other } = clause(random);
  while (english.length + 1 < least) {
    const next = clause(random);
    const causal = random.chance(0.5);
    const [join = '', there = ''] = random.pick(causal ? CAUSES : JOINS);
    english = [...english, join, ...next.english];
    other = causal ? [...other, ...next.other, there] : [...other, there, ...next.other];
  }
  return english.length + 1 > most ? undefined : { english: [...english, '.'], other: [...other, '.'] };
}

const nouns = [...BEINGS, ...THINGS, ...PLACES];
const endings = Object.values(AGREE).flat();

export const englishWords: readonly string[] = [
  ...new Set([
    ...nouns.flatMap(({ one, many }) => [one, many]),
    ...ADJECTIVES.map(([adjective = '']) => adjective),
    ...[...VERBS, ...ALONE].flatMap((forms) => forms.slice(0, 3)),
    ...[PREPOSITIONS, ADVERBS, JOINS, CAUSES, NUMBERS].flat().map(([word = '']) => word),
    ...PRONOUNS.map(([word]) => word),
    ...['the', 'a', 'an', 'this', 'these', 'my', 'do', 'does', 'did', 'not', '.'],
  ]),
].sort();

export const otherWords: readonly string[] = [
  ...new Set([
    ...nouns.flatMap(({ stem }) => [stem, `${stem}n`]),
    ...ADJECTIVES.flatMap(([, stem = '']) => endings.map((ending) => stem + ending)),
    ...['l', 'kest', 'mi'].flatMap((stem) => endings.map((ending) => stem + ending)),
    ...[...VERBS, ...ALONE].flatMap(([, , , stem = '']) =>
      Object.values(ENDINGS).flatMap((persons) => Object.values(persons).map((ending) => stem + ending)),
    ),
    ...[PREPOSITIONS, ADVERBS, JOINS, CAUSES, NUMBERS].flat().map(([, word = '']) => word),
    ...['nen', '.'],
  ]),
].sort();
