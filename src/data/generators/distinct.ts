import { pacer } from '../pace';
import type { OptionSpec, Progress, Split } from '../types';

/** Draws in a row that may repeat something before a space counts as used up. */
const PATIENCE = 2_000;

/** Held-out examples: one for every nine that train, so that a tenth of a small space is held out too. */
const HELD_OUT = 0.1;

export const examplesOption = (most: number, standard = 10_000): OptionSpec => ({
  kind: 'int',
  label: 'Examples',
  doc: 'How many different examples there are, of which a tenth validates; as many again test. A small space may have fewer.',
  default: standard,
  min: 200,
  max: most,
});

/** How many of `count` examples are held out for validation; as many again are drawn to test with. */
export const heldOf = (count: number): number => Math.floor(count * HELD_OUT);

/** Draws examples no two of which share a key; where the space has fewer than asked for, there are fewer. */
export function distinctDraws<Example>(
  count: number,
  keyOf: (example: Example) => string,
  progress?: Progress,
): (wanted: number, draw: () => Example) => Promise<readonly Example[]> {
  const tick = pacer(progress, count + heldOf(count), 'examples');
  const keys = new Set<string>();
  return async (wanted, draw) => {
    const examples: Example[] = [];
    for (let missed = 0; examples.length < wanted && missed < PATIENCE; ) {
      const example = draw();
      const key = keyOf(example);
      if (keys.has(key)) {
        missed++;
        continue;
      }
      keys.add(key);
      examples.push(example);
      missed = 0;
      const pause = tick(keys.size);
      if (pause) await pause;
    }
    return examples;
  };
}

/**
 * Different examples, split: nothing held out was trained on. Those to test with are drawn after all others, so that they
 * change nothing about these.
 */
export async function distinctExamples<Example>(
  count: number,
  draw: () => Example,
  keyOf: (example: Example) => string,
  progress?: Progress,
): Promise<Readonly<Record<Split, readonly Example[]>>> {
  const take = distinctDraws(count, keyOf, progress);
  const examples = await take(count, draw);
  const held = heldOf(examples.length);
  return { train: examples.slice(held), validation: examples.slice(0, held), test: await take(held, draw) };
}
