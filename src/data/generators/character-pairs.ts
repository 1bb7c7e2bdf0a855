import { type Stream, stream } from '../../random';
import { pairsDataset, pairsSpec, sourceVocabulary, targetVocabulary } from '../kinds/pairs';
import { readInt } from '../options';
import { sequencesOf } from '../sequences';
import { bySplit } from '../split';
import type { Generator, OptionSpec, Options, Split } from '../types';
import { encodeKnown } from '../vocabulary';
import { distinctExamples, examplesOption } from './distinct';

export interface TextPair {
  readonly source: string;
  readonly target: string;
}

interface Task {
  readonly id: string;
  readonly title: string;
  readonly doc: string;
  readonly options: Readonly<Record<string, OptionSpec>>;
  readonly most: number;
  readonly standard?: number;
  /** Characters a source and a target may have. */
  readonly symbols: (options: Options) => { readonly source: string; readonly target: string };
  readonly longest: (options: Options) => { readonly source: number; readonly target: number };
  readonly probe: (options: Options) => TextPair;
  readonly draw: (random: Stream, options: Options) => TextPair;
  /** What may not be in two splits; the source where nothing is said. */
  readonly key?: (pair: TextPair) => string;
}

/** A data set of character sequences to character sequences, from what one pair is. */
export function characterPairs(task: Task): Generator {
  const options = { examples: examplesOption(task.most, task.standard), ...task.options };
  const spec = (chosen: Options) => {
    const { source, target } = task.symbols(chosen);
    return pairsSpec({
      title: task.title,
      tokenizer: 'character',
      source: sourceVocabulary(Array.from(source)),
      target: targetVocabulary(Array.from(target)),
      longest: task.longest(chosen),
      probe: task.probe(chosen),
    });
  };
  return {
    id: task.id,
    kind: 'pairs',
    title: task.title,
    doc: task.doc,
    options,
    spec,
    async make(chosen, seed, _length, progress) {
      const made = spec(chosen);
      const random = stream(seed, task.id);
      const count = readInt(options, chosen, 'examples');
      const key = task.key ?? ((pair: TextPair) => pair.source);
      const examples = await distinctExamples(count, () => task.draw(random, chosen), key, progress);
      const encode = (split: Split, side: 'source' | 'target') =>
        sequencesOf(examples[split].map((pair) => encodeKnown(Array.from(pair[side]), made.vocabularies[side] ?? [])));
      const pairs = (split: Split) => ({ sources: encode(split, 'source'), targets: encode(split, 'target') });
      return pairsDataset(made, bySplit(pairs));
    },
  };
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

/** A string of random letters to what `transform` makes of it. */
export function letterTask(
  id: string,
  title: string,
  doc: string,
  transform: (letters: readonly string[]) => readonly string[],
): Generator {
  const options = {
    longest: { kind: 'int', label: 'Longest', doc: 'Letters a string has at most.', default: 12, min: 3, max: 200 },
    letters: { kind: 'int', label: 'Letters', doc: 'Different letters there are.', default: 26, min: 2, max: 26 },
  } as const;
  return characterPairs({
    id,
    title,
    doc,
    options,
    most: 200_000,
    symbols: (chosen) => {
      const letters = LETTERS.slice(0, readInt(options, chosen, 'letters'));
      return { source: letters, target: letters };
    },
    longest: (chosen) => {
      const longest = readInt(options, chosen, 'longest');
      return { source: longest, target: longest };
    },
    probe: (chosen) => {
      const letters = LETTERS.slice(0, readInt(options, chosen, 'letters'));
      const longest = readInt(options, chosen, 'longest');
      const source = Array.from('wireformer', (c) => letters[c.charCodeAt(0) % letters.length] ?? 'a').slice(
        0,
        longest,
      );
      return { source: source.join(''), target: transform(source).join('') };
    },
    draw: (random, chosen) => {
      const letters = Array.from(LETTERS.slice(0, readInt(options, chosen, 'letters')));
      const shortest = 2;
      const length = shortest + random.int(readInt(options, chosen, 'longest') - shortest + 1);
      const source = Array.from({ length }, () => random.pick(letters));
      return { source: source.join(''), target: transform(source).join('') };
    },
  });
}
