import { type Stream, stream } from '../../random';
import { newIds, tokensDataset, tokensSpec } from '../kinds/tokens';
import { readInt } from '../options';
import { pacer } from '../pace';
import type { Generator } from '../types';
import { encodeKnown } from '../vocabulary';
import { fable } from './fable-grammar';

const options = {
  characters: {
    kind: 'int',
    label: 'Characters',
    doc: 'Length of the training text; a tenth as much validates and a tenth tests, of other fables.',
    default: 200_000,
    min: 20_000,
    max: 5_000_000,
  },
} as const;

const VOCABULARY: readonly string[] = Array.from('\n !",.:?abcdefghijklmnopqrstuvwxyz');

const PROBE = 'once there was a proud fox named mira, who lived beside the mill. she had ';

const spec = (length: number | undefined) =>
  tokensSpec({ title: 'Fables', vocabulary: VOCABULARY, length, probe: PROBE });

/** Whole fables until there is enough, none of them in `told`. */
async function tell(
  random: Stream,
  characters: number,
  told: Set<string>,
  tick: (done: number) => Promise<void> | undefined,
  before: number,
) {
  const ids = newIds(characters, VOCABULARY);
  for (let used = 0; used < characters; ) {
    const text = fable(random);
    if (told.has(text)) continue;
    told.add(text);
    const part = encodeKnown(Array.from(text), VOCABULARY);
    ids.set(part.slice(0, characters - used), used);
    used += part.length;
    const pause = tick(before + Math.min(used, characters));
    if (pause) await pause;
  }
  return ids;
}

export const fables: Generator = {
  id: 'fables',
  kind: 'tokens',
  title: 'Fables',
  doc:
    'Short fables from a grammar, letter by letter. Spelling is learned in a minute; who is he and who she, which thing was ' +
    'lost, what the refrain was, how many nights have passed and which moral belongs to whom stand hundreds of letters ' +
    'back, so a longer memory keeps paying.',
  options,
  spec: (_options, length) => spec(length),
  async make(chosen, seed, length, progress) {
    const characters = readInt(options, chosen, 'characters');
    const held = Math.floor(characters / 10);
    const tick = pacer(progress, characters + 2 * held, 'characters');
    const random = stream(seed, 'fables');
    const told = new Set<string>();
    const validation = await tell(random, held, told, tick, 0);
    const train = await tell(random, characters, told, tick, held);
    const test = await tell(random, held, told, tick, held + characters);
    return tokensDataset(spec(length), { train, validation, test });
  },
};
