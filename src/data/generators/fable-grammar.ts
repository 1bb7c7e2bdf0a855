import type { Stream } from '../../random';
import { article, type Character, hero, stranger } from './fable-cast';
import {
  ANIMALS,
  CALLS,
  DEEDS,
  FEELINGS,
  HOMES,
  KINDS,
  ORDINALS,
  PLACES,
  PREDICATES,
  RELATIONS,
  RETREATS,
  RHYMES,
  THINGS,
  TIMES,
  TRAITS,
  WEATHER,
} from './fable-words';

const other = <T>(random: Stream, list: readonly T[], taken: T): T =>
  random.pick(list.filter((item) => item !== taken));

/** Two lines that rhyme, said alike wherever the story comes back to them. */
function refrainOf(random: Stream, animal: string): string {
  const family = random.pick(RHYMES);
  const ending = random.pick(family);
  const call = random.pick(CALLS);
  const lines = [
    `${call}, ${call}, little ${animal}, ${ending}`,
    `${other(random, CALLS, call)}, little ${animal}, ${other(random, family, ending)}`,
  ];
  return `"${lines.join(',\n')}!"`;
}

/** The verb agrees with a subject that a relative clause, with a noun of its own, has parted it from. */
function saying(random: Stream): string {
  const animal = random.pick(ANIMALS);
  const between = other(random, ANIMALS, animal);
  const [is, are] = random.pick(PREDICATES);
  const clause = `that ${random.pick(RELATIONS)} the ${random.chance(0.5) ? between.one : between.many}`;
  const place = random.chance(0.5) ? ` by ${random.pick(PLACES)}` : '';
  return random.chance(0.5)
    ? `the ${animal.one} ${clause}${place} ${is}`
    : `the ${animal.many} ${clause}${place} ${are}`;
}

interface Story {
  readonly hero: Character;
  readonly thing: string;
  readonly treasure: string;
  readonly deed: (typeof DEEDS)[number];
}

function meeting(random: Stream, { hero, thing, treasure }: Story, night: number, met: string): string {
  const { again: name, pronouns } = hero;
  const place = random.pick(PLACES);
  const question = random.pick([
    `"have you seen my ${thing}?" ${pronouns.he} asked.`,
    `"where is my ${treasure}?" asked ${name}.`,
    `${pronouns.he} bowed and said: "i am looking for ${article(treasure)}."`,
  ]);
  const scene = random.chance(0.6) ? `${random.pick(WEATHER)}. ` : '';
  return random.chance(0.5)
    ? `on the ${ORDINALS[night]} night ${name} went to ${place} and met ${met}. ${scene}${question}`
    : `${scene}by ${place}, on the ${ORDINALS[night]} night, ${pronouns.he} found ${met}. ${question}`;
}

function refusal(random: Stream, asked: Character): string {
  const { i, again, pronouns } = asked;
  const answer = random.pick([
    `${i} have not seen it`,
    `${i} know nothing of it`,
    `do not ask ${asked.me}`,
    'be quiet',
  ]);
  const leaving = `${pronouns.he} went back to ${pronouns.his} ${random.pick(RETREATS)}`;
  return random.chance(0.5)
    ? `"${answer}," said ${again}. "${saying(random)}." and ${leaving}.`
    : `"${answer}: ${saying(random)}," said ${again}, and ${leaving}.`;
}

function finding(random: Stream, { hero, treasure, deed }: Story, helper: Character): string {
  const { i, me, again, pronouns } = helper;
  const because = `because you ${deed.did} ${me} from ${deed.from}`;
  const reply = random.pick([`${i} have kept it for you, ${because}`, `${because}, ${i} looked for it everywhere`]);
  return `"yes," said ${again}, "${reply}." and ${pronouns.he} gave ${hero.pronouns.him} the ${treasure}.`;
}

/**
 * A fable. What a model can only know from far back: the hero's name and pronouns, the lost thing and its kind, the
 * refrain word for word, whom the deed was done to and hence who helps, how many nights have passed, whether a
 * quotation is open, whether a subject was one or many, and the moral that belongs to the trait.
 */
export function fable(random: Stream): string {
  const { trait, moral } = random.pick(TRAITS);
  const main = hero(random, trait);
  const { again: name, pronouns } = main;
  const thing = random.pick(THINGS);
  const story: Story = { hero: main, thing, treasure: `${random.pick(KINDS)} ${thing}`, deed: random.pick(DEEDS) };
  const helper = stranger(random, [main]);
  const refused: Character[] = [];
  for (let i = random.int(3); i > 0; i--) refused.push(stranger(random, [main, helper, ...refused]));
  const refrain = refrainOf(random, main.animal);
  const modesty = random.pick([
    'never spoke of it',
    'had forgotten it',
    'asked for no thanks',
    'was a little proud of it',
  ]);
  const lines = [
    `once there was ${main.first}, who lived ${random.pick(HOMES)}. ${pronouns.he} had ${article(story.treasure)}, and ` +
      `every evening ${pronouns.he} sang to ${pronouns.his} ${thing}:`,
    refrain,
    `long ago ${name} had ${story.deed.had} ${helper.first} from ${story.deed.from}, but ${pronouns.he} ${modesty}.`,
    `${random.pick(TIMES)} the ${story.treasure} was gone, and ${name} ${random.pick(FEELINGS)}.`,
  ];
  for (const [night, asked] of refused.entries()) {
    lines.push(meeting(random, story, night, asked.first), refusal(random, asked));
    if (random.chance(0.3)) lines.push(`${name} thought: "${saying(random)}."`);
  }
  lines.push(meeting(random, story, refused.length, helper.again), finding(random, story, helper));
  lines.push(`then ${name} and ${helper.again} sang together:`, refrain);
  lines.push(`so the ${trait} ${main.animal} learned: ${moral}.`);
  return `${lines.join('\n')}\n\n`;
}
