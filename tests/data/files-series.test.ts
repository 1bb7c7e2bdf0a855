import { describe, expect, test } from 'vitest';
import { fileSpec, inspectFile, type Options, openFile } from '../../src/data';
import { bad, codesOf, good, port, range } from './help';

const blobOf = (text: string): Blob => new Blob([text]);
const inspect = (text: string, options: Options = {}) =>
  inspectFile(blobOf(text), 'a.csv', { kind: 'series', options });

async function open(text: string, options: Options = {}, length = 4, validation = 0) {
  const inspection = good(await inspect(text, options));
  return good(await openFile(inspection, blobOf(text), length, validation));
}

const CSV = `date,temperature,pressure\n${range(40)
  .map((i) => `2026-01-${i + 1},${i},${1000 + 2 * i}`)
  .join('\n')}\n`;

describe('a series from a table', () => {
  test('takes the columns of numbers and says which it leaves out', async () => {
    const { kind, source, warnings } = good(await inspect(CSV, { output: 2, horizon: 3 }));
    expect(kind).toBe('series');
    expect(source).toMatchObject({
      vocabularies: { columns: ['temperature', 'pressure'], target: ['temperature'] },
      lengths: { F: 2 },
      examples: 40,
      options: { delimiter: 'comma', header: 'yes', output: 2, horizon: 3, test: 0 },
    });
    expect(warnings.map(({ severity, received }) => [severity, received])).toEqual([
      ['warning', 'date, which is not read'],
    ]);
    const spec = good(fileSpec({ kind, source }, 5));
    expect(spec.symbols).toEqual({ T: 5, F: 2, P: 3 });
  });

  test('forecasts what comes next, in its own order of time', async () => {
    const dataset = await open(CSV, { output: 2, horizon: 2, test: 25 }, 3, 0.25);
    expect(dataset.counts).toEqual({ train: 20 - 4, validation: 10 - 4, test: 10 - 4 });
    const { window, target } = dataset.batch('train', [0]);
    const mean = 9.5;
    const deviation = Math.sqrt((20 ** 2 - 1) / 12);
    const standard = (value: number) => (value - mean) / deviation;
    expect(port(dataset.batch('train', [0]), 'window').shape).toEqual([1, 3, 2]);
    for (const [i, value] of [0, 1, 2].entries()) expect(window?.data[2 * i]).toBeCloseTo(standard(value), 5);
    for (const [i, value] of [3, 4].entries()) expect(target?.data[i]).toBeCloseTo(standard(value), 5);
    expect(dataset.batch('test', [0]).window?.data[0]).toBeCloseTo(standard(30), 5);
  });

  test('may have one column, with or without a name', async () => {
    const one = await open(range(30).join('\n'), {}, 4);
    expect(one.spec.symbols).toEqual({ T: 4, F: 1, P: 1 });
    expect((await open(`level\n${range(30).join('\n')}`, {}, 4)).spec.vocabularies.target).toEqual(['level']);
  });

  test('without a choice forecasts the last column of numbers', async () => {
    const text = `a,b,note\n${range(20)
      .map((i) => `${i},${2 * i},fine`)
      .join('\n')}`;
    expect(good(await inspect(text)).source.vocabularies.target).toEqual(['b']);
  });

  test('is refused with gaps, without numbers, for a column of words, and where it is too short', async () => {
    const [gap] = bad(await inspect('a,b\n1,2\n3,\n5,6\n'));
    expect(gap).toMatchObject({
      code: 'data/kind',
      at: { field: 'a.csv', line: 3, column: 2 },
      expected: "a number in column 'b'",
      received: '""',
      fix: 'Fill the gap, for example with the reading before it, or take the rows up to it.',
    });
    expect(codesOf(await inspect('a,b\nx,y\nz,w\n', { header: 'yes' }))).toEqual(['data/empty']);
    const [words] = bad(await inspect(CSV, { output: 1 }));
    expect(words).toMatchObject({
      code: 'data/option',
      at: { field: 'a.csv', parameter: 'output' },
      expected: 'one of the columns of numbers: 2 (temperature), 3 (pressure)',
      received: `"2026-01-1" in column 'date'`,
    });
    const inspection = good(await inspect(CSV));
    const [short] = bad(await openFile(inspection, blobOf(CSV), 40, 0));
    expect(short).toMatchObject({ code: 'data/too-few', at: { field: 'train' }, received: '40 readings' });
    expect(codesOf(await openFile(inspection, blobOf(CSV), 4, 0.05))).toEqual(['data/too-few']);
    const { kind, source } = inspection;
    const changed = { ...source, vocabularies: { columns: ['temperature'], target: ['temperature'] } };
    expect(codesOf(await openFile({ kind, source: changed }, blobOf(CSV), 4, 0))).toEqual(['data/wrong-file']);
  });
});
