import type { Stream } from '../../random';

const listed = (words: string): readonly string[] => words.split(' ');

const PEOPLE = listed('anna boris carla david elena felix greta hugo irene jonas karin louis');
const CITIES = listed('lima oslo cairo delhi quito turin lyon perth');
const DAYS = listed('monday tuesday wednesday thursday friday saturday sunday');
const CUPS = listed('chess tennis rowing skating cooking singing');
const FIRMS = listed('atlas borealis corona delta ember fulmen');
const GOODS = listed('boats chairs lamps shoes clocks paper');
const DISASTERS = listed('storm flood fire');
const LOSSES = listed('bridges houses ships barns');
const NUMBERS = listed('two three four five six');

/** A text and the one sentence that says what it comes to. */
export interface Report {
  readonly text: string;
  readonly summary: string;
}

function several<T>(random: Stream, list: readonly T[], count: number): T[] {
  const chosen = new Set<T>();
  while (chosen.size < count) chosen.add(random.pick(list));
  return [...chosen];
}

/** The first stays where it is; the others come in any order. */
function shuffled(random: Stream, sentences: readonly string[]): readonly string[] {
  const left = [...sentences];
  const order: string[] = [];
  while (left.length > 0) order.push(...left.splice(random.int(left.length), 1));
  return order;
}

/** Who won is who beat the other in the final, however it is put; earlier rounds had winners too. */
function contest(random: Stream): Report {
  const [winner, loser, third, fourth] = several(random, PEOPLE, 4);
  const [city, home] = several(random, CITIES, 2);
  const cup = random.pick(CUPS);
  const early = random.chance(0.5) ? [third, fourth] : [loser, third];
  const final = random.chance(0.5)
    ? `in the final ${winner} beat ${loser} .`
    : `${loser} lost the final to ${winner} .`;
  const sentences = shuffled(random, [
    final,
    `in the first round ${early[0]} beat ${early[1]} .`,
    random.chance(0.5) ? `${third} had come from ${home} .` : `the cup of last year was held in ${home} .`,
    ...(random.chance(0.5) ? [`nobody had expected much of ${random.pick([winner, loser, fourth])} .`] : []),
    ...(random.chance(0.5) ? [`${random.pick(NUMBERS)} players fell ill .`] : []),
  ]);
  return {
    text: [`the ${cup} cup was held in ${city} on ${random.pick(DAYS)} .`, ...sentences].join(' '),
    summary: `${winner} won the ${cup} cup in ${city} .`,
  };
}

/** What it destroyed counts, and where; what it spared and where it came from does not. */
function disaster(random: Stream): Report {
  const [city, from] = several(random, CITIES, 2);
  const [lost, spared] = several(random, LOSSES, 2);
  const [number, other] = several(random, NUMBERS, 2);
  const what = random.pick(DISASTERS);
  const sentences = shuffled(random, [
    random.chance(0.5) ? `${number} ${lost} were destroyed .` : `it left nothing of ${number} ${lost} .`,
    random.chance(0.5) ? `${other} ${spared} could be saved .` : `${other} ${spared} were not hurt .`,
    `people in ${from} had been warned the day before .`,
    ...(random.chance(0.5) ? [`${random.pick(PEOPLE)} saw it from a roof .`] : []),
  ]);
  return {
    text: [`a ${what} reached ${city} on ${random.pick(DAYS)} .`, ...sentences].join(' '),
    summary: `a ${what} destroyed ${number} ${lost} in ${city} .`,
  };
}

/** Who bought whom, told from either side, and not what a third one offered. */
function sale(random: Stream): Report {
  const [buyer, sold, rival] = several(random, FIRMS, 3);
  const [mine, yours] = several(random, GOODS, 2);
  const [price, less] = several(random, NUMBERS, 2);
  const sentences = shuffled(random, [
    random.chance(0.5)
      ? `on ${random.pick(DAYS)} ${sold} agreed to belong to ${buyer} .`
      : `${buyer} now owns ${sold} .`,
    `${buyer} makes ${mine} .`,
    `${sold} makes ${yours} .`,
    random.chance(0.5)
      ? `${rival} had offered ${less} millions .`
      : `${rival} wanted to buy ${random.pick([buyer, sold])} .`,
    `the price was ${price} millions .`,
  ]);
  return {
    text: [`there was news from ${random.pick(CITIES)} .`, ...sentences].join(' '),
    summary: `${buyer} bought ${sold} for ${price} millions .`,
  };
}

export const report = (random: Stream): Report => random.pick([contest, disaster, sale])(random);

/** Words of the most that a report and its summary have. */
export const LONGEST = { source: 48, target: 8 } as const;

const spoken =
  'the cup was held in on . final beat lost to first round had come from of last year nobody expected much players fell ill ' +
  'won were destroyed it left nothing could be saved not hurt people been warned day before saw a roof reached there news agreed ' +
  'belong now owns makes offered millions wanted buy price bought for';

export const newsWords: readonly string[] = [
  ...new Set([PEOPLE, CITIES, DAYS, CUPS, FIRMS, GOODS, DISASTERS, LOSSES, NUMBERS, listed(spoken)].flat()),
].sort();
