import { describe, expect, test } from 'vitest';
import { fileSpec, inspectFile, type Options, openFile, probeOf, SPECIAL, textOf, tokenizerFor } from '../../src/data';
import { PieceCounter, partsOf } from '../../src/data/tokenizers/learn-bpe';
import { fc } from '../support/property';
import { bad, codesOf, good, port, range, rowsOf } from './help';

async function learn(texts: readonly string[], most: number, special: readonly string[] = []) {
  const counter = new PieceCounter();
  for (const text of texts) counter.add(text);
  return counter.learn(most, special);
}
const joined = (vocabulary: readonly string[]) =>
  vocabulary.filter((symbol) => !symbol.startsWith('<') && symbol.length > 1);

/** Any text there is but halves of characters, which are no text. */
const text = fc.string({ unit: 'binary' }).filter((t) => !/[\ud800-\udfff]/u.test(t));

describe('byte pairs', () => {
  test('are joined from the most frequent on', async () => {
    // low ×5, lower ×2, newest ×6, widest ×3: the example of Sennrich and others.
    const texts = ['low '.repeat(5), 'lower '.repeat(2), 'newest '.repeat(6), 'widest '.repeat(3)].map((t) => t.trim());
    const pairs = joined(await learn(texts, 256 + 11 + 6));
    expect(pairs.slice(0, 2)).toEqual(['es', 'est']);
    expect(pairs).toContain('lo');
  });

  test('never cross the end of a word, and keep the space before it', async () => {
    const vocabulary = await learn(['the cat and the hat, the cat and the hat'], 400);
    expect(joined(vocabulary)).toContain(' the');
    for (const symbol of joined(vocabulary)) expect(symbol).toMatch(/^ ?[a-z]+$/);
    const { split, join } = tokenizerFor('bpe', vocabulary);
    expect(split('the cat and the bat')).toEqual(expect.arrayContaining([' the', ' cat', ' and']));
    expect(join(split('the cat and the bat'))).toBe('the cat and the bat');
  });

  test('join what they split, whatever was learned and whatever comes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(text, { maxLength: 6 }), fc.array(text, { maxLength: 3 }), async (seen, met) => {
        const vocabulary = await learn(seen, 300 + seen.join('').length);
        expect(new Set(vocabulary).size).toBe(vocabulary.length);
        const { split, join } = tokenizerFor('bpe', vocabulary);
        for (const one of [...seen, ...met]) {
          const symbols = split(one);
          expect(join(symbols)).toBe(one);
          for (const symbol of symbols) expect(vocabulary).toContain(symbol);
        }
      }),
      { numRuns: 200 },
    );
  });

  test('never make a special symbol, and say one that a person writes as text', async () => {
    const vocabulary = await learn(['<pad> <pad> <0x41> <0x41> <mask> <mask>'.repeat(20)], 500, Object.values(SPECIAL));
    const { split, join } = tokenizerFor('bpe', vocabulary);
    for (const symbol of [...Object.values(SPECIAL), '<0x41>']) {
      expect(split(symbol)).not.toContain(symbol);
      expect(join(split(symbol))).toBe(symbol);
    }
  });

  test('need fewer symbols the more they know, and bytes where they know nothing', async () => {
    const line = 'she sells sea shells on the sea shore. ';
    const lengths = await Promise.all(
      [280, 300, 340].map(async (most) => tokenizerFor('bpe', await learn([line.repeat(50)], most)).split(line).length),
    );
    expect(lengths).toEqual(lengths.toSorted((a, b) => b - a));
    expect(lengths[2]).toBeLessThan(15);
    const { split } = tokenizerFor('bpe', await learn([line], 300));
    expect(split('é')).toEqual(['<0xC3>', '<0xA9>']);
  });

  test('long texts fall into parts that make the text again', () => {
    fc.assert(
      fc.property(fc.array(text, { maxLength: 8 }), fc.integer({ min: 1, max: 20_000 }), (pieces, times) => {
        const long = `${pieces.join('\n')}🙂`.repeat(times);
        const parts = [...partsOf(long)];
        expect(parts.join('') === long).toBe(true);
        expect(parts.some((part) => /^[\udc00-\udfff]|[\ud800-\udbff]$/.test(part))).toBe(false);
        expect(parts.every((part) => part.length <= 2 ** 18)).toBe(true);
      }),
      { numRuns: 40 },
    );
  });
});

const blobOf = (content: string) => new Blob([content]);
const STORY = 'the old fox sat beside the old mill and saw the moon.\nthe moon saw the fox.\n'.repeat(60);

describe('files by other symbols than characters', () => {
  test.each(['word', 'bpe'])('a text by %s checks without the file and says the same with it', async (tokenizer) => {
    const options: Options = { tokenizer, vocabulary: 330 };
    const inspection = good(await inspectFile(blobOf(STORY), 'story.txt', { options }));
    expect(inspection.source.options).toEqual({ tokenizer, vocabulary: 330, test: 0 });
    const dataset = good(await openFile(inspection, blobOf(STORY), 12, 0.1));
    expect(dataset.spec.tokenizers).toEqual({ tokens: tokenizer });
    const windows = range(4).map((i) => port(dataset.batch('train', [i * 12]), 'tokens').data);
    const { join } = tokenizerFor(
      dataset.spec.tokenizers?.tokens ?? 'character',
      dataset.spec.vocabularies.tokens ?? [],
    );
    const said = join(windows.flatMap((ids) => Array.from(ids, (id) => dataset.spec.vocabularies.tokens?.[id] ?? '')));
    const plain = tokenizer === 'word' ? 'the old fox sat beside the old mill and saw the moon . the moon' : STORY;
    expect(plain.startsWith(said.slice(0, 40))).toBe(true);
    const probe = good(dataset.probe({ text: 'the fox saw the mill' }));
    expect(textOf(dataset.spec, 'tokens', port(probe, 'tokens').data)).toBe('the fox saw the mill');
    const shorter = { ...inspection.source, vocabularies: { tokens: ['<unknown>', 'the', 'fox'] } };
    const changed = await openFile({ kind: 'tokens', source: shorter }, blobOf(STORY), 12, 0.1);
    if (tokenizer === 'bpe') expect(codesOf(changed)).toEqual(['data/wrong-file']);
  });

  test('pairs and labelled texts learn their own, target with start and end', async () => {
    const rows = range(80).map((i) => `the red fox number ${i},der rote fuchs nummer ${i}`);
    const csv = rows.join('\n');
    const options: Options = { tokenizer: 'bpe', vocabulary: 340, header: 'no' };
    const pairs = good(await inspectFile(blobOf(csv), 'a.csv', { kind: 'pairs', options }));
    expect(pairs.source.vocabularies.target?.slice(0, 3)).toEqual(['<pad>', '<start>', '<end>']);
    const dataset = good(await openFile(pairs, blobOf(csv), undefined, 0.2));
    const batch = dataset.batch('train', [0]);
    expect(textOf(dataset.spec, 'source', rowsOf(batch, 'source')[0] ?? [])).toMatch(/^the red fox number \d+$/);
    expect(textOf(dataset.spec, 'target', rowsOf(batch, 'target_out')[0] ?? [])).toMatch(/^der rote fuchs nummer \d+$/);
    expect(dataset.spec.symbols.S).toBeLessThan(12);
    const labelled = good(
      await inspectFile(blobOf(rows.map((row, i) => `${row.split(',')[0]},${i % 2}`).join('\n')), 'b.csv', {
        kind: 'labelled',
        options,
      }),
    );
    expect(labelled.source.vocabularies.tokens?.[0]).toBe('<pad>');
    good(probeOf(good(fileSpec(labelled, undefined)), {}));
    good(probeOf(dataset.spec, {}));
    expect(labelled.source.vocabularies.tokens?.length).toBeLessThanOrEqual(340);
  });

  test('a vocabulary without room for the bytes is refused', async () => {
    const options: Options = { tokenizer: 'bpe', vocabulary: 200 };
    const [problem] = bad(await inspectFile(blobOf(STORY), 'story.txt', { options }));
    expect(problem).toMatchObject({
      code: 'data/option',
      at: { field: 'story.txt', parameter: 'vocabulary' },
      expected: 'at least 300 symbols for byte pairs, of which 256 are the bytes',
      received: '200',
    });
  });

  test('learning lets others work and says how far it is', async () => {
    const reports = new Set<string>();
    const long = range(20_000)
      .map((i) => `word${(i * 7919) % 5_000} and ${(i * 104_729) % 10_007}`)
      .join('\n');
    const started = performance.now();
    good(
      await inspectFile(
        blobOf(long),
        'long.txt',
        { options: { tokenizer: 'bpe', vocabulary: 2_000 } },
        (_done, _total, unit) => {
          reports.add(unit);
        },
      ),
    );
    expect([...reports]).toEqual(['bytes', 'symbols', 'characters']);
    expect(performance.now() - started).toBeLessThan(20_000);
  }, 60_000);
});
