import { stream } from '../../random';
import { tokensDataset, tokensSpec } from '../kinds/tokens';
import { readChoice, readInt } from '../options';
import { SPECIAL } from '../special';
import { tokenizerFor, tokenizers } from '../tokenizers';
import { PieceCounter } from '../tokenizers/learn-bpe';
import type { Generator, Options, TokenizerKind } from '../types';
import { fable } from './fable-grammar';
import { runningText } from './running-text';

const options = {
  characters: {
    kind: 'int',
    label: 'Length',
    doc: 'Symbols of the training text; a tenth as much validates and a tenth tests, of other fables.',
    default: 200_000,
    min: 20_000,
    max: 5_000_000,
  },
  symbols: {
    kind: 'choice',
    label: 'Symbols',
    doc: 'Whether the text falls into characters, words, or byte pairs learned from a hundred fables.',
    default: 'characters',
    options: ['characters', 'words', 'byte pairs'],
  },
  vocabulary: {
    kind: 'int',
    label: 'Vocabulary',
    doc: 'Symbols there are, where they are byte pairs.',
    default: 300,
    min: 40,
    max: 1_000,
  },
} as const;

const CHARACTERS: readonly string[] = Array.from('\n !",.:?abcdefghijklmnopqrstuvwxyz');

interface Symbols {
  readonly tokenizer: TokenizerKind;
  readonly vocabulary: readonly string[];
}

/** Learned once for each size: a spec is asked for with every edit. */
const learned = new Map<string, Symbols>();

/** The same whatever the seed of the data, so that a document checks without making them. */
function symbolsOf(chosen: Options): Symbols {
  const wanted = readChoice(options, chosen, 'symbols');
  const size = readInt(options, chosen, 'vocabulary');
  if (wanted === 'characters') return { tokenizer: 'character', vocabulary: CHARACTERS };
  const key = wanted === 'words' ? wanted : String(size);
  const known = learned.get(key);
  if (known) return known;
  const random = stream(0, 'fables');
  const sample = Array.from({ length: 100 }, () => fable(random));
  const made: Symbols = wanted === 'words' ? wordsIn(sample) : pairsIn(sample, size);
  learned.set(key, made);
  return made;
}

function wordsIn(texts: readonly string[]): Symbols {
  const words = [...new Set(texts.flatMap((text) => tokenizers.word.split(text)))].sort();
  return { tokenizer: 'word', vocabulary: [SPECIAL.unknown, ...words] };
}

function pairsIn(texts: readonly string[], most: number): Symbols {
  const pieces = new PieceCounter();
  for (const text of texts) pieces.add(text);
  return { tokenizer: 'bpe', vocabulary: pieces.learnFrom(CHARACTERS, most) };
}

const PROBE = 'once there was a proud fox named mira, who lived beside the mill. she had ';

const spec = (chosen: Options, length: number | undefined) =>
  tokensSpec({ title: 'Fables', ...symbolsOf(chosen), length, probe: PROBE });

export const fables: Generator = {
  id: 'fables',
  kind: 'tokens',
  title: 'Fables',
  doc:
    'Short fables from a grammar, letter by letter or in larger symbols. Spelling is learned in a minute; who is he and who she, which thing was ' +
    'lost, what the refrain was, how many nights have passed and which moral belongs to whom stand hundreds of letters ' +
    'back, so a longer memory keeps paying.',
  options,
  spec,
  async make(chosen, seed, length, progress) {
    const random = stream(seed, 'fables');
    const { tokenizer, vocabulary } = symbolsOf(chosen);
    const { split } = tokenizerFor(tokenizer, vocabulary);
    const texts = await runningText({
      draw: () => split(fable(random)),
      vocabulary,
      length: readInt(options, chosen, 'characters'),
      unit: 'symbols',
      progress,
    });
    return tokensDataset(spec(chosen, length), texts);
  },
};
