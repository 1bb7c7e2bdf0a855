import { letterTask } from './character-pairs';

export const reverse = letterTask(
  'reverse',
  'Reverse letters',
  'A string of random letters, to be said backwards. Where a letter goes depends on how long the string is, so places ' +
    'must be known; attention shows the other diagonal.',
  (letters) => letters.toReversed(),
);
