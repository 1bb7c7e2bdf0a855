/** What fables are told of. Lower case only, so that a small model spends nothing on capitals. */
const listed = (words: string): readonly string[] => words.split(', ');

export interface Pronouns {
  readonly he: string;
  readonly him: string;
  readonly his: string;
}

const HE: Pronouns = { he: 'he', him: 'him', his: 'his' };
const SHE: Pronouns = { he: 'she', him: 'her', his: 'her' };

export const NAMES: readonly { readonly name: string; readonly pronouns: Pronouns }[] = [
  ...listed('tom, oren, felix, bruno, casper, hugo, ivan, jasper, otto, rufus, anton, edgar, leo, samuel, victor').map(
    (name) => ({ name, pronouns: HE }),
  ),
  ...listed('mira, elsa, nora, clara, greta, ida, juno, luna, petra, vera, agnes, fanny, helen, olive, ruth').map(
    (name) => ({ name, pronouns: SHE }),
  ),
];

export const ANIMALS: readonly { readonly one: string; readonly many: string }[] = [
  { one: 'fox', many: 'foxes' },
  { one: 'crow', many: 'crows' },
  { one: 'mouse', many: 'mice' },
  { one: 'wolf', many: 'wolves' },
  { one: 'goose', many: 'geese' },
  { one: 'hare', many: 'hares' },
  { one: 'bear', many: 'bears' },
  { one: 'frog', many: 'frogs' },
  { one: 'sheep', many: 'sheep' },
  { one: 'owl', many: 'owls' },
  { one: 'donkey', many: 'donkeys' },
  { one: 'sparrow', many: 'sparrows' },
  { one: 'badger', many: 'badgers' },
  { one: 'calf', many: 'calves' },
  { one: 'deer', many: 'deer' },
  { one: 'goat', many: 'goats' },
  { one: 'hedgehog', many: 'hedgehogs' },
  { one: 'ox', many: 'oxen' },
];

/** A trait and what it teaches in the end. */
export const TRAITS: readonly { readonly trait: string; readonly moral: string }[] = [
  { trait: 'greedy', moral: 'who wants everything keeps nothing' },
  { trait: 'proud', moral: 'a high branch breaks first' },
  { trait: 'lazy', moral: 'the field does not plough itself' },
  { trait: 'timid', moral: 'a small heart can do a great deed' },
  { trait: 'hasty', moral: 'who runs too fast will pass the door' },
  { trait: 'curious', moral: 'a question opens more than a key' },
  { trait: 'forgetful', moral: 'what is put away well is found again' },
  { trait: 'stubborn', moral: 'water goes around the stone' },
  { trait: 'boastful', moral: 'the empty barrel makes the most noise' },
  { trait: 'gentle', moral: 'a kind word is never spent' },
  { trait: 'jealous', moral: 'the neighbour has weeds too' },
  { trait: 'honest', moral: 'a straight path is soon walked' },
];

export const THINGS = listed(
  'bell, lantern, kettle, ring, feather, flute, cup, blanket, button, spoon, mirror, key, basket, drum, needle, whistle, ' +
    'candle, ribbon, hammer, compass, umbrella, thimble, ladle, marble, saddle, violin',
);
export const KINDS = listed(
  'silver, golden, wooden, little blue, bright red, broken, very old, round green, copper, painted, velvet, glass, crooked, ' +
    'borrowed, shining white, heavy iron, yellow, plain brown',
);
export const HOMES = listed(
  'under a hollow oak, beside the mill, at the edge of the wood, behind the old church, on a stony hill, near the river, ' +
    'between two great rocks, in a ditch full of nettles, above the bakery, not far from the sea',
);
export const PLACES = listed(
  'the well, the bridge, the barn, the orchard, the gate, the meadow, the pond, the wall, the market, the crossroads, ' +
    'the chapel, the vineyard, the quarry, the ferry',
);
export const NUMBERS = listed('two, three, four, five, seven');
export const ORDINALS = listed('first, second, third');
export const DEEDS: readonly { readonly had: string; readonly did: string; readonly from: string }[] = [
  { had: 'freed', did: 'freed', from: 'a trap' },
  { had: 'pulled', did: 'pulled', from: 'the mud' },
  { had: 'saved', did: 'saved', from: 'a fire' },
  { had: 'hidden', did: 'hid', from: 'the hunter' },
  { had: 'kept', did: 'kept', from: 'drowning' },
  { had: 'drawn', did: 'drew', from: 'a deep well' },
];

export const TIMES = listed('one morning, one winter day, in the spring, when the leaves fell, the day after the fair');
export const WEATHER = listed(
  'the moon was thin, a warm rain fell, frost lay on every branch, the wind came from the east, fog hung over the fields, ' +
    'stars stood above the roofs, not a leaf moved, thunder rolled far away',
);
export const FEELINGS = listed(
  'wept bitterly, could not sleep, grew thin, told nobody, searched the whole house, sat down and sighed',
);
export const RETREATS = listed('nest, supper, work, bed, garden, knitting, accounts, children');

/** Predicates whose verb agrees: singular, plural. */
export const PREDICATES: readonly (readonly [string, string])[] = [
  ['was hungry', 'were hungry'],
  ['was not at home', 'were not at home'],
  ['has seen nothing', 'have seen nothing'],
  ['does not know', 'do not know'],
  ['is fast asleep', 'are fast asleep'],
  ['sings all day', 'sing all day'],
  ['fears the snow', 'fear the snow'],
  ['knows the way', 'know the way'],
  ['was here before you', 'were here before you'],
  ['has no time for fools', 'have no time for fools'],
  ['keeps such things in a box', 'keep such things in a box'],
  ['is out looking for honey', 'are out looking for honey'],
  ['goes by without a word', 'go by without a word'],
  ['wears new shoes today', 'wear new shoes today'],
];

/** Inside relative clauses, between the subject and its verb. */
export const RELATIONS = listed('followed, feared, met, helped, woke, envied, cheated, fed, passed, heard');

/** Endings that rhyme; a refrain takes two of one family. */
export const RHYMES: readonly (readonly string[])[] = [
  ['over the hill', 'quiet and still', 'down to the mill', 'against my will'],
  ['under the snow', 'wherever you go', 'slowly, so slow', 'the cold winds blow'],
  ['into the night', 'holding on tight', 'out of my sight', 'by candle light'],
  ['all through the day', 'carried away', 'come out and play', 'too far to stay'],
  ['deep in the ground', 'never be found', 'around and around', 'without a sound'],
];

export const CALLS = listed('run, sing, wait, come, turn, hush, wake, look');
