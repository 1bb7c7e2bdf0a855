import { describe, expect, test } from 'vitest';
import { type DataChoice, type Dataset, type Objective, openData, probeOf, specOf, textOf } from '../../src/data';
import { type Corruption, corrupt, lengthsOf, type Marks, type Noise } from '../../src/data/objectives/noise';
import { stream } from '../../src/random';
import { evaluateDim } from '../../src/tensor';
import { fc } from '../support/property';
import { codesOf, good, port, range, rowsOf, textRows } from './help';

const NOISES: readonly Noise[] = [
  'span-corruption',
  'token-masking',
  'token-deletion',
  'text-infilling',
  'sentence-permutation',
  'token-permutation',
];
const MASK = 1_000;
const marks: Marks = { mask: MASK, sentinels: range(500, 2_000), stops: new Set([5]) };

const settings = fc.record({
  ids: fc.array(fc.nat(9), { minLength: 2, maxLength: 80 }),
  rate: fc.double({ min: 0.01, max: 0.9, noNaN: true }),
  span: fc.double({ min: 1, max: 12, noNaN: true }),
  seed: fc.nat(1_000_000),
});
const sorted = (ids: readonly number[]) => [...ids].sort((a, b) => a - b);

/** What T5 makes of a source and a target: spans put back where their sentinels stand. */
function restore(source: readonly number[], target: readonly number[]): readonly number[] {
  const spans = new Map<number, number[]>();
  let now: number[] = [];
  for (const id of target) {
    if (id < 2_000) now.push(id);
    else {
      now = [];
      spans.set(id, now);
    }
  }
  return source.flatMap((id) => spans.get(id) ?? [id]);
}

describe.each(NOISES)('%s', (noise) => {
  test('fits its lengths, and the same draw corrupts the same', () => {
    fc.assert(
      fc.property(settings, ({ ids, rate, span, seed }) => {
        const corruption: Corruption = { noise, rate, span };
        const { source, target } = corrupt(ids, corruption, marks, stream(seed, 'a'));
        const longest = lengthsOf(ids.length, corruption);
        expect(source.length).toBeLessThanOrEqual(longest.source);
        expect(source.length).toBeGreaterThan(0);
        expect(target.length).toBeLessThanOrEqual(longest.target);
        expect(corrupt(ids, corruption, marks, stream(seed, 'a'))).toEqual({ source, target });
        // A shorter text fits where a longer one does: the probe may be any.
        const shorter = corrupt(
          ids.slice(0, -1).length > 1 ? ids.slice(0, -1) : ids,
          corruption,
          marks,
          stream(seed, 'b'),
        );
        expect(shorter.source.length).toBeLessThanOrEqual(longest.source);
        expect(shorter.target.length).toBeLessThanOrEqual(longest.target);
      }),
    );
  });
});

const corrupted =
  (noise: Noise) =>
  (
    check: (
      ids: readonly number[],
      source: readonly number[],
      target: readonly number[],
      span: number,
      rate: number,
    ) => void,
  ) =>
    fc.assert(
      fc.property(settings, ({ ids, rate, span, seed }) => {
        const { source, target } = corrupt(ids, { noise, rate, span }, marks, stream(seed, 'a'));
        check(ids, source, target, span, rate);
      }),
    );

describe('what is lost and what is kept', () => {
  test('spans stand behind sentinels in order', () =>
    corrupted('span-corruption')((ids, source, target) => {
      expect(restore(source, target)).toEqual(ids);
      const sentinels = source.filter((id) => id >= 2_000);
      expect(sentinels).toEqual(range(sentinels.length, 2_000));
      expect(target.filter((id) => id >= 2_000)).toEqual(range(sentinels.length + 1, 2_000));
      expect(target.at(-1)).toBe(2_000 + sentinels.length);
    }));

  test('masking hides in place', () =>
    corrupted('token-masking')((ids, source, target, _, rate) => {
      expect(target).toEqual(ids);
      expect(source).toHaveLength(ids.length);
      for (const [i, id] of source.entries()) if (id !== MASK) expect(id).toBe(ids[i]);
      const hidden = source.filter((id) => id === MASK).length;
      expect(Math.abs(hidden - Math.min(ids.length - 1, Math.max(1, ids.length * rate)))).toBeLessThanOrEqual(0.5);
    }));

  test('deletion leaves the rest in order', () =>
    corrupted('token-deletion')((ids, source, target) => {
      expect(target).toEqual(ids);
      let at = 0;
      for (const id of ids) if (id === source[at]) at++;
      expect(at).toBe(source.length);
      expect(source.length).toBeLessThan(ids.length);
    }));

  test('infilling leaves one mask for a span', () =>
    corrupted('text-infilling')((ids, source, target) => {
      expect(target).toEqual(ids);
      expect(source).toContain(MASK);
      let at = 0;
      const kept = source.filter((id) => id !== MASK);
      for (const id of ids) if (id === kept[at]) at++;
      expect(at).toBe(kept.length);
    }));

  test('permutations keep every symbol', () => {
    corrupted('sentence-permutation')((ids, source, target) => {
      expect(target).toEqual(ids);
      expect(sorted(source)).toEqual(sorted(ids));
    });
    corrupted('token-permutation')((ids, source, target) => {
      expect(target).toEqual(ids);
      expect(sorted(source)).toEqual(sorted(ids));
    });
  });

  test('sentences stay whole, tokens stay near', () => {
    const ids = [1, 2, 5, 3, 5, 4, 4];
    const orders = new Set(
      range(60).map((seed) =>
        corrupt(ids, { noise: 'sentence-permutation', rate: 0.1, span: 1 }, marks, stream(seed, 'x')).source.join(''),
      ),
    );
    expect([...orders].sort()).toEqual(['1253544', '1254435', '3512544', '3544125', '4412535', '4435125']);
    const far = range(40);
    for (const seed of range(50)) {
      const { source } = corrupt(far, { noise: 'token-permutation', rate: 0.1, span: 3 }, marks, stream(seed, 'y'));
      for (const [i, id] of source.entries()) expect(Math.abs(i - id)).toBeLessThanOrEqual(3);
    }
  });
});

const choice = (dataset: 'fables' | 'reviews'): DataChoice => ({
  id: 'text',
  kind: 'tokens',
  source: { type: 'generated', dataset, seed: 1, options: dataset === 'fables' ? { characters: 20_000 } : {} },
});
async function open(objective: Objective, dataset: 'fables' | 'reviews' = 'fables', length = 32): Promise<Dataset> {
  return good(await openData(choice(dataset), { validation: 0.1, length, objective }));
}
const denoising = (noise: Noise): Objective => ({ kind: 'denoising', noise, rate: 0.15, span: 3 });
const MASKED: Objective = { kind: 'masked', rate: 0.15 };

describe.each([MASKED, ...NOISES.map(denoising)])('a data set with %o', (objective) => {
  test('has the spec that checking sees, and fills its ports', async () => {
    const dataset = await open(objective);
    const { spec } = dataset;
    expect(spec).toEqual(good(specOf(choice('fables'), 32, objective)));
    for (const split of ['train', 'validation', 'test'] as const) {
      const batch = dataset.batch(split, [4, 0]);
      expect(Object.keys(batch).sort()).toEqual(Object.keys(spec.ports).sort());
      for (const [name, type] of Object.entries(spec.ports)) {
        const { data, shape } = port(batch, name);
        expect(shape).toEqual(type.shape.map((dim) => evaluateDim(dim, { B: 2, ...spec.symbols })));
        expect(data.every((id) => id >= 0 && id < (type.vocabulary?.size ?? 2))).toBe(true);
      }
    }
  });

  test('corrupts anew in each epoch of training, and held-out text always the same', async () => {
    const [dataset, again] = [await open(objective), await open(objective)];
    const indices = range(20);
    const epoch = (n: number) => indices.map(() => n);
    // Far apart, so that some windows have several sentences.
    const train = indices.map((i) => 97 * i);
    expect(again.batch('train', train, epoch(3))).toEqual(dataset.batch('train', train, epoch(3)));
    expect(dataset.batch('train', train, epoch(1))).not.toEqual(dataset.batch('train', train, epoch(0)));
    for (const split of ['validation', 'test'] as const) {
      expect(dataset.batch(split, indices, epoch(1))).toEqual(dataset.batch(split, indices));
    }
    // An example is corrupted the same, whatever stands beside it in the batch.
    const alone = rowsOf(dataset.batch('train', [7], [2]), Object.keys(dataset.spec.ports)[0] ?? '');
    expect(rowsOf(dataset.batch('train', [3, 7], [0, 2]), Object.keys(dataset.spec.ports)[0] ?? '')[1]).toEqual(
      alone[0],
    );
  });

  test('makes a batch without going through the vocabulary, which may have sixty thousand words', async () => {
    const dataset = await open(objective);
    let reads = 0;
    const watched = (symbols: readonly string[]) =>
      new Proxy([...symbols], {
        get(target, key, receiver) {
          reads++;
          return Reflect.get(target, key, receiver);
        },
      });
    for (const { vocabularies } of [dataset.spec, dataset.spec.from ?? dataset.spec]) {
      for (const [id, symbols] of Object.entries(vocabularies)) Object.assign(vocabularies, { [id]: watched(symbols) });
    }
    // The first may look up what it needs; that is kept.
    dataset.batch('train', range(8), range(8));
    reads = 0;
    dataset.batch('train', range(8), range(8));
    expect(reads).toBe(0);
    textOf(dataset.spec, Object.keys(dataset.spec.vocabularies)[0] ?? '', [5]);
    expect(reads).toBeGreaterThan(0);
  });

  test('has a probe, a preview and baselines that leave something to learn', async () => {
    const dataset = await open(objective);
    expect(probeOf(dataset.spec, {})).toEqual(good(dataset.probe({})));
    expect(codesOf(dataset.probe({ text: 'ß' }))).toEqual(['input/predict']);
    expect(codesOf(dataset.probe({ text: 'a'.repeat(33) }))).toEqual(['input/predict']);
    expect(dataset.preview('validation', 1, 3)).toHaveLength(3);
    const baselines = dataset.baselines();
    expect(baselines.length).toBeGreaterThan(1);
    for (const { value } of baselines) expect(value).toBeLessThan(0.9);
  });
});

describe('denoising', () => {
  test('shows sentinels in the source and what they stand for in the target', async () => {
    const dataset = await open(denoising('span-corruption'));
    const [{ source = '', target = '' } = {}] = textRows(dataset.preview('train', 0, 1));
    expect(source).toContain('<extra_0>');
    expect(target).toMatch(/^<extra_0>[^<]+<extra_1>/);
    const texts = target.split(/<extra_\d+>/);
    let n = 0;
    const whole = source.replaceAll(/<extra_\d+>/g, () => texts[++n] ?? '');
    const plain = good(await openData(choice('fables'), { validation: 0.1, length: 32 }));
    expect(whole).toBe(textOf(plain.spec, 'tokens', port(plain.batch('train', [0]), 'tokens').data));
  });

  test('takes a corrupted text from the person and leaves the target open', async () => {
    const dataset = await open(denoising('span-corruption'));
    const batch = good(dataset.probe({ corrupted: 'the <extra_0> fox' }));
    const { data } = port(batch, 'source');
    expect(textOf(dataset.spec, 'source', data)).toBe('the <extra_0> fox');
    expect(rowsOf(batch, 'target_mask')[0]?.reduce((a, b) => a + b, 0)).toBe(1);
    expect(codesOf(dataset.probe({ text: 'a' }))).toEqual(['input/predict']);
    expect(codesOf(dataset.probe({ corrupted: 'the <pad> fox' }))[0]).toBe('input/predict');
  });
});

describe('masked text', () => {
  test('hides as many as asked for: most as masks, some as others, some not at all', async () => {
    const dataset = await open(MASKED, 'reviews');
    const batch = dataset.batch('train', range(2_000));
    const [tokens, targets, chosen] = ['tokens', 'targets', 'chosen'].map((name) => port(batch, name).data);
    const mask = dataset.spec.vocabularies.tokens?.indexOf('<mask>');
    const share = { masked: 0, changed: 0, kept: 0 };
    for (const [i, bit] of (chosen ?? []).entries()) {
      if (bit === 0) expect(tokens?.[i]).toBe(targets?.[i]);
      else if (tokens?.[i] === mask) share.masked++;
      else if (tokens?.[i] === targets?.[i]) share.kept++;
      else share.changed++;
    }
    const all = share.masked + share.changed + share.kept;
    expect(all / (2_000 * 32)).toBeCloseTo(5 / 32, 5);
    expect(share.masked / all).toBeCloseTo(0.8, 1);
    expect(share.changed / all).toBeCloseTo(0.1, 1);
    expect(share.kept / all).toBeCloseTo(0.1, 1);
  });

  test('fits the sentiment data that have room for the mask', async () => {
    const masked = (await open(MASKED, 'reviews')).spec;
    const sentiment = good(
      specOf({
        id: 's',
        kind: 'labelled',
        source: { type: 'generated', dataset: 'sentiment', seed: 1, options: { mask: 'yes' } },
      }),
    );
    expect(sentiment.vocabularies.tokens).toEqual(masked.vocabularies.tokens);
  });

  test('probe: masks that the person writes are what is to be filled in', async () => {
    const dataset = await open(MASKED, 'reviews');
    const batch = good(dataset.probe({ text: 'the plot was <mask> very <mask> .' }));
    expect(rowsOf(batch, 'chosen')).toEqual([[0, 0, 0, 1, 0, 1, 0]]);
    const drawn = good(dataset.probe({ text: 'the plot was not very clever .' }));
    expect(rowsOf(drawn, 'chosen')[0]?.reduce((a, b) => a + b, 0)).toBe(1);
    expect(textOf(dataset.spec, 'tokens', port(drawn, 'targets').data)).toBe('the plot was not very clever .');
  });
});
