import type { Split } from './types';

/** What `make` gives for each split. */
export const bySplit = <T>(make: (split: Split) => T): Readonly<Record<Split, T>> => ({
  train: make('train'),
  validation: make('validation'),
  test: make('test'),
});
