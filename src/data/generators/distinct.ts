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

/**
 * Different examples, split. No two share a key, so nothing held out was trained on; where the space has fewer than asked
 * for, there are fewer. Those to test with are drawn after all others, so that they change nothing about these.
 */
export async function distinctExamples<Example>(
  count: number,
  draw: () => Example,
  keyOf: (example: Example) => string,
  progress?: Progress,
): Promise<Readonly<Record<Split, readonly Example[]>>> {
  const tick = pacer(progress, count + Math.floor(count * HELD_OUT), 'examples');
  const keys = new Set<string>();
  const take = async (wanted: number): Promise<readonly Example[]> => {
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
  const examples = await take(count);
  const held = Math.floor(examples.length * HELD_OUT);
  return { train: examples.slice(held), validation: examples.slice(0, held), test: await take(held) };
}
