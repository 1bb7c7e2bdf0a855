import { encode } from 'fast-png';
import { gzipSync, zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { fileSpec, inspectFile, type Options, openFile, textOf } from '../../src/data';
import { bad, codesOf, good, port, range } from './help';

type Bytes = Uint8Array<ArrayBufferLike>;
const blobOf = (bytes: Bytes): Blob => new Blob([Uint8Array.from(bytes)]);
const zip = (files: Readonly<Record<string, Bytes>>) => blobOf(zipSync({ ...files }));

/** A grey image of one value. */
const grey = (value: number, width = 4, height = 3): Bytes =>
  encode({ width, height, channels: 1, depth: 8, data: new Uint8Array(width * height).fill(value) });
const colour = (rgb: readonly number[], width = 4, height = 3): Bytes =>
  encode({
    width,
    height,
    channels: 3,
    depth: 8,
    data: Uint8Array.from({ length: width * height * 3 }, (_, i) => rgb[i % 3] ?? 0),
  });

const inspect = (blob: Blob, options: Options = {}, name = 'pictures.zip') =>
  inspectFile(blob, name, { kind: 'images', options });

async function open(blob: Blob, options: Options = {}, validation = 0) {
  const inspection = good(await inspect(blob, options));
  return good(await openFile(inspection, blob, undefined, validation));
}

describe('images in folders', () => {
  const folders = zip({ 'set/cat/1.png': grey(10), 'set/cat/2.png': grey(20), 'set/dog/1.png': grey(30) });

  test('are of the class that their folder is named after', async () => {
    const { kind, source, preview } = good(await inspectFile(folders, 'pictures.zip'));
    expect(kind).toBe('images');
    expect(source).toMatchObject({
      format: 'images',
      vocabularies: { labels: ['cat', 'dog'] },
      lengths: { H: 3, W: 4, C: 1 },
      examples: 3,
      options: { colour: 'grey', test: 0 },
    });
    expect(preview.map(({ label }) => label)).toEqual(['cat', 'cat', 'dog']);
    expect(good(fileSpec({ kind, source }, undefined)).symbols).toEqual({ H: 3, W: 4, C: 1, K: 2 });
    const dataset = await open(folders);
    const batch = dataset.batch('train', range(3));
    expect(port(batch, 'image').shape).toEqual([3, 3, 4, 1]);
    expect(new Set(port(batch, 'image').data)).toEqual(new Set([10, 20, 30]));
    expect([...port(batch, 'label').data]).toEqual([0, 0, 1]);
  });

  test('have three channels where one of them is coloured, or as asked for', async () => {
    const mixed = zip({ 'a/1.png': grey(50), 'b/1.png': colour([255, 0, 0]) });
    const three = await open(mixed);
    expect(three.spec.symbols.C).toBe(3);
    expect([...port(three.batch('train', [1]), 'image').data.slice(0, 3)]).toEqual([255, 0, 0]);
    expect([...port(three.batch('train', [0]), 'image').data.slice(0, 3)]).toEqual([50, 50, 50]);
    const one = await open(mixed, { colour: 'grey' });
    expect(port(one.batch('train', [1]), 'image').data[0]).toBe(76);
  });

  test('of every depth and palette read the same numbers', async () => {
    const two = (data: Uint8Array | Uint16Array, more: object) => encode({ width: 2, height: 1, data, ...more });
    const dataset = await open(
      zip({
        'x/1.png': two(Uint16Array.of(0, 65_535), { channels: 1, depth: 16 }),
        'x/2.png': two(Uint8Array.of(0b01_00_0000), { channels: 1, depth: 1 }),
        'x/3.png': two(Uint8Array.of(200, 255, 200, 0), { channels: 2, depth: 8 }),
      }),
    );
    const values = range(3).map((i) => [...port(dataset.batch('train', [i]), 'image').data]);
    expect(values).toEqual([
      [0, 255],
      [0, 255],
      [200, 0],
    ]);
  });

  test('under a folder called test are kept for the test; the others are split by what is on them', async () => {
    const files = Object.fromEntries(range(60).map((i) => [`train/${i % 2 ? 'a' : 'b'}/${i}.png`, grey(i)]));
    const dataset = await open(zip({ ...files, 'test/a/x.png': grey(200), 'test/b/y.png': grey(201) }), {}, 0.2);
    expect(dataset.counts.test).toBe(2);
    expect(dataset.counts.train + dataset.counts.validation).toBe(60);
    expect(dataset.counts.validation).toBeGreaterThan(3);
    const twice = await open(zip({ 'a/1.png': grey(1), 'a/2.png': grey(1), 'b/1.png': grey(2) }));
    expect(twice.counts.train).toBe(3);
  });

  test('of another size are refused by name, with what to do', async () => {
    const [problem, ...others] = bad(
      await inspect(zip({ 'a/1.png': grey(1), 'a/2.png': grey(1, 5, 3), 'b/1.png': grey(1) })),
    );
    expect(others).toEqual([]);
    expect(problem).toMatchObject({
      code: 'data/ragged',
      at: { field: 'a/2.png' },
      expected: '4 × 3 pixels, as a/1.png has',
      received: '5 × 3',
      fix: 'Scale or crop it to 4 × 3: all images must have one size.',
    });
  });

  test('in no folder, of no known format, or none at all are refused', async () => {
    const [loose] = bad(await inspect(zip({ '1.png': grey(1) })));
    expect(loose).toMatchObject({ code: 'data/kind', at: { field: '1.png' }, received: 'a file that is in no folder' });
    const [strange] = bad(await inspect(zip({ 'a/1.jpg': Uint8Array.of(0xff, 0xd8, 0xff) })));
    expect(strange).toMatchObject({
      code: 'data/binary',
      at: { field: 'a/1.jpg' },
      expected: 'an image in PNG',
      fix: 'Save it as PNG, or take it out.',
    });
    const [cut] = bad(await inspect(zip({ 'a/1.png': grey(1).slice(0, 40) })));
    expect(cut).toMatchObject({ code: 'data/binary', at: { field: 'a/1.png' } });
    expect(codesOf(await inspect(zip({ '__MACOSX/a/1.png': grey(1), 'a/.DS_Store': grey(1) })))).toEqual([
      'data/empty',
    ]);
    expect(codesOf(await inspect(zip({ 'a/1.png': grey(1, 513, 1) })))).toEqual(['data/too-large']);
    const archive = new Uint8Array(await zip({ 'a/1.png': grey(1) }).arrayBuffer());
    const [broken] = bad(await inspect(blobOf(archive.slice(0, archive.length - 30))));
    expect(broken).toMatchObject({ code: 'data/binary', at: { field: 'pictures.zip' } });
  });

  test('another file, or a document edited by hand', async () => {
    const { kind, source } = good(await inspect(folders));
    const other = zip({ 'set/cat/1.png': grey(10), 'set/cat/2.png': grey(20), 'set/dog/1.png': grey(31) });
    const size = { kind, source: { ...source, bytes: other.size } };
    expect(codesOf(await openFile(size, other, undefined, 0))).toEqual(['data/wrong-file']);
    const changed = { kind, source: { ...source, lengths: { ...source.lengths, H: 9 } } };
    expect(codesOf(await openFile(changed, folders, undefined, 0))).toEqual(['data/wrong-file']);
    expect(codesOf(await openFile({ kind, source }, folders, undefined, 0.000001))).toEqual(['data/too-few']);
    expect(codesOf(fileSpec({ kind: 'captions', source }, undefined))).toEqual(['data/kind']);
  });
});

describe('images with captions', () => {
  const csv = (text: string): Bytes => new TextEncoder().encode(text);
  const files = { 'pictures/1.png': colour([255, 0, 0]), 'pictures/2.png': colour([0, 0, 255]) };
  const inspectCaptions = (blob: Blob, options: Options = {}) =>
    inspectFile(blob, 'scenes.zip', { kind: 'captions', options });

  test('are read with the table that names them', async () => {
    const table = 'image,caption\npictures/1.png,"A red, red square."\n2.png,a blue one\n';
    const blob = zip({ ...files, 'captions.csv': csv(table) });
    const { kind, source, preview } = good(await inspectCaptions(blob));
    expect(source).toMatchObject({
      format: 'images',
      lengths: { H: 3, W: 4, C: 3, T: 6 },
      examples: 2,
      options: { colour: 'colour', vocabulary: 10_000, longest: 256, test: 0 },
    });
    expect(preview.map(({ target }) => target)).toEqual(['a red , red square .', 'a blue one']);
    expect(good(fileSpec({ kind, source }, undefined)).symbols).toMatchObject({ H: 3, W: 4, C: 3, T: 7 });
    const dataset = good(await openFile({ kind, source }, blob, undefined, 0));
    const batch = dataset.batch('train', [0, 1]);
    expect(port(batch, 'image').shape).toEqual([2, 3, 4, 3]);
    expect([...port(batch, 'image').data.slice(0, 3)]).toEqual([255, 0, 0]);
    expect(textOf(dataset.spec, 'target', port(batch, 'target_out').data.slice(0, 7))).toBe('a red , red square .');
    good(dataset.probe({ example: '1', target: 'a red one' }));
  });

  test('are refused without a table, and where it names what is not there', async () => {
    const [none] = bad(await inspectCaptions(zip(files)));
    expect(none).toMatchObject({
      code: 'data/kind',
      at: { field: 'scenes.zip' },
      received: 'no table',
      fix: 'Put captions.csv beside the images and pack all of it into one zip file.',
    });
    const missing = zip({ ...files, 'captions.tsv': csv('1.png\ta cat\n3.png\ta dog\n') });
    expect(bad(await inspectCaptions(missing))[0]).toMatchObject({
      code: 'data/missing-file',
      at: { field: 'captions.tsv', line: 2 },
      expected: 'the path of an image in the zip file',
      received: '"3.png"',
      fix: 'Add the image, or remove the line.',
    });
    const long = zip({ ...files, 'captions.csv': csv('1.png,a b c\n2.png,a\n') });
    const { source, warnings } = good(await inspectCaptions(long, { longest: 2 }));
    expect(source.examples).toBe(1);
    expect(warnings).toHaveLength(1);
  });
});

describe('the files of MNIST', () => {
  const idx = (shape: readonly number[], data: readonly number[]): Bytes => {
    const bytes = new Uint8Array(4 + 4 * shape.length + data.length);
    bytes.set([0, 0, 8, shape.length]);
    for (const [i, size] of shape.entries()) new DataView(bytes.buffer).setUint32(4 + 4 * i, size);
    bytes.set(data, 4 + 4 * shape.length);
    return bytes;
  };
  const images = idx([3, 2, 2], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
  const labels = idx([3], [7, 0, 7]);

  test('are read together, packed or not, and their test set is kept for the test', async () => {
    const blob = zip({
      'train-images-idx3-ubyte.gz': gzipSync(images),
      'train-labels-idx1-ubyte.gz': gzipSync(labels),
      't10k-images-idx3-ubyte': idx([1, 2, 2], [255, 0, 255, 0]),
      't10k-labels-idx1-ubyte': idx([1], [3]),
    });
    const dataset = await open(blob);
    expect(dataset.spec.vocabularies.labels).toEqual(['0', '3', '7']);
    expect(dataset.counts).toEqual({ train: 3, validation: 0, test: 1 });
    const batch = dataset.batch('train', range(3));
    expect([...port(batch, 'image').data]).toEqual(range(12));
    expect([...port(batch, 'label').data]).toEqual([2, 0, 2]);
    expect([...port(dataset.batch('test', [0]), 'image').data]).toEqual([255, 0, 255, 0]);
  });

  test('alone, cut off or of different numbers are refused', async () => {
    const [alone] = bad(await inspect(blobOf(gzipSync(images)), {}, 'train-images-idx3-ubyte.gz'));
    expect(alone).toMatchObject({
      code: 'data/kind',
      at: { field: 'train-images-idx3-ubyte' },
      expected: 'a file of 3 labels beside it',
      received: 'none',
      fix: 'Put the file of the images and the file of their labels into one zip file.',
    });
    const [few] = bad(await inspect(zip({ 'images-idx3': images, 'labels-idx1': idx([2], [1, 2]) })));
    expect(few).toMatchObject({ code: 'data/kind', received: '2 labels in labels-idx1' });
    const [cut] = bad(await inspect(zip({ 'images-idx3': images.slice(0, 20), 'labels-idx1': labels })));
    expect(cut).toMatchObject({ code: 'data/binary', expected: '12 bytes, 3 × 2 × 2', received: '4 bytes' });
    expect(codesOf(await inspect(blobOf(labels), {}, 'labels-idx1-ubyte'))).toEqual(['data/kind']);
  });
});
