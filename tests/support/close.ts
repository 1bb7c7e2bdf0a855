import { expect } from 'vitest';

/** The bound on every figure that is computed in two ways: |is − should| ≤ 1e-4 · |should| + 1e-5 · max |should|. */
export const RELATIVE = 1e-4;
export const ABSOLUTE = 1e-5;

interface Values {
  readonly shape: readonly number[];
  readonly data: ArrayLike<number>;
}

/** The worst element outside the bound, in words; undefined where all lie inside. */
export function difference(is: Values, should: Values): string | undefined {
  if (is.shape.join() !== should.shape.join()) return `shape [${is.shape}] instead of [${should.shape}]`;
  const values = Array.from(should.data);
  const top = values.reduce((max, x) => Math.max(max, Math.abs(x)), 0);
  let worst = 0;
  let text: string | undefined;
  for (const [i, want] of values.entries()) {
    const have = is.data[i] ?? Number.NaN;
    const allowed = RELATIVE * Math.abs(want) + ABSOLUTE * top;
    const off = Math.abs(have - want);
    // Written so that NaN counts as outside.
    if (off <= allowed) continue;
    const excess = allowed > 0 ? off / allowed : Number.POSITIVE_INFINITY;
    if (text !== undefined && !(excess > worst)) continue;
    worst = excess;
    text = `element ${i} is ${have} instead of ${want}, off by ${off}, allowed ${allowed}`;
  }
  return text;
}

/** Asserts that two sets of values by name agree within the bound. */
export function expectClose(is: ReadonlyMap<string, Values>, should: ReadonlyMap<string, Values>): void {
  expect([...is.keys()].sort()).toEqual([...should.keys()].sort());
  const off = [...should].flatMap(([name, want]) => {
    const have = is.get(name);
    const text = have ? difference(have, want) : 'missing';
    return text === undefined ? [] : [`${name}: ${text}`];
  });
  expect(off).toEqual([]);
}
