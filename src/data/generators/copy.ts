import { letterTask } from './character-pairs';

export const copy = letterTask(
  'copy',
  'Copy letters',
  'A string of random letters, to be said again. The decoder has to carry every letter over in its place: one fixed ' +
    'state of the encoder forgets as strings grow, attention along the diagonal does not.',
  (letters) => letters,
);
