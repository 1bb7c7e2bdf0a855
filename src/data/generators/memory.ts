import { type Stream, stream } from '../../random';
import { type Labelled, labelledDataset, labelledSpec } from '../kinds/labelled';
import { readChoice, readInt } from '../options';
import { sequencesOf } from '../sequences';
import { bySplit } from '../split';
import type { Generator, Options } from '../types';
import { encodeKnown, SPECIAL } from '../vocabulary';
import { distinctDraws, examplesOption, heldOf } from './distinct';

const MARKS = Array.from('abcdefghij');
const FILLERS = Array.from('uvwxyz');
const CUE = '!';
const ASK = '?';

const options = {
  examples: examplesOption(50_000, 10_000),
  gap: { kind: 'int', label: 'Gap', doc: 'Symbols between the mark and the question.', default: 60, min: 5, max: 200 },
  marks: {
    kind: 'int',
    label: 'Marks',
    doc: 'K, different marks there are: guessing is right once in K times.',
    default: 4,
    min: 2,
    max: MARKS.length,
  },
  gaps: {
    kind: 'choice',
    label: 'Gaps',
    doc: 'Whether all gaps are as long as that, or those to train with of every length up to it: shorter ones show the way.',
    default: 'mixed',
    options: ['mixed', 'fixed'],
  },
} as const;

const VOCABULARY: readonly string[] = [SPECIAL.pad, CUE, ASK, ...MARKS, ...FILLERS];
const SHORTEST = 5;

interface Example {
  readonly symbols: readonly string[];
  readonly label: number;
}

/** Other marks stand in the gap, each as likely as the right one: only what follows the cue counts. */
function example(random: Stream, label: number, gap: number, marks: readonly string[]): Example {
  const filler = () => random.pick(random.chance(0.25) ? marks : FILLERS);
  return { symbols: [CUE, marks[label] ?? '', ...Array.from({ length: gap }, filler), ASK], label };
}

const spec = (chosen: Options) => {
  const gap = readInt(options, chosen, 'gap');
  const marks = MARKS.slice(0, readInt(options, chosen, 'marks'));
  return labelledSpec({
    title: 'Long-range memory',
    tokenizer: 'character',
    vocabulary: VOCABULARY,
    labels: marks,
    longest: gap + 3,
    probe: { text: `${CUE}b${'uvawxyz'.repeat(gap).slice(0, gap)}${ASK}`, label: 'b' },
  });
};

export const memory: Generator = {
  id: 'memory',
  kind: 'labelled',
  title: 'Long-range memory',
  doc:
    'A mark after "!" at the beginning, a stretch of other symbols, marks among them, and a question at the end: which mark was ' +
    'it? The gap can be set from 5 to 200. What a plain recurrent network holds of the mark fades with every step, and so ' +
    'does the gradient that would teach it; a gated one keeps both.',
  options,
  spec,
  async make(chosen, seed, _length, progress) {
    const random = stream(seed, 'memory');
    const gap = readInt(options, chosen, 'gap');
    const marks = MARKS.slice(0, readInt(options, chosen, 'marks'));
    const mixed = readChoice(options, chosen, 'gaps') === 'mixed';
    let turn = 0;
    const draw = (length: number) => example(random, turn++ % marks.length, length, marks);
    const long = () => draw(gap);
    const any = () => draw(mixed ? SHORTEST + random.int(gap - SHORTEST + 1) : gap);
    const count = readInt(options, chosen, 'examples');
    const take = distinctDraws(count, ({ symbols }: Example) => symbols.join(''), progress);
    // What is held out always has the whole gap: that is what the figures are about.
    const validation = await take(heldOf(count), long);
    const train = await take(count - validation.length, any);
    const examples = { train, validation, test: await take(validation.length, long) };
    const collect = (rows: readonly Example[]): Labelled => ({
      tokens: sequencesOf(rows.map(({ symbols }) => encodeKnown(symbols, VOCABULARY))),
      labels: Int32Array.from(rows, ({ label }) => label),
    });
    return labelledDataset(
      spec(chosen),
      bySplit((split) => collect(examples[split])),
    );
  },
};
