import { stream } from '../../random';
import { tokensDataset, tokensSpec } from '../kinds/tokens';
import { readInt } from '../options';
import type { Generator } from '../types';
import { fable } from './fable-grammar';
import { runningText } from './running-text';

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
    const random = stream(seed, 'fables');
    const texts = await runningText({
      draw: () => Array.from(fable(random)),
      vocabulary: VOCABULARY,
      length: readInt(options, chosen, 'characters'),
      unit: 'characters',
      progress,
    });
    return tokensDataset(spec(length), texts);
  },
};
