import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type FileSource,
  fileSpec,
  inspectFile,
  MOST_BYTES,
  openFile,
  SPECIAL,
  type Split,
  textOf,
} from '../../src/data';
import { bad, codesOf, good, port, range, rowsOf } from './help';

const blobOf = (...parts: (string | Uint8Array<ArrayBuffer>)[]): Blob => new Blob(parts);

async function openText(text: string, length = 4, validation = 0.25) {
  const blob = blobOf(text);
  const { kind, source } = good(await inspectFile(blob, 'a.txt'));
  return good(await openFile({ kind, source }, blob, length, validation));
}

describe('the part that tests', () => {
  test('is the end of a text, and validation comes before it', async () => {
    const text = 'abcdefghijklmnopqrst';
    const inspection = good(await inspectFile(blobOf(text), 'a.txt', { options: { test: 25 } }));
    expect(inspection.source.options).toEqual({ tokenizer: 'character', vocabulary: 1_000, test: 25 });
    const dataset = good(await openFile(inspection, blobOf(text), 3, 0.25));
    expect(dataset.counts).toEqual({ train: 10 - 3, validation: 1, test: 1 });
    const first = (split: Split) => dataset.preview(split, 0, 1)[0]?.text;
    expect([first('train'), first('validation'), first('test')]).toEqual(['abc', 'klm', 'pqr']);
  });

  test('is refused where it is too small, or no percentage', async () => {
    const inspection = good(await inspectFile(blobOf('abcdefghijklmnopqrst'), 'a.txt', { options: { test: 10 } }));
    const [problem] = bad(await openFile(inspection, blobOf('abcdefghijklmnopqrst'), 4, 0.25));
    expect(problem).toMatchObject({ code: 'data/too-few', at: { field: 'test text' }, received: '2 characters' });
    expect(codesOf(await inspectFile(blobOf('abc'), 'a.txt', { options: { test: 51 } }))).toEqual(['data/option']);
  });
});

describe('a text', () => {
  test('is described by what a model depends on', async () => {
    const text = 'the cat\nsat';
    const { kind, source, preview, warnings } = good(await inspectFile(blobOf(text), 'cat.txt'));
    expect(kind).toBe('tokens');
    expect(source).toEqual({
      type: 'file',
      format: 'text',
      name: 'cat.txt',
      bytes: 11,
      sha256: createHash('sha256').update(text).digest('hex'),
      vocabularies: { tokens: ['\n', ' ', 'a', 'c', 'e', 'h', 's', 't'] },
      lengths: {},
      examples: 11,
      options: { tokenizer: 'character', vocabulary: 1_000, test: 0 },
    });
    expect(preview).toEqual([{ text: 'the cat' }, { text: 'sat' }]);
    expect(warnings).toEqual([]);
  });

  test('has a spec without its bytes', async () => {
    const { kind, source } = good(await inspectFile(blobOf('hello world'), 'a.txt'));
    const spec = good(fileSpec({ kind, source }, undefined));
    expect(spec.symbols).toEqual({ T: 64, V: 8 });
    expect(spec.title).toBe('a.txt');
    expect(good(fileSpec({ kind, source }, 16)).symbols.T).toBe(16);
  });

  test('comes in windows, its tail held out', async () => {
    const dataset = await openText('abcdefghijklmnopqrst');
    expect(dataset.counts).toEqual({ train: 15 - 4, validation: 1, test: 0 });
    const batch = dataset.batch('train', [0, 10]);
    expect(textOf(dataset.spec, 'tokens', rowsOf(batch, 'tokens')[1] ?? [])).toBe('klmn');
    expect(textOf(dataset.spec, 'tokens', rowsOf(batch, 'targets')[1] ?? [])).toBe('lmno');
    const held = dataset.batch('validation', [0]);
    expect(textOf(dataset.spec, 'tokens', port(held, 'tokens').data)).toBe('pqrs');
    expect(textOf(dataset.spec, 'targets', port(held, 'targets').data)).toBe('qrst');
    expect(
      dataset
        .preview('train', 0, 9)
        .map((row) => row.text)
        .join(''),
    ).toBe('abcdefghijklmno');
  });

  test('holds nothing out where nothing is to be', async () => {
    expect((await openText('abcdefghij', 4, 0)).counts).toEqual({ train: 6, validation: 0, test: 0 });
  });

  test('comes back from its ids, whatever its characters and wherever pieces end', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: 'binary', minLength: 1 }), { minLength: 1, maxLength: 6 }),
        async (parts) => {
          const text = parts
            .join('')
            .replaceAll('\0', '0')
            .replaceAll(/^\ufeff/g, '')
            .replaceAll(/\r\n?/g, '\n');
          const enough = `${text}ab`;
          const bytes = new TextEncoder().encode(enough);
          const cut = bytes.length >> 1;
          const blob = blobOf(bytes.slice(0, cut), bytes.slice(cut));
          const { kind, source } = good(await inspectFile(blob, 'a.txt'));
          const dataset = good(await openFile({ kind, source }, blob, 1, 0));
          const rows = dataset.preview('train', 0, enough.length).map((row) => row.text);
          expect(rows.join('')).toBe(enough);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('ends lines alike and loses its byte-order mark', async () => {
    const { source } = good(await inspectFile(blobOf('\ufeffa\r\nb\rc\n'), 'a.txt'));
    expect(source.vocabularies.tokens).toEqual(['\n', 'a', 'b', 'c']);
    expect(source.examples).toBe(6);
  });

  test('gives rare characters up where there are too many', async () => {
    const blob = blobOf('aaaabbbccd'.repeat(3));
    const { kind, source } = good(await inspectFile(blob, 'a.txt', { options: { vocabulary: 3 } }));
    expect(source.vocabularies.tokens).toEqual([SPECIAL.unknown, 'a', 'b']);
    const dataset = good(await openFile({ kind, source }, blob, 4, 0));
    expect(rowsOf(dataset.batch('train', [6]), 'tokens')).toEqual([[2, 0, 0, 0]]);
    expect(rowsOf(good(dataset.probe({ text: 'zab' })), 'tokens')).toEqual([[0, 1, 2]]);
  });
});

describe('what is wrong with a text', () => {
  const inspect = async (...parts: (string | Uint8Array<ArrayBuffer>)[]) =>
    codesOf(await inspectFile(blobOf(...parts), 'a.txt'));

  test('empty', async () => {
    expect(await inspect('')).toEqual(['data/empty']);
    expect(await inspect('\ufeff')).toEqual(['data/empty']);
  });

  test('binary: zero bytes, bytes that are not UTF-8, an unfinished character', async () => {
    expect(await inspect('abc\0def')).toEqual(['data/binary']);
    expect(await inspect(Uint8Array.of(0x61, 0xff, 0x62))).toEqual(['data/binary']);
    expect(await inspect(Uint8Array.of(0x61, 0xe2, 0x82))).toEqual(['data/binary']);
    const [zero] = bad(await inspectFile(blobOf('abc\0def'), 'a.txt'));
    expect(zero?.received).toBe('a zero byte at 3');
  });

  test('too large, before anything is read', async () => {
    const blob = new Blob(Array.from({ length: 101 }, () => new Uint8Array(1024 * 1024)));
    expect(blob.size).toBeGreaterThan(MOST_BYTES);
    const [problem] = bad(await inspectFile(blob, 'big.txt'));
    expect(problem).toMatchObject({ code: 'data/too-large', at: { field: 'big.txt' }, received: `${blob.size} bytes` });
  });

  test('another file, by size and by hash', async () => {
    const { kind, source } = good(await inspectFile(blobOf('hello world'), 'a.txt'));
    const open = (text: string) => openFile({ kind, source }, blobOf(text), 4, 0);
    expect(codesOf(await open('hello'))).toEqual(['data/wrong-file']);
    const [problem] = bad(await open('hello_world'));
    expect(problem?.expected).toContain(source.sha256);
    expect(problem?.received).toContain(createHash('sha256').update('hello_world').digest('hex'));
  });

  test('a document that does not know its own file', async () => {
    const blob = blobOf('hello world');
    const { kind, source } = good(await inspectFile(blob, 'a.txt'));
    const open = (changed: Partial<FileSource>) => openFile({ kind, source: { ...source, ...changed } }, blob, 4, 0);
    expect(codesOf(await open({ examples: 5 }))).toEqual(['data/wrong-file']);
    expect(codesOf(await open({ vocabularies: { tokens: ['h', 'e'] } }))).toEqual(['data/wrong-file']);
    expect(codesOf(await open({ vocabularies: {} }))).toEqual(['data/kind']);
    expect(codesOf(await open({ vocabularies: { tokens: ['h', 'h'] } }))).toEqual(['data/kind']);
  });

  test('too little of it, and options that cannot be', async () => {
    const blob = blobOf('hello world');
    const { kind, source } = good(await inspectFile(blob, 'a.txt'));
    expect(codesOf(await openFile({ kind, source }, blob, 11, 0))).toEqual(['data/too-few']);
    expect(codesOf(await openFile({ kind, source }, blob, 4, 0.1))).toEqual(['data/too-few']);
    expect(codesOf(await openFile({ kind, source }, blob, 0, 0))).toEqual(['data/option']);
    expect(codesOf(await inspectFile(blob, 'a.txt', { options: { vocabulary: 1, header: 'yes' } }))).toEqual([
      'data/option',
      'data/option',
    ]);
  });
});

test('a large text streams: it is hashed, counted and read in pieces that tell how far they are', async () => {
  const line = 'Ünïcödé lines, over and over, 0123456789.\r\n';
  const blob = blobOf(line.repeat(200_000));
  expect(blob.size).toBeGreaterThan(8_000_000);
  const reports: number[] = [];
  const { kind, source } = good(
    await inspectFile(blob, 'large.txt', {}, (done, total, unit) => {
      expect([total, unit]).toEqual([blob.size, 'bytes']);
      reports.push(done);
    }),
  );
  expect(reports.length).toBeGreaterThan(3);
  expect(reports).toEqual(reports.toSorted((a, b) => a - b));
  const hash = createHash('sha256').update(line.repeat(200_000)).digest('hex');
  expect(source.sha256).toBe(hash);
  expect(source.examples).toBe(200_000 * (Array.from(line).length - 1));
  const dataset = good(await openFile({ kind, source }, blob, 64, 0.1));
  expect(dataset.counts.train).toBe(Math.ceil(source.examples * 0.9) - 64);
  const started = performance.now();
  for (let i = 0; i < 1_000; i++) dataset.batch('train', range(32, i * 1_000));
  expect(performance.now() - started).toBeLessThan(1_000);
}, 30_000);

test('what progress throws stops the reading', async () => {
  const stop = () => Promise.reject(new Error('stopped'));
  await expect(inspectFile(blobOf('x'.repeat(1_000_000)), 'a.txt', {}, stop)).rejects.toThrow('stopped');
});
