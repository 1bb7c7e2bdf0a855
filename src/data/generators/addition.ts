import type { Stream } from '../../random';
import { readChoice, readInt } from '../options';
import type { Options } from '../types';
import { characterPairs } from './character-pairs';

const options = {
  digits: { kind: 'int', label: 'Digits', doc: 'Digits a summand has at most.', default: 3, min: 1, max: 12 },
  answer: {
    kind: 'choice',
    label: 'Answer',
    doc: 'Reversed begins with the units, so that each carry is known when it is needed: much easier to learn.',
    default: 'usual',
    options: ['usual', 'reversed'],
  },
} as const;

const answerOf = (a: number, b: number, chosen: Options): string => {
  const sum = String(a + b);
  return readChoice(options, chosen, 'answer') === 'reversed' ? Array.from(sum).reverse().join('') : sum;
};

/** Lengths are drawn first, so that short numbers are as common as long ones. No number begins with 0. */
function summand(random: Stream, digits: number): number {
  const length = 1 + random.int(digits);
  const least = length === 1 ? 0 : 10 ** (length - 1);
  return least + random.int(10 ** length - least);
}

export const addition = characterPairs({
  id: 'addition',
  title: 'Addition',
  doc:
    'Two numbers of one to three digits and their sum, digit by digit: "347+58" to "405". Digits of equal rank stand at ' +
    'varying distances and a carry may run through the whole answer.',
  options,
  most: 200_000,
  standard: 20_000,
  symbols: () => ({ source: '0123456789+', target: '0123456789' }),
  longest: (chosen) => {
    const digits = readInt(options, chosen, 'digits');
    return { source: 2 * digits + 1, target: digits + 1 };
  },
  probe: (chosen) => {
    const [a, b] = readInt(options, chosen, 'digits') < 3 ? [7, 5] : [347, 58];
    return { source: `${a}+${b}`, target: answerOf(a, b, chosen) };
  },
  draw: (random, chosen) => {
    const digits = readInt(options, chosen, 'digits');
    const a = summand(random, digits);
    const b = summand(random, digits);
    return { source: `${a}+${b}`, target: answerOf(a, b, chosen) };
  },
});
