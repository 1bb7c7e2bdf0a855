import { describe, expect, test } from 'vitest';
import {
  type Batch,
  catalogue,
  type Dataset,
  type Generator,
  generatorById,
  isProblems,
  type Options,
  optionProblems,
  probeOf,
} from '../../src/data';
import { ProblemError } from '../../src/problem';
import { evaluateDim } from '../../src/tensor';
import { good, inputsOf, port, range, rowsOf } from './help';

const SPLITS = ['train', 'validation', 'test'] as const;

const made = new Map<string, Promise<Dataset>>();
const make = (generator: Generator): Promise<Dataset> => {
  const known = made.get(generator.id) ?? generator.make({}, 1, undefined);
  made.set(generator.id, known);
  return known;
};

test('ids are unique and found', () => {
  expect(new Set(catalogue.map(({ id }) => id)).size).toBe(catalogue.length);
  for (const generator of catalogue) expect(generatorById(generator.id)).toBe(generator);
  expect(generatorById('nothing')).toBeUndefined();
});

describe.each(catalogue.map((generator) => [generator.id, generator] as const))('%s', (_, generator) => {
  test('says what it is', () => {
    expect(generator.doc.length).toBeGreaterThan(60);
    const defaults = Object.fromEntries(Object.entries(generator.options).map(([name, o]) => [name, o.default]));
    expect(optionProblems(generator.options, defaults)).toEqual([]);
  });

  test('fills its ports as its spec says', async () => {
    const dataset = await make(generator);
    const { spec } = dataset;
    expect(spec).toEqual(generator.spec({}, undefined));
    expect(spec.kind).toBe(generator.kind);
    for (const split of SPLITS) {
      const batch = dataset.batch(split, [3, 0, 3, dataset.counts[split] - 1]);
      expect(Object.keys(batch).sort()).toEqual(Object.keys(spec.ports).sort());
      for (const [name, type] of Object.entries(spec.ports)) {
        const { data, shape } = port(batch, name);
        expect(shape).toEqual(type.shape.map((dim) => evaluateDim(dim, { B: 4, ...spec.symbols })));
        expect(data.length).toBe(shape.reduce((a, b) => a * b, 1));
        const array = { float: Float32Array, int: Int32Array, bool: Uint8Array }[type.dtype];
        expect(data).toBeInstanceOf(array);
        if (type.vocabulary) {
          expect(spec.vocabularies[type.vocabulary.id]).toHaveLength(type.vocabulary.size);
          expect(data.every((id) => id >= 0 && id < (type.vocabulary?.size ?? 0))).toBe(true);
        }
        const width = data.length / 4;
        expect(data.slice(0, width)).toEqual(data.slice(2 * width, 3 * width));
      }
    }
  });

  test('is the same for the same seed and another for another', async () => {
    const dataset = await make(generator);
    const again = await generator.make({}, 1, undefined);
    const other = await generator.make({}, 2, undefined);
    const some = range(50);
    expect(again.counts).toEqual(dataset.counts);
    for (const split of SPLITS) {
      expect(again.batch(split, some)).toEqual(dataset.batch(split, some));
      expect(again.preview(split, 0, 5)).toEqual(dataset.preview(split, 0, 5));
    }
    expect(other.batch('train', some)).not.toEqual(dataset.batch('train', some));
  });

  test('holds out examples that it does not train on', async () => {
    if (generator.kind === 'tokens') return;
    const dataset = await make(generator);
    const held = [...inputsOf(dataset, 'validation'), ...inputsOf(dataset, 'test')];
    expect(dataset.counts.validation).toBeGreaterThan(50);
    expect(dataset.counts.test).toBeGreaterThan(0.8 * dataset.counts.validation);
    const train = new Set(inputsOf(dataset, 'train'));
    expect(held.filter((input) => train.has(input))).toEqual([]);
    expect(new Set(held).size).toBe(held.length);
  });

  test('makes fresh arrays and refuses indices outside the split', async () => {
    const dataset = await make(generator);
    const [first, second] = [dataset.batch('train', [0]), dataset.batch('train', [0])];
    for (const name of Object.keys(first)) expect(port(first, name).data).not.toBe(port(second, name).data);
    for (const index of [-1, 0.5, dataset.counts.train, Number.NaN]) {
      expect(() => dataset.batch('train', [0, index])).toThrow(ProblemError);
    }
  });

  test('has a probe that can be looked at', async () => {
    const dataset = await make(generator);
    const probe = good(dataset.probe({}));
    const bare = good(probeOf(dataset.spec, {}));
    const shapes = (batch: Batch) => Object.entries(batch).map(([name, { shape }]) => [name, shape]);
    // Where the probe is one of the examples, the spec alone has its sizes.
    if (dataset.spec.probe.some(({ name }) => name === 'example')) expect(shapes(bare)).toEqual(shapes(probe));
    else expect(bare).toEqual(probe);
    for (const name of Object.keys(dataset.spec.ports)) expect(port(probe, name).shape[0]).toBe(1);
    for (const { name } of dataset.spec.probe) {
      const strange = dataset.probe({ [name]: '\u{1f9ff}' });
      expect(isProblems(strange)).toBe(true);
    }
  });

  test('shows pages of examples', async () => {
    const dataset = await make(generator);
    expect(dataset.preview('validation', 0, 7)).toHaveLength(7);
    expect(dataset.preview('validation', 2, 1)).toEqual(dataset.preview('validation', 0, 3).slice(2));
    expect(dataset.preview('validation', 10_000_000, 5)).toEqual([]);
  });

  test('names baselines that leave something to learn', async () => {
    const baselines = (await make(generator)).baselines();
    expect(baselines.length).toBeGreaterThan(1);
    for (const { name, metric, value } of baselines) {
      if (name === 'repeat the source' && generator.id === 'copy') continue;
      expect(value).toBeGreaterThanOrEqual(0);
      if (metric === 'exact') expect(value).toBeLessThan(0.1);
      if (metric === 'accuracy') expect(value).toBeLessThan(0.95);
      // Most of a series' spread is its seasons, which any forecast has.
      if (metric === 'loss') expect(value).toBeGreaterThan(generator.kind === 'series' ? 0.1 : 0.3);
    }
  });

  test('tells how far it is and lets others work', async () => {
    // Large enough to take a while; pictures take longer than text.
    const examples = ['images', 'captions'].includes(generator.kind) ? 5_000 : 30_000;
    const sizes: Readonly<Record<string, Options>> = { fables: { characters: 2_000_000 }, reviews: { words: 300_000 } };
    const size = sizes[generator.id] ?? { examples };
    const reports: [number, number, string][] = [];
    await generator.make(size, 1, undefined, (done, total, unit) => {
      reports.push([done, total, unit]);
    });
    expect(reports.length).toBeGreaterThan(0);
    for (const [done, total, unit] of reports) {
      expect(done).toBeLessThanOrEqual(total);
      expect(unit).not.toBe('');
    }
    expect(reports.map(([done]) => done)).toEqual(reports.map(([done]) => done).toSorted((a, b) => a - b));
  });
});

test('a value an option cannot take is refused', async () => {
  await expect(generatorById('addition')?.make({ digits: 0 }, 1, undefined)).rejects.toThrow(/data\/option/);
  expect(() => generatorById('addition')?.spec({ digits: 2.5 }, undefined)).toThrow(ProblemError);
});

test('a space smaller than asked for is used up', async () => {
  const dataset = await generatorById('addition')?.make({ digits: 1 }, 1, undefined);
  expect(dataset?.counts).toEqual({ train: 90, validation: 10, test: 0 });
  expect(rowsOf(dataset?.batch('train', range(90)) ?? {}, 'source')).toHaveLength(90);
});
