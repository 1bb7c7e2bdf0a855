import { type Ids, newIds } from '../kinds/tokens';
import { pacer } from '../pace';
import type { Progress, Split } from '../types';
import { encodeKnown } from '../vocabulary';

interface Told {
  /** A text as symbols of the vocabulary. */
  readonly draw: () => readonly string[];
  readonly vocabulary: readonly string[];
  /** Symbols to train on; a tenth as many validate, and a tenth test. */
  readonly length: number;
  readonly unit: string;
  readonly progress?: Progress | undefined;
}

/** Different texts end to end, split: those that are held out are not among those that train. */
export async function runningText(told: Told): Promise<Readonly<Record<Split, Ids>>> {
  const { draw, vocabulary, length, unit, progress } = told;
  const held = Math.floor(length / 10);
  const tick = pacer(progress, length + 2 * held, unit);
  const known = new Set<string>();
  let before = 0;
  const tell = async (wanted: number): Promise<Ids> => {
    const ids = newIds(wanted, vocabulary);
    for (let used = 0; used < wanted; ) {
      const symbols = draw();
      const text = symbols.join(' ');
      if (known.has(text)) continue;
      known.add(text);
      const part = encodeKnown(symbols, vocabulary);
      ids.set(part.slice(0, wanted - used), used);
      used += part.length;
      const pause = tick(before + Math.min(used, wanted));
      if (pause) await pause;
    }
    before += wanted;
    return ids;
  };
  // In this order: what tests is drawn last, so that it changes nothing about the others.
  const validation = await tell(held);
  const train = await tell(length);
  return { train, validation, test: await tell(held) };
}
