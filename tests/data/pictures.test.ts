import { describe, expect, test } from 'vitest';
import { type Dataset, generatorById, type Options, probeOf } from '../../src/data';
import { scene } from '../../src/data/generators/scene-grammar';
import { rgbaOf } from '../../src/panels/data/image';
import { stream } from '../../src/random';
import { bad, codesOf, good, port, range, rowsOf, textRows } from './help';

async function open(id: string, options: Options = {}, length?: number): Promise<Dataset> {
  const generator = generatorById(id);
  if (!generator) throw new Error(`no data set ${id}`);
  return generator.make({ examples: 400, ...options }, 3, length);
}
const pictureOf = (dataset: Dataset, i: number) => {
  const image = dataset.preview('train', i, 1)[0]?.image;
  if (image === undefined || typeof image === 'string') throw new Error('no picture');
  return image;
};

describe('glyphs', () => {
  test('have values from 0 to 255, as many classes and pixels as asked for, evenly', async () => {
    const dataset = await open('glyphs', { size: 20, classes: 34 });
    expect(dataset.spec.symbols).toEqual({ H: 20, W: 20, C: 1, K: 34 });
    const { image, label } = dataset.batch('train', range(dataset.counts.train));
    const values = Array.from(image?.data ?? []);
    expect(Math.min(...values.slice(0, 40_000))).toBe(0);
    expect(Math.max(...values.slice(0, 40_000))).toBeGreaterThan(200);
    expect(values.every((value) => Number.isInteger(value) && value >= 0 && value <= 255)).toBe(true);
    expect(new Set(label?.data).size).toBe(34);
  });

  test('are harder for a linear model the hastier the hand', async () => {
    const linear = async (hand: string) =>
      (await open('glyphs', { hand, size: 12, examples: 1_000 }))
        .baselines()
        .find(({ name }) => name.startsWith('pixels'))?.value;
    const [neat = 0, hasty = 1] = [await linear('neat'), await linear('hasty')];
    expect(hasty).toBeLessThan(neat - 0.2);
    expect(hasty).toBeGreaterThan(0.15);
  });

  test('the preview is what the batch has', async () => {
    const dataset = await open('glyphs');
    const { pixels, text } = pictureOf(dataset, 7);
    expect(Array.from(pixels)).toEqual(Array.from(port(dataset.batch('train', [7]), 'image').data));
    expect(text).toBe(dataset.preview('train', 7, 1)[0]?.label);
  });
});

describe('the probe', () => {
  test('of images is a held-out example by number, with its own label unless another is said', async () => {
    const dataset = await open('glyphs');
    expect(dataset.probe({ example: '5' })).toEqual(dataset.batch('validation', [5]));
    const own = port(dataset.batch('validation', [5]), 'label').data[0] ?? 0;
    const other = String((own + 1) % 10);
    const said = good(dataset.probe({ example: '5', label: other }));
    expect(port(said, 'label').data).toEqual(Int32Array.of(Number(other)));
    expect(said.image).toEqual(dataset.batch('validation', [5]).image);
  });

  test('refuses what is no example', async () => {
    const dataset = await open('glyphs');
    for (const example of ['-1', '40', '1.5', '', 'three']) expect(codesOf(dataset.probe({ example }))).toHaveLength(1);
    const [problem] = bad(dataset.probe({ example: '40' }));
    expect(problem).toMatchObject({
      code: 'input/predict',
      at: { field: 'example' },
      expected: 'a whole number from 0 to 39',
      received: '40',
    });
    expect(codesOf(probeOf(dataset.spec, { example: 'x', label: 'y' }))).toHaveLength(2);
    expect(port(good(probeOf(dataset.spec, { example: '4000' })), 'image').data.every((value) => value === 0)).toBe(
      true,
    );
  });

  test('of captions has the own sentence, or the one that is said', async () => {
    const dataset = await open('scenes');
    expect(dataset.probe({ example: '3' })).toEqual(dataset.batch('validation', [3]));
    const said = good(dataset.probe({ example: '3', target: 'two red circles' }));
    expect(said.image).toEqual(dataset.batch('validation', [3]).image);
    expect(rowsOf(said, 'target_mask')[0]?.reduce((a, b) => a + b, 0)).toBe(4);
    expect(codesOf(dataset.probe({ example: '3', target: 'two red dogs' }))).toEqual(['input/predict']);
  });

  test('of a series is a window by number', async () => {
    const dataset = await open('weather', { readings: 3_000 }, 16);
    expect(dataset.probe({ example: '9' })).toEqual(dataset.batch('validation', [9]));
    expect(codesOf(dataset.probe({ example: String(dataset.counts.validation) }))).toEqual(['input/predict']);
  });
});

describe('captioned scenes', () => {
  test('have one caption for what is seen', () => {
    const random = stream(5, 'scenes');
    const said = new Map<string, string>();
    for (let i = 0; i < 30_000; i++) {
      const { things, caption } = scene(random, 'relations');
      const seen = things.map((thing) => Object.values(thing).join(' ')).sort();
      const text = caption.join(' ');
      expect(said.get(seen.join()) ?? text).toBe(text);
      said.set(seen.join(), text);
    }
  });

  test('show the colours that are named', async () => {
    const dataset = await open('scenes', { level: 'places' });
    for (const i of range(60)) {
      const { pixels, text, width } = pictureOf(dataset, i);
      const [, colour = '', , row = '', column = ''] = /^a (\w+) (\w+) at the (\w+) (\w+)$/.exec(text) ?? [];
      const place: Readonly<Record<string, number>> = { top: 0, middle: 1, bottom: 2, left: 0, centre: 1, right: 2 };
      const side = width / 3;
      const inCell = range(pixels.length / 3).filter(
        (at) => Math.floor(at / width / side) === place[row] && Math.floor((at % width) / side) === place[column],
      );
      const colours = inCell.map((at) => Array.from(pixels.subarray(3 * at, 3 * at + 3)));
      const [r = 0, g = 0, b = 0] = colours.toSorted((c, d) => Math.max(...d) - Math.max(...c))[0] ?? [];
      const brightest = Math.max(r, g, b);
      if (colour === 'red') expect(r).toBe(brightest);
      if (colour === 'green') expect(g).toBe(brightest);
      if (colour === 'blue') expect(b).toBe(brightest);
      expect(brightest).toBeGreaterThan(100);
    }
    expect((await open('scenes', { colour: 'grey' })).spec.symbols.C).toBe(1);
  });
});

describe('weather', () => {
  test('asks for what comes after the window', async () => {
    const dataset = await open('weather', { readings: 3_000, horizon: 4 }, 10);
    expect(dataset.counts).toEqual({ train: 2_400 - 13, validation: 300 - 13, test: 300 - 13 });
    const { window, target } = dataset.batch('train', [20]);
    const later = dataset.batch('train', [24]);
    const temperatures = Array.from({ length: 10 }, (_, t) => later.window?.data[t * 4]);
    expect(Array.from(target?.data ?? [])).toEqual(temperatures.slice(6));
    expect(window?.shape).toEqual([1, 10, 4]);
    await expect(open('weather', { readings: 2_000 }, 250)).rejects.toThrow(/data\/too-few/);
  });

  test('is in standard deviations of what trains, and is neither still nor repeated', async () => {
    const dataset = await open('weather', {}, 1);
    const { data } = port(dataset.batch('train', range(dataset.counts.train)), 'window');
    for (const column of range(4)) {
      const values = Array.from(data).filter((_, i) => i % 4 === column);
      const mean = values.reduce((a, b) => a + b, 0) / values.length;
      expect(mean).toBeCloseTo(0, 1);
      expect(values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length).toBeCloseTo(1, 1);
    }
    const [mean, last, linear] = (await open('weather')).baselines().map(({ value }) => value);
    expect(last).toBeGreaterThan(2 * (linear ?? 1));
    expect(mean).toBeGreaterThan(2 * (linear ?? 1));
    expect(textRows(dataset.preview('train', 0, 1))[0]).toHaveProperty('next temperature');
  });
});

test('a picture as a canvas takes it', () => {
  const grey = { height: 1, width: 2, channels: 1, pixels: Uint8Array.of(0, 200), text: '' };
  expect([...rgbaOf(grey)]).toEqual([0, 0, 0, 255, 200, 200, 200, 255]);
  const colour = { height: 1, width: 1, channels: 3, pixels: Uint8Array.of(1, 2, 3), text: '' };
  expect([...rgbaOf(colour)]).toEqual([1, 2, 3, 255]);
});
