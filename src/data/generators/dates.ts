import type { Stream } from '../../random';
import { characterPairs } from './character-pairs';

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

/** Two-digit years have one meaning because there are a hundred years. */
const FIRST_YEAR = 1950;
const YEARS = 100;
const DAY = 86_400_000;

interface Parts {
  readonly day: number;
  readonly month: string;
  readonly short: string;
  readonly year: number;
  readonly weekday: string;
}

const ordinal = (n: number): string => {
  const ending = n % 100 >= 11 && n % 100 <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][n % 10] ?? 'th');
  return `${n}${ending}`;
};
const two = (n: number): string => String(n).padStart(2, '0');

/** All name the month in letters or put the year first: 3/4/1998 would have two right answers. */
const FORMATS: readonly ((parts: Parts) => string)[] = [
  ({ weekday, day, month, year }) => `${weekday}, ${day} ${month} ${year}`,
  ({ month, day, year }) => `${month} ${ordinal(day)}, ${year}`,
  ({ day, month, year }) => `${day} ${month} ${year}`,
  ({ day, month, year }) => `the ${ordinal(day)} of ${month} ${year}`,
  ({ short, day, year }) => `${short} ${day}, ${year}`,
  ({ weekday, day, short, year }) => `${weekday.slice(0, 3)} ${two(day)} ${short} ${year}`,
  ({ day, short, year }) => `${day} ${short} '${two(year % 100)}`,
  ({ year, month, day }) => `${year}, ${month} ${day}`,
  ({ day, short, year }) => `${two(day)}-${short.toUpperCase()}-${year}`,
  ({ weekday, month, day, year }) => `${month} ${day}, ${year}, a ${weekday}`,
];

function write(time: number, format: (parts: Parts) => string) {
  const date = new Date(time);
  const month = MONTHS[date.getUTCMonth()] ?? '';
  const weekday = DAYS[date.getUTCDay()] ?? '';
  const parts = { day: date.getUTCDate(), month, short: month.slice(0, 3), year: date.getUTCFullYear(), weekday };
  return { source: format(parts), target: date.toISOString().slice(0, 10) };
}

const first = Date.UTC(FIRST_YEAR, 0, 1);
const days = (Date.UTC(FIRST_YEAR + YEARS, 0, 1) - first) / DAY;

const draw = (random: Stream) => write(first + random.int(days) * DAY, random.pick(FORMATS));

const characters = (texts: readonly string[]): string => [...new Set(texts.join(''))].sort().join('');

export const dates = characterPairs({
  id: 'dates',
  title: 'Dates',
  doc:
    'Dates from 1950 to 2049 as people write them, in ten ways, to 1998-03-03. Months are looked up, days padded, years ' +
    "moved to the front, '98 completed; the weekday says nothing. No date of the validation split occurs in training.",
  options: {},
  most: 30_000,
  symbols: () => ({
    source: characters([...MONTHS, ...DAYS, 'JFMASONDEBRPYULGCTV', '0123456789', 'the of st nd rd th a', ", '-"]),
    target: '-0123456789',
  }),
  longest: () => ({ source: 'September 30, 1998, a Wednesday'.length, target: 10 }),
  probe: () => ({ source: 'Tuesday, 3 March 1998', target: '1998-03-03' }),
  draw,
  // A date met in another format would be half the answer.
  key: (pair) => pair.target,
});
