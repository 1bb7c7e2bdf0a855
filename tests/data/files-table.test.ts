import fc from 'fast-check';
import Papa from 'papaparse';
import { describe, expect, test } from 'vitest';
import {
  type DataKind,
  type FileSource,
  fileSpec,
  firstExample,
  inspectFile,
  type Options,
  openFile,
  SPECIAL,
} from '../../src/data';
import { bad, codesOf, good, inputsOf, port, range, rowsOf } from './help';

const blobOf = (text: string): Blob => new Blob([text]);
const inspect = (text: string, options: Options = {}, kind?: DataKind, name = 'a.csv') =>
  inspectFile(blobOf(text), name, kind ? { kind, options } : { options });

async function open(text: string, options: Options = {}, kind?: DataKind, validation = 0) {
  const inspection = good(await inspect(text, options, kind));
  return good(await openFile(inspection, blobOf(text), undefined, validation));
}

describe('pairs', () => {
  const text = 'source,target\n"a, b",x\n"say ""hi""",y\n"two\nlines",z\n';

  test('quoted cells hold delimiters, quotes and lines', async () => {
    const { kind, source, preview } = good(await inspect(text));
    expect(kind).toBe('pairs');
    expect(preview).toEqual([
      { source: 'a, b', target: 'x' },
      { source: 'say "hi"', target: 'y' },
      { source: 'two\nlines', target: 'z' },
    ]);
    expect(source.options).toMatchObject({ delimiter: 'comma', header: 'yes', input: 1, output: 2, tokenizer: 'word' });
    expect(source.lengths).toEqual({ S: 4, T: 1 });
    expect(source.examples).toBe(3);
    expect(source.vocabularies.source?.slice(0, 2)).toEqual([SPECIAL.pad, SPECIAL.unknown]);
    expect(source.vocabularies.target).toEqual(['<pad>', '<unknown>', '<start>', '<end>', 'x', 'y', 'z']);
  });

  test('fill the ports, by words and by characters', async () => {
    const words = (await open(text)).batch('train', range(3));
    expect(rowsOf(words, 'target_in')).toEqual([
      [2, 4],
      [2, 5],
      [2, 6],
    ]);
    expect(rowsOf(words, 'target_out')).toEqual([
      [4, 3],
      [5, 3],
      [6, 3],
    ]);
    const dataset = await open('ab,b\nbb,a\n', { tokenizer: 'character', header: 'no' }, 'pairs');
    expect(dataset.spec.vocabularies).toEqual({
      source: ['<pad>', 'a', 'b'],
      target: ['<pad>', '<start>', '<end>', 'a', 'b'],
    });
    expect(rowsOf(dataset.batch('train', [0, 1]), 'source')).toEqual([
      [1, 2],
      [2, 2],
    ]);
  });

  test('are split by their source, the same way every time', async () => {
    const rows = range(300).map((i) => `word${i % 100},${i}`);
    const csv = rows.join('\n');
    const [first, again] = [await open(csv, {}, 'pairs', 0.2), await open(csv, {}, 'pairs', 0.2)];
    expect(first.counts.train + first.counts.validation).toBe(300);
    expect(first.counts.validation).toBeGreaterThan(20);
    const train = new Set(inputsOf(first, 'train'));
    expect(inputsOf(first, 'validation').filter((input) => train.has(input))).toEqual([]);
    expect(inputsOf(again, 'validation')).toEqual(inputsOf(first, 'validation'));
  });

  test('keep a part for the test, which leaves validation as it was', async () => {
    const csv = range(300)
      .map((i) => `word${i},${i}`)
      .join('\n');
    const [without, tested] = [await open(csv, {}, 'pairs', 0.2), await open(csv, { test: 20 }, 'pairs', 0.2)];
    expect(without.counts.test).toBe(0);
    expect(tested.counts.test).toBeGreaterThan(30);
    expect(inputsOf(tested, 'validation')).toEqual(inputsOf(without, 'validation'));
    const before = new Set(inputsOf(without, 'train'));
    const after = [...inputsOf(tested, 'train'), ...inputsOf(tested, 'test')];
    expect(after.every((input) => before.has(input))).toBe(true);
    expect(new Set(after).size).toBe(before.size);
  });

  test('too long or without a source are left out, and that is said', async () => {
    const { source, warnings } = good(await inspect('a b c,x\n,y\nd,z\n', { longest: 2, header: 'no' }, 'pairs'));
    expect(source.examples).toBe(1);
    expect(warnings.map(({ severity, at }) => [severity, at.line])).toEqual([
      ['warning', 1],
      ['warning', 2],
    ]);
    expect((await open('a b c,x\n,y\nd,z\n', { longest: 2, header: 'no' }, 'pairs')).counts.train).toBe(1);
    expect(codesOf(await inspect(',x\n,y\n', { header: 'no' }, 'pairs'))[0]).toBe('data/empty');
  });
});

describe('labelled texts', () => {
  test('show an example that fits on a block, however long words and labels are', async () => {
    const long = 'x'.repeat(5_000);
    const dataset = await open(
      `text,label\n${`${long} word,${'y'.repeat(300)}\n`.repeat(4)}`,
      { tokenizer: 'word' },
      'labelled',
    );
    const parts = firstExample(dataset) ?? [];
    expect(parts.map(({ port }) => port)).toEqual(['tokens', 'label']);
    expect(JSON.stringify(parts).length).toBeLessThan(600);
  });

  const csv = `text,label\n${range(40)
    .map((i) => `this is ${i % 2 ? 'good' : 'bad'} number ${i},${i % 2 ? 'pos' : 'neg'}`)
    .join('\n')}`;

  test('are recognised and fill the ports', async () => {
    const { kind, source } = good(await inspect(csv));
    expect(kind).toBe('labelled');
    expect(source.vocabularies.labels).toEqual(['neg', 'pos']);
    const dataset = await open(csv, {}, undefined, 0.2);
    expect(dataset.spec.symbols).toMatchObject({ T: 5, K: 2 });
    const batch = dataset.batch('train', [0]);
    expect(port(batch, 'mask').data).toEqual(Uint8Array.of(1, 1, 1, 1, 1));
    expect(dataset.preview('train', 0, 1)[0]?.label).toMatch(/^(neg|pos)$/);
    const figures = dataset.baselines().map(({ value }) => value);
    expect(figures[1]).toBeGreaterThan(figures[0] ?? 1);
  });

  test('columns can be chosen, texts are cut, rows without a label left out', async () => {
    const odd = 'b,long text of words\na,short\n,nothing\n10,ten\n9,nine\n';
    const options = { header: 'no', input: 2, output: 1, longest: 2 };
    const { source, warnings } = good(await inspect(odd, options, 'labelled'));
    expect(source.vocabularies.labels).toEqual(['9', '10', 'a', 'b']);
    expect(source.lengths).toEqual({ T: 2 });
    expect(source.examples).toBe(4);
    expect(warnings).toHaveLength(2);
    expect((await open(odd, options, 'labelled')).counts.train).toBe(4);
  });

  test('a probe takes unknown words, not unknown labels', async () => {
    const dataset = await open(csv);
    expect(rowsOf(good(dataset.probe({ text: 'This zebra' })), 'tokens')[0]?.slice(0, 2)).toEqual([4, 1]);
    expect(codesOf(dataset.probe({ text: 'this', label: 'maybe' }))).toEqual(['input/predict']);
  });
});

describe('features', () => {
  test('with classes', async () => {
    const dataset = await open('width,height,kind\n1,2,cat\n3.5,-4e1,dog\n+5,.5,cat\n');
    expect(dataset.spec.kind).toBe('features');
    expect(dataset.spec.vocabularies).toEqual({ labels: ['cat', 'dog'] });
    const batch = dataset.batch('train', [0, 1, 2]);
    expect(rowsOf(batch, 'features')).toEqual([
      [1, 2],
      [3.5, -40],
      [5, 0.5],
    ]);
    expect(port(batch, 'label').data).toEqual(Int32Array.of(0, 1, 0));
    expect(dataset.preview('train', 1, 1)).toEqual([{ width: '3.5', height: '-40', kind: 'dog' }]);
  });

  test('with a value, which a line explains', async () => {
    const csv = range(200)
      .map((i) => `${i},${(i * 7) % 31},${2 * i - 3 * ((i * 7) % 31) + 0.5}`)
      .join('\n');
    const dataset = await open(csv, {}, undefined, 0.2);
    expect(port(dataset.batch('train', [0]), 'targets').shape).toEqual([1, 1]);
    const [mean, linear] = dataset.baselines();
    expect(mean?.value).toBeGreaterThan(1_000);
    expect(linear?.value).toBeLessThan(1e-3);
  });

  test('few whole numbers are classes, unless a value is asked for', async () => {
    const csv = 'x,y\n1,0\n2,1\n3,0\n';
    expect((await open(csv)).spec.vocabularies.labels).toEqual(['0', '1']);
    expect((await open(csv, { task: 'value' })).spec.ports.targets?.shape).toEqual(['B', 1]);
  });

  test('a cell that is no number is named with line and column', async () => {
    const [problem] = bad(await inspect('a,b,c\n1,2,x\n1,two,y\n', {}, 'features'));
    expect(problem).toMatchObject({ code: 'data/kind', at: { line: 3, column: 2 }, received: '"two"' });
    expect(codesOf(await inspect('a,b,c\n1,,x\n', {}, 'features'))).toEqual(['data/kind']);
  });
});

describe('forms of tables', () => {
  test.each([
    ['semicolons', 'a.csv', 'text;label\none, two;x\nthree;y\n', 'semicolon', 'csv'],
    ['tabs by name', 'a.tsv', 'text\tlabel\none, two\tx\nthree\ty\n', 'tab', 'tsv'],
    ['tabs by content', 'a.csv', 'text\tlabel\none\tx\nthree\ty\n', 'tab', 'tsv'],
    [
      'Windows lines and a byte-order mark',
      'a.csv',
      '\ufefftext,label\r\n"one\r\nand a half",x\r\nthree,y\r\n',
      'comma',
      'csv',
    ],
    ['blank lines', 'a.csv', 'text,label\n\none,x\n   \nthree,y\n\n', 'comma', 'csv'],
  ])('%s', async (_, name, text, delimiter, format) => {
    const { source, preview } = good(await inspect(text, {}, 'pairs', name));
    expect(source.format).toBe(format);
    expect(source.options.delimiter).toBe(delimiter);
    expect(preview.map((row) => row.target)).toEqual(['x', 'y']);
  });

  test('a column called __proto__ is a column like others', async () => {
    const { source, preview } = good(await inspect('__proto__,constructor,y\n1,2,a\n3,4,b\n'));
    expect(source.vocabularies.columns).toEqual(['__proto__', 'constructor']);
    expect(Object.entries(preview[0] ?? {})).toEqual([
      ['__proto__', '1'],
      ['constructor', '2'],
      ['y', 'a'],
    ]);
    const words = await open('text,label\n__proto__ constructor,hasOwnProperty\ntoString,valueOf\n', {}, 'labelled');
    expect(words.counts.train).toBe(2);
  });

  test('columns of one name stay apart', async () => {
    const { source } = good(await inspect('a,a,a,y\n1,2,3,x\n', { header: 'yes' }, 'features'));
    expect(source.vocabularies.columns).toEqual(['a', 'a 2', 'a 3']);
  });

  test('any cells come back', async () => {
    const cell = fc.string({ unit: 'grapheme' }).map((s) => s.replaceAll(/[\0\r]/g, ''));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 20 }), async (rows) => {
        // A row of blank cells alone still has a delimiter, so it is no blank line.
        const csv = Papa.unparse([['source', 'target'], ...rows], { newline: '\n' });
        const result = await inspect(csv, { delimiter: 'comma', header: 'yes' }, 'pairs');
        if ('preview' in result) expect(result.preview).toEqual(rows.map(([source, target]) => ({ source, target })));
        else expect(codesOf(result)).toContain('data/empty');
      }),
      { numRuns: 100 },
    );
  });

  test('a large table is read in pieces', async () => {
    const csv = `text,label\n${range(120_000)
      .map((i) => `"row ${i}, with\nlines and ""quotes""",${i % 3}`)
      .join('\n')}\n`;
    const units = new Set<string>();
    const inspection = good(
      await inspectFile(blobOf(csv), 'large.csv', {}, async (_done, _total, unit) => {
        units.add(unit);
        await new Promise((resolve) => setTimeout(resolve));
      }),
    );
    expect([...units]).toEqual(['bytes', 'characters', 'rows']);
    expect(inspection.source.examples).toBe(120_000);
    const dataset = good(await openFile(inspection, blobOf(csv), undefined, 0.1));
    expect(dataset.counts.train + dataset.counts.validation).toBe(120_000);
    expect(dataset.counts.validation / 120_000).toBeCloseTo(0.1, 1);
  }, 30_000);
});

describe('what is wrong with a table', () => {
  test('ragged rows, with the line they begin at', async () => {
    const problems = bad(await inspect('a,b\n"1\n2",3\n4,5,6\n7\n'));
    expect(problems.map(({ code, at, received }) => [code, at.line, received])).toEqual([
      ['data/ragged', 4, '3 columns'],
      ['data/ragged', 5, '1 columns'],
    ]);
    expect(problems[0]?.expected).toContain('2 columns');
  });

  test('a quote that is not closed', async () => {
    expect(codesOf(await inspect('a,b\n"1,2\n3,4\n'))[0]).toBe('data/ragged');
  });

  test('one column, missing columns, nothing at all', async () => {
    expect(codesOf(await inspect('a\nb\nc\n'))).toEqual(['data/kind']);
    expect(codesOf(await inspect('a,b\nc,d\n', { output: 3 }))).toEqual(['data/option']);
    expect(codesOf(await inspect('\n\n'))).toEqual(['data/empty']);
    expect(codesOf(await inspect('text,label\n', { header: 'yes' }, 'labelled'))).toEqual(['data/empty']);
  });

  test('too few rows to hold some out', async () => {
    const inspection = good(await inspect('a,b\nc,d\n', { header: 'no' }, 'pairs'));
    const result = await openFile(inspection, blobOf('a,b\nc,d\n'), undefined, 0.000001);
    expect(codesOf(result)).toEqual(['data/too-few']);
  });

  test('another file, or a document edited by hand', async () => {
    const text = 'text,label\none two,x\nthree,y\n';
    const { kind, source } = good(await inspect(text, {}, 'labelled'));
    expect(codesOf(await openFile({ kind, source }, blobOf(text.replace('one', 'six')), undefined, 0))).toEqual([
      'data/wrong-file',
    ]);
    const changed = (part: Partial<FileSource>) =>
      openFile({ kind, source: { ...source, ...part } }, blobOf(text), undefined, 0);
    expect(codesOf(await changed({ lengths: { T: 1 } }))).toEqual(['data/wrong-file']);
    expect(codesOf(await changed({ vocabularies: { tokens: ['a', 'b'], labels: ['x', 'y'] } }))).toEqual(['data/kind']);
    expect(codesOf(await changed({ options: { nonsense: 1 } }))).toEqual(['data/option']);
    expect(codesOf(fileSpec({ kind: 'features', source }, undefined))).toEqual(['data/kind']);
    expect(codesOf(fileSpec({ kind: 'tagged', source }, undefined))).toEqual(['data/kind']);
  });
});
