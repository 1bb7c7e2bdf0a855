import { fail } from '../../problem';
import type { Split } from '../types';

/** Which split an example belongs to, from a hash of its input: the same input is never in both. */
export const splitOf = (hash: number, validation: number): Split =>
  hash / 2 ** 32 < validation ? 'validation' : 'train';

/** Refuses a split with nothing in it; nothing held out is fine where nothing was to be. */
export function requireBoth(name: string, counts: Readonly<Record<Split, number>>, validation: number): void {
  if (counts.train > 0 && (counts.validation > 0 || validation === 0)) return;
  fail({
    code: 'data/too-few',
    at: { field: name },
    expected: `examples to train with and, with ${validation} of them held out, examples to validate with`,
    received: `${counts.train} and ${counts.validation}`,
    fix: 'Take a file with more rows, or hold out another part.',
  });
}
