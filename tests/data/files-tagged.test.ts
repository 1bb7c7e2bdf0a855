import { describe, expect, test } from 'vitest';
import { fileSpec, inspectFile, type Options, openFile } from '../../src/data';
import { bad, codesOf, good, range, rowsOf, textRows } from './help';

const blobOf = (text: string): Blob => new Blob([text]);
const inspect = (text: string, options: Options = {}, name = 'tags.conll') =>
  inspectFile(blobOf(text), name, { kind: 'tagged', options });

async function open(text: string, options: Options = {}, validation = 0) {
  const inspection = good(await inspect(text, options));
  return good(await openFile(inspection, blobOf(text), undefined, validation));
}

const CONLL = '-DOCSTART- -X- O O\n\nEU NNP B-NP B-ORG\nrejects VBZ B-VP O\n\nPeter NNP B-NP B-PER\n. . O O\n';

describe('words and tags, a word a line', () => {
  test('are read in the form of the CoNLL tasks', async () => {
    const { kind, source, preview } = good(await inspectFile(blobOf(CONLL), 'train.conll'));
    expect(kind).toBe('tagged');
    expect(preview).toEqual([
      { text: 'eu rejects', tags: 'B-ORG O' },
      { text: 'peter .', tags: 'B-PER O' },
    ]);
    expect(source).toMatchObject({
      format: 'conll',
      vocabularies: { tokens: ['<pad>', '<unknown>', '.', 'eu', 'peter', 'rejects'], tags: ['B-ORG', 'B-PER', 'O'] },
      lengths: { T: 2 },
      examples: 2,
      options: { word: 1, tag: 0, vocabulary: 10_000, longest: 256, test: 0 },
    });
    expect(good(fileSpec({ kind, source }, undefined)).symbols).toEqual({ T: 2, V: 6, K: 3 });
    const dataset = await open(CONLL);
    const batch = dataset.batch('train', [0, 1]);
    expect(rowsOf(batch, 'tokens')).toEqual([
      [3, 5],
      [4, 2],
    ]);
    expect(rowsOf(batch, 'tags')).toEqual([
      [0, 2],
      [1, 2],
    ]);
    expect((await open(CONLL, { tag: 2 })).spec.vocabularies.tags).toEqual(['.', 'NNP', 'VBZ']);
    good(dataset.probe({ text: 'Peter rejects', tags: 'B-PER O' }));
  });

  test('and in that of CoNLL-U, with comments, contractions and empty nodes', async () => {
    const line = (...cells: readonly string[]) => [...cells, ...range(10 - cells.length).map(() => '_')].join('\t');
    const text = [
      '# text = Vámonos al mar',
      line('1-2', 'Vámonos'),
      line('1', 'Vamos', 'ir', 'VERB'),
      line('2', 'nos', 'nosotros', 'PRON'),
      line('2.1', 'empty', 'e', 'X'),
      line('3', 'mar', 'mar', 'NOUN'),
      '',
    ].join('\n');
    expect(textRows(good(await inspect(text, {}, 'es.conllu')).preview)).toEqual([
      { text: 'vamos nos mar', tags: 'VERB PRON NOUN' },
    ]);
  });

  test('are refused where a line does not match the first', async () => {
    const problems = bad(await inspect('the DET\ndog\n\nruns VERB now\n'));
    expect(problems.map(({ code, at, expected, received }) => [code, at.line, expected, received])).toEqual([
      ['data/ragged', 2, '2 columns as on the first line, the word in 1 and its tag in 2', '1 column'],
      ['data/ragged', 4, '2 columns as on the first line, the word in 1 and its tag in 2', '3 columns'],
    ]);
    expect(bad(await inspect('the\ndog\n'))[0]).toMatchObject({
      expected: 'a word and its tag in at least 2 columns',
      received: '1 column',
      fix: 'Write a word and its tag on each line, and a blank line after each sentence.',
    });
    expect(codesOf(await inspect('the DET\n', { tag: 3 }))).toEqual(['data/ragged']);
    expect(codesOf(await inspect('\n\n'))).toEqual(['data/empty']);
    expect(codesOf(await inspect('a b\n', { tag: 101 }))).toEqual(['data/option']);
  });
});

describe('a sentence and its tags a line', () => {
  test('are read, and refused where they are not as many', async () => {
    const text = 'the dog runs\tDET NOUN VERB\nit sleeps\tPRON VERB\n';
    expect((await open(text)).spec.vocabularies.tags).toEqual(['DET', 'NOUN', 'PRON', 'VERB']);
    const [problem, ...others] = bad(await inspect('the dog runs\tDET NOUN VERB\nit sleeps now\tPRON VERB\n'));
    expect(others).toEqual([]);
    expect(problem).toMatchObject({
      code: 'data/ragged',
      at: { field: 'tags.conll', line: 2 },
      expected: '3 tags, one a word',
      received: '2 tags',
      fix: 'Write as many tags as words, with spaces between them and a tab before the first tag.',
    });
  });
});

test('sentences that are too long are left out, and that is said', async () => {
  const { source, warnings } = good(await inspect('a X\nb X\nc X\n\nd Y\n', { longest: 2 }));
  expect(source.examples).toBe(1);
  expect(warnings[0]).toMatchObject({ severity: 'warning', at: { line: 1 } });
  expect((await open('a X\nb X\nc X\n\nd Y\n', { longest: 2 })).counts.train).toBe(1);
});

test('splits share no sentence, and another file is refused', async () => {
  const text = range(300)
    .map((i) => `word${i % 150} NOUN\nruns VERB\n`)
    .join('\n');
  const dataset = await open(text, { test: 10 }, 0.2);
  const seen = (split: 'train' | 'validation' | 'test') =>
    new Set(textRows(dataset.preview(split, 0, 300)).map((row) => row.text));
  expect(dataset.counts.train + dataset.counts.validation + dataset.counts.test).toBe(300);
  for (const sentence of [...seen('validation'), ...seen('test')]) expect(seen('train').has(sentence)).toBe(false);
  const { kind, source } = good(await inspect(text));
  expect(codesOf(await openFile({ kind, source }, blobOf(text.replace('word0', 'ward0')), undefined, 0))).toEqual([
    'data/wrong-file',
  ]);
  expect(
    codesOf(await openFile({ kind, source: { ...source, lengths: { T: 1 } } }, blobOf(text), undefined, 0)),
  ).toEqual(['data/wrong-file']);
});
