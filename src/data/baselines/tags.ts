import type { Tagged } from '../kinds/tagged';
import { rowOf } from '../sequences';
import type { Baseline, Split } from '../types';

/** Words to the left that the back-off tagger looks at. */
const LEFT = 3;

/** What a tagger gets that knows no words, only the word, and the word with everything nearby on its left. */
export function tagBaselines({ train, validation }: Readonly<Record<Split, Tagged>>): readonly Baseline[] {
  if (validation.tokens.count === 0 || train.tokens.count === 0) return [];
  const seen = new Map<string, Map<number, number>>();
  eachWord(train, (keys, tag) => {
    for (const key of keys) {
      const tags = seen.get(key) ?? new Map<number, number>();
      seen.set(key, tags);
      tags.set(tag, (tags.get(tag) ?? 0) + 1);
    }
  });
  const best = new Map([...seen].map(([key, tags]) => [key, mostFrequent(tags)]));
  // Keys go from no context to the longest; a context seen once says too little.
  const guess = (keys: readonly string[]): number | undefined => {
    const known = keys.findLast((key) => (best.get(key)?.count ?? 0) >= 2);
    return best.get(known ?? '')?.tag;
  };
  const right = [0, 0, 0];
  let words = 0;
  eachWord(validation, (keys, tag) => {
    words++;
    for (const [b, context] of [1, 2, keys.length].entries()) {
      if (guess(keys.slice(0, context)) === tag) right[b] = (right[b] ?? 0) + 1;
    }
  });
  const names = ['always the most frequent tag', "the word's most frequent tag", 'word and left context, back-off'];
  return names.map((name, b) => ({ name, metric: 'accuracy', value: (right[b] ?? 0) / words }));
}

function mostFrequent(tags: ReadonlyMap<number, number>): { tag: number; count: number } {
  let count = 0;
  let best = { tag: 0, times: 0 };
  for (const [tag, times] of tags) {
    count += times;
    if (times > best.times) best = { tag, times };
  }
  return { tag: best.tag, count };
}

/** Visits words with the contexts they can be looked up by: none, the word, one word to the left and it, two … */
function eachWord(from: Tagged, visit: (keys: readonly string[], tag: number) => void): void {
  for (let i = 0; i < from.tokens.count; i++) {
    const words = rowOf(from.tokens, i);
    const tags = rowOf(from.tags, i);
    for (let t = 0; t < words.length; t++) {
      const keys = ['', String(words[t])];
      for (let left = 1; left <= LEFT; left++) keys.push(`${words[t - left] ?? 'start'} ${keys[left]}`);
      visit(keys, tags[t] ?? 0);
    }
  }
}
