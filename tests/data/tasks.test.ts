import { describe, expect, test } from 'vitest';
import { type Dataset, generatorById, type Options, textOf } from '../../src/data';
import { fable } from '../../src/data/generators/fable-grammar';
import { sentence } from '../../src/data/generators/sentiment-grammar';
import { taggedSentence } from '../../src/data/generators/tag-grammar';
import { stream } from '../../src/random';
import { codesOf, good, port, range, rowsOf, textRows } from './help';

async function open(id: string, options: Options = {}, length?: number): Promise<Dataset> {
  const generator = generatorById(id);
  if (!generator) throw new Error(`no data set ${id}`);
  return generator.make(options, 5, length);
}
const pairsIn = (dataset: Dataset) =>
  textRows(dataset.preview('train', 0, 500)).map((row) => [row.source ?? '', row.target ?? ''] as const);
const figure = (dataset: Dataset, name: string) =>
  dataset.baselines().find((b) => b.name.startsWith(name))?.value ?? -1;

const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');

describe('character pairs', () => {
  test('copy, reverse and sort do as they say', async () => {
    for (const [a, b] of pairsIn(await open('copy'))) expect(b).toBe(a);
    for (const [a, b] of pairsIn(await open('reverse'))) expect(b).toBe([...a].reverse().join(''));
    for (const [a, b] of pairsIn(await open('sort'))) expect(b).toBe([...a].sort().join(''));
    for (const [a] of pairsIn(await open('sort', { longest: 5, letters: 3 }))) expect(a).toMatch(/^[abc]{2,5}$/);
  });

  test('sums are right, also backwards', async () => {
    const sum = (text: string) => String(text.split('+').reduce((s, n) => s + Number(n), 0));
    for (const [a, b] of pairsIn(await open('addition'))) expect(b).toBe(sum(a));
    for (const [a, b] of pairsIn(await open('addition', { answer: 'reversed', digits: 12 }))) {
      expect([...b].reverse().join('')).toBe(sum(a));
    }
  });

  test('dates are right, whatever their form, and have one meaning', async () => {
    const dataset = await open('dates', { examples: 30_000 });
    const meaning = new Map<string, string>();
    for (const { source = '', target = '' } of textRows(dataset.preview('train', 0, 30_000))) {
      expect(meaning.get(source) ?? target).toBe(target);
      meaning.set(source, target);
    }
    const date = (text: string) => meaning.get(text);
    for (const [source, target] of meaning) {
      const [, year = '', month = '', day = ''] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(target) ?? [];
      expect(source).toContain(year.slice(2));
      expect(source).toMatch(new RegExp(`\\b0?${Number(day)}(st|nd|rd|th)?\\b`));
      const short = MONTHS[Number(month) - 1] ?? '';
      expect(source.toLowerCase()).toContain(short);
    }
    expect([...meaning.keys()].filter((s) => s.includes("'")).length).toBeGreaterThan(1_000);
    expect(date('nothing')).toBeUndefined();
    const held = new Set(textRows(dataset.preview('validation', 0, 3_000)).map((row) => row.target));
    expect([...meaning.values()].filter((target) => held.has(target))).toEqual([]);
  });

  test('are padded, masked and shifted by one', async () => {
    const dataset = await open('reverse', { longest: 6 });
    const batch = dataset.batch('train', range(200));
    const [source, mask] = [rowsOf(batch, 'source'), rowsOf(batch, 'source_mask')];
    const [into, out, targetMask] = ['target_in', 'target_out', 'target_mask'].map((name) => rowsOf(batch, name));
    for (const [i, row] of source.entries()) {
      const length = row.filter((id) => id !== 0).length;
      expect(row.every((id, t) => (t < length ? id > 0 : id === 0))).toBe(true);
      expect(mask[i]).toEqual(range(6).map((t) => (t < length ? 1 : 0)));
      expect(targetMask?.[i]).toEqual(range(7).map((t) => (t <= length ? 1 : 0)));
      expect(into?.[i]?.[0]).toBe(1);
      expect(out?.[i]?.[length]).toBe(2);
      expect(into?.[i]?.slice(1, length + 1)).toEqual(out?.[i]?.slice(0, length));
      expect(out?.[i]?.slice(length + 1).every((id) => id === 0)).toBe(true);
      // Letter ids begin at 1 in the source and after <pad>, <start>, <end> in the target.
      expect(out?.[i]?.slice(0, length)).toEqual(
        row
          .slice(0, length)
          .reverse()
          .map((id) => id + 2),
      );
    }
  });

  test('probe: an empty target leaves the start symbol; limits and symbols are named', async () => {
    const dataset = await open('reverse', { longest: 4 });
    const batch = good(dataset.probe({ source: 'abc', target: '' }));
    expect(rowsOf(batch, 'source')).toEqual([[1, 2, 3, 0]]);
    expect(rowsOf(batch, 'target_in')).toEqual([[1, 0, 0, 0, 0]]);
    expect(rowsOf(batch, 'target_mask')).toEqual([[1, 0, 0, 0, 0]]);
    expect(codesOf(dataset.probe({ source: 'abcde', target: '1' }))).toEqual(['input/predict', 'input/predict']);
    expect(codesOf(dataset.probe({ source: '' }))).toEqual(['input/predict']);
  });
});

describe('sentiment', () => {
  test('is balanced, of 5 to 25 words, and little help to a bag of words', async () => {
    const dataset = await open('sentiment');
    const labels = Array.from(port(dataset.batch('train', range(dataset.counts.train)), 'label').data);
    expect(labels.reduce((a, b) => a + b, 0) / labels.length).toBeCloseTo(0.5, 2);
    for (const { text = '' } of textRows(dataset.preview('train', 0, 2_000))) {
      const words = text.split(' ').length;
      expect(words).toBeGreaterThanOrEqual(5);
      expect(words).toBeLessThanOrEqual(25);
    }
    expect(figure(dataset, 'bag of words')).toBeLessThan(0.75);
  });

  test('no sentence means both', () => {
    const random = stream(1, 'both');
    const meant = new Map<string, number>();
    for (let i = 0; i < 40_000; i++) {
      const p = random.chance(0.5) ? 1 : -1;
      const text = sentence(random, p);
      expect(meant.get(text) ?? p, text).toBe(p);
      meant.set(text, p);
    }
  });
});

describe('tags', () => {
  test('no sentence has two taggings, and tags only use words of the vocabulary', () => {
    const random = stream(1, 'both');
    const taggings = new Map<string, string>();
    for (let i = 0; i < 60_000; i++) {
      const text = taggedSentence(random);
      const words = text.replaceAll(/\/[A-Z]+/g, '');
      expect(taggings.get(words) ?? text).toBe(text);
      taggings.set(words, text);
    }
  });

  test('the left context says hardly more than the word; padding is tagged 0 and masked', async () => {
    const dataset = await open('right-context-tags');
    const [word, left] = [figure(dataset, "the word's"), figure(dataset, 'word and left')];
    expect(figure(dataset, 'always')).toBeLessThan(0.4);
    expect(word).toBeLessThan(0.93);
    expect(left).toBeLessThan(0.94);
    const batch = dataset.batch('train', range(100));
    const masks = rowsOf(batch, 'mask');
    const tags = rowsOf(batch, 'tags');
    for (const [i, words] of rowsOf(batch, 'tokens').entries()) {
      const length = words.filter((id) => id !== 0).length;
      expect(masks[i]).toEqual(words.map((_, t) => (t < length ? 1 : 0)));
      expect(tags[i]?.slice(length).every((tag) => tag === 0)).toBe(true);
    }
  });

  test('probe: as many tags as words, or none', async () => {
    const dataset = await open('right-context-tags');
    const batch = good(dataset.probe({ text: 'The dog fell.', tags: 'DET NOUN VERB PUNCT' }));
    expect(rowsOf(batch, 'tags')[0]?.slice(0, 4)).toEqual([2, 0, 1, 11]);
    good(dataset.probe({ text: 'the dog fell .', tags: '' }));
    expect(codesOf(dataset.probe({ text: 'the dog fell .', tags: 'DET' }))).toEqual(['input/predict']);
    expect(codesOf(dataset.probe({ text: 'the zebra fell .', tags: 'DET X VERB PUNCT' }))).toHaveLength(2);
  });
});

describe('features', () => {
  test('exclusive or is what corners say, and no line parts it', async () => {
    const dataset = await open('xor', { noise: 45 });
    const batch = dataset.batch('train', range(dataset.counts.train));
    const labels = port(batch, 'label').data;
    for (const [i, [a = 0, b = 0]] of rowsOf(batch, 'features').entries()) {
      expect(labels[i]).toBe(a > 0.5 !== b > 0.5 ? 1 : 0);
    }
    expect(figure(dataset, 'logistic')).toBeLessThan(0.75);
  });

  test('a line explains part of the five features, and not all', async () => {
    const dataset = await open('smooth-5');
    const [mean, linear] = [figure(dataset, 'always'), figure(dataset, 'linear')];
    expect(linear).toBeLessThan(mean * 0.5);
    expect(linear).toBeGreaterThan(mean * 0.1);
    const other = good(dataset.probe({ x1: '1', x2: '2', x3: '3', x4: '4', x5: '5', y1: '' }));
    expect(rowsOf(other, 'features')).toEqual([[1, 2, 3, 4, 5]]);
    expect(rowsOf(other, 'targets')).toEqual([[0]]);
    expect(codesOf(dataset.probe({ x1: '', x2: 'two', y1: 'x' }))).toHaveLength(3);
  });

  test('probe: a label by name', async () => {
    const dataset = await open('xor');
    expect(port(good(dataset.probe({ label: 'true' })), 'label').data).toEqual(Int32Array.of(1));
    expect(port(good(dataset.probe({ label: '' })), 'label').data).toEqual(Int32Array.of(0));
    expect(codesOf(dataset.probe({ label: 'maybe' }))).toEqual(['input/predict']);
  });
});

describe('fables', () => {
  test('agree with themselves', () => {
    const random = stream(2, 'agreement');
    for (let i = 0; i < 300; i++) {
      const text = fable(random);
      expect((text.match(/"/g)?.length ?? 1) % 2).toBe(0);
      const [, refrain = ''] = /:\n(".*?")\n/s.exec(text) ?? [];
      expect(text.split(refrain)).toHaveLength(3);
      const [, he, thing = ''] = /(he|she) had an? ([a-z ]+), and every/.exec(text) ?? [];
      expect(text).toContain(`the ${thing} was gone`);
      expect(text).toContain(`gave ${he === 'he' ? 'him' : 'her'} the ${thing}`);
      expect(text).not.toMatch(/\ba [aeiou]/);
    }
  });

  test('windows are shifted by one, of any length; held-out windows stand side by side', async () => {
    const dataset = await open('fables', { characters: 20_000 }, 32);
    expect(dataset.spec.symbols.T).toBe(32);
    expect(dataset.counts).toEqual({ train: 20_000 - 32, validation: Math.floor(1_999 / 32), test: 62 });
    const train = dataset.batch('train', [7, 8]);
    const [first, second] = rowsOf(train, 'tokens');
    expect(rowsOf(train, 'targets')[0]).toEqual(second);
    expect(first?.slice(1)).toEqual(second?.slice(0, -1));
    const held = dataset.batch('validation', [0, 1]);
    expect(rowsOf(held, 'targets')[0]?.at(-1)).toBe(rowsOf(held, 'tokens')[1]?.[0]);
  });

  test('fall into words or byte pairs where that is asked for', async () => {
    const figures = new Map<string, number>();
    for (const symbols of ['characters', 'words', 'byte pairs']) {
      const dataset = await open('fables', { characters: 20_000, symbols, vocabulary: 200 }, 16);
      const { spec } = dataset;
      const said = textRows(dataset.preview('train', 0, 3)).map(({ text = '' }) => text);
      figures.set(symbols, said.join('').length);
      expect(spec.vocabularies.tokens).toHaveLength({ characters: 34, words: 434, 'byte pairs': 200 }[symbols] ?? 0);
      const probe = good(dataset.probe({ text: 'there was a fox' }));
      expect(textOf(spec, 'tokens', port(probe, 'tokens').data)).toBe('there was a fox');
      expect(port(dataset.batch('train', range(500)), 'tokens').data).not.toContain(symbols === 'words' ? 0 : -1);
      expect(generatorById('fables')?.spec({ symbols, vocabulary: 200 }, 16)).toEqual(spec);
    }
    expect(figures.get('byte pairs')).toBeGreaterThan(1.5 * (figures.get('characters') ?? 0));
    expect(figures.get('words')).toBeGreaterThan(figures.get('byte pairs') ?? 0);
  });

  test('n-grams get better with length', async () => {
    const dataset = await open('fables');
    const losses = dataset.baselines().map(({ value }) => value);
    expect(dataset.baselines().map(({ name }) => name)).toEqual(['unigram', 'bigram', 'trigram', '4-gram', '5-gram']);
    expect(losses).toEqual(losses.toSorted((a, b) => b - a));
    expect(losses[0]).toBeLessThan(Math.log(34));
  });

  test('probe: any text up to the window', async () => {
    const dataset = await open('fables', { characters: 20_000 }, 8);
    const batch = good(dataset.probe({ text: 'a fox' }));
    expect(port(batch, 'tokens').shape).toEqual([1, 5]);
    expect(rowsOf(batch, 'targets')[0]).toEqual([
      ...(rowsOf(batch, 'tokens')[0]?.slice(1) ?? []),
      rowsOf(batch, 'tokens')[0]?.[0],
    ]);
    expect(codesOf(dataset.probe({ text: 'nine char' }))).toEqual(['input/predict']);
    expect(codesOf(dataset.probe({ text: '' }))).toEqual(['input/predict']);
    await expect(open('fables', { characters: 20_000 }, 4_000)).rejects.toThrow(/data\/too-few/);
  });
});
