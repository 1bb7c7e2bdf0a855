import { expect } from 'vitest';
import { type Batch, type Dataset, isProblems, type PreviewRow, type Split, type Values } from '../../src/data';
import type { Problem } from '../../src/problem';

/** The result, or a failed test that says what was wrong. */
export function good<T>(result: T | readonly Problem[]): T {
  if (isProblems(result)) throw new Error(result.map((p) => `${p.code}: ${p.expected}, not ${p.received}`).join('\n'));
  return result;
}

/** The problems, each of them complete, or a failed test. */
export function bad(result: unknown): readonly Problem[] {
  if (!isProblems(result)) throw new Error('a problem was expected');
  for (const { at, expected, received, fix } of result) {
    expect(Object.keys(at).length).toBeGreaterThan(0);
    for (const text of [expected, received, fix]) expect(text).not.toBe('');
  }
  return result;
}

export const codesOf = (result: unknown): string[] => bad(result).map(({ code }) => code);

/** Rows of a preview in words: a picture is what is said to be on it. */
export const textRows = (rows: readonly PreviewRow[]): readonly Readonly<Record<string, string>>[] =>
  rows.map((row) =>
    Object.fromEntries(Object.entries(row).map(([name, cell]) => [name, typeof cell === 'string' ? cell : cell.text])),
  );

export function port(batch: Batch, name: string): Values {
  const values = batch[name];
  if (!values) throw new Error(`no port ${name}`);
  return values;
}

/** A port's values as nested rows of its last axis. */
export function rowsOf(batch: Batch, name: string): number[][] {
  const { data, shape } = port(batch, name);
  const width = shape.at(-1) ?? 1;
  return Array.from({ length: data.length / width }, (_, i) => Array.from(data.slice(i * width, (i + 1) * width)));
}

export const range = (count: number, from = 0): number[] => Array.from({ length: count }, (_, i) => from + i);

/** Every example of a split as one string of everything the model is given to read. */
export function inputsOf(dataset: Dataset, split: Split): string[] {
  const name = ['source', 'tokens', 'features', 'image', 'window'].find((p) => p in dataset.spec.ports) ?? '';
  const count = dataset.counts[split];
  const { data } = port(dataset.batch(split, range(count)), name);
  const width = data.length / count;
  return range(count).map((i) => data.slice(i * width, (i + 1) * width).join(' '));
}
