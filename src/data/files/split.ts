import { fail } from '../../problem';
import { readInt } from '../options';
import type { OptionSpec, Options, Split } from '../types';

/** Parts of a file that are not trained on. */
export interface Held {
  readonly validation: number;
  readonly test: number;
}

export const testOption: OptionSpec = {
  kind: 'int',
  label: 'Test part',
  doc: 'Hundredths of the file kept to test with at the end, beside the part that validates.',
  default: 0,
  min: 0,
  max: 50,
};

/** The parts a document holds out of its file: validation is a setting of the training, test one of the file. */
export const heldOut = (options: Options, validation: number): Held => ({
  validation,
  test: readInt({ test: testOption }, options, 'test') / 100,
});

/** A running text or series in the order it comes: the end tests, what comes before it validates, the rest trains. */
export function tailSplit<T extends { subarray(from: number, to?: number): T; readonly length: number }>(
  all: T,
  options: Options,
  validation: number,
): Readonly<Record<Split, T>> {
  const held = heldOut(options, validation);
  const test = all.length - Math.floor(all.length * held.test);
  const train = test - Math.floor(all.length * held.validation);
  return { train: all.subarray(0, train), validation: all.subarray(train, test), test: all.subarray(test) };
}

/**
 * Which split an example belongs to, from a hash of its input: the same input is never in two. Validation comes from the
 * low end and test from the high one, so that setting the one does not move the other.
 */
export function splitOf(hash: number, { validation, test }: Held): Split {
  const place = hash / 2 ** 32;
  if (place < validation) return 'validation';
  return place >= 1 - test ? 'test' : 'train';
}

/** Refuses a split with nothing in it; nothing held out is fine where nothing was to be. */
export function requireAll(name: string, counts: Readonly<Record<Split, number>>, { validation, test }: Held): void {
  if (counts.train > 0 && (counts.validation > 0 || validation === 0) && (counts.test > 0 || test === 0)) return;
  const tested = test === 0 ? '' : ` and, with ${test} of them kept for it, examples to test with`;
  fail({
    code: 'data/too-few',
    at: { field: name },
    expected: `examples to train with and, with ${validation} of them held out, examples to validate with${tested}`,
    received: `${counts.train} and ${counts.validation}${test === 0 ? '' : ` and ${counts.test}`}`,
    fix: 'Take a file with more rows, or hold out another part.',
  });
}
