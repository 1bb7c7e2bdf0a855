import type { Stream } from '../../random';
import { ANIMALS, NAMES, NUMBERS, type Pronouns } from './fable-words';

/** Somebody of the story: one by name, or several of a kind, who say "we" and are "they". */
export interface Character {
  readonly animal: string;
  /** At first, and from then on. */
  readonly first: string;
  readonly again: string;
  readonly pronouns: Pronouns;
  readonly i: string;
  readonly me: string;
}

const THEY: Pronouns = { he: 'they', him: 'them', his: 'their' };

export const article = (word: string): string => `${/^([aeiou]|honest)/.test(word) ? 'an' : 'a'} ${word}`;

export function hero(random: Stream, trait: string): Character {
  const { name, pronouns } = random.pick(NAMES);
  const animal = random.pick(ANIMALS).one;
  const first = `${article(`${trait} ${animal}`)} named ${name}`;
  return { animal, first, again: name, pronouns, i: 'i', me: 'me' };
}

/** Somebody new: no animal and no name comes twice, so that who is meant is never in doubt. */
export function stranger(random: Stream, cast: readonly Character[]): Character {
  const { one, many } = random.pick(ANIMALS.filter((animal) => cast.every((c) => c.animal !== animal.one)));
  if (random.chance(0.5)) {
    const first = `${random.pick(NUMBERS)} ${many}`;
    return { animal: one, first, again: `the ${many}`, pronouns: THEY, i: 'we', me: 'us' };
  }
  const { name, pronouns } = random.pick(NAMES.filter((n) => cast.every((c) => c.again !== n.name)));
  return { animal: one, first: `${article(one)} called ${name}`, again: name, pronouns, i: 'i', me: 'me' };
}
