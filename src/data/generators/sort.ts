import { letterTask } from './character-pairs';

export const sort = letterTask(
  'sort',
  'Sort letters',
  'A string of random letters, to be said in alphabetical order with its repetitions. Each letter of the answer depends ' +
    'on the whole string, and places in it mean nothing.',
  (letters) => letters.toSorted(),
);
