import { describe, expect, test } from 'vitest';
import { type Dataset, generatorById, type Options, type Split } from '../../src/data';
import { report } from '../../src/data/generators/news-grammar';
import { sentencePair } from '../../src/data/generators/translation-grammar';
import { stream } from '../../src/random';
import { codesOf, good, range, rowsOf, textRows } from './help';

async function open(id: string, options: Options = {}): Promise<Dataset> {
  const generator = generatorById(id);
  if (!generator) throw new Error(`no data set ${id}`);
  return generator.make(options, 3, undefined);
}
const shown = (dataset: Dataset, split: Split) => textRows(dataset.preview(split, 0, dataset.counts[split]));
const words = (text = '') => text.split(' ');

describe('translation', () => {
  test('has one translation for a sentence, with the verb last in its clause', () => {
    const random = stream(1, 'one');
    const meant = new Map<string, string>();
    for (let i = 0; i < 20_000; i++) {
      const said = sentencePair(random, 1, 60);
      if (!said) continue;
      const [english, other] = [said.english.join(' '), said.other.join(' ')];
      expect(meant.get(english) ?? other).toBe(other);
      meant.set(english, other);
      const main = other.split(/ (?:et|sed|kur|dum|kvam|\.)(?: |$)/)[0] ?? '';
      expect(main).toMatch(/(et|ent|em|emus|avi|avit|avimus|avunt)$/);
    }
  });

  test('agrees and reorders', () => {
    const random = stream(2, 'some');
    const pairs = Array.from({ length: 150_000 }, () => sentencePair(random, 8, 14)).filter(
      (said) => said !== undefined,
    );
    const found = (english: RegExp) => pairs.filter((said) => english.test(said.english.join(' ')));
    // Two adjectives in reverse, then the article: all in the class and number of the noun before them.
    const boat = found(/\bthe big red boat\b/);
    expect(boat.length).toBeGreaterThan(0);
    for (const { other } of boat) expect(other.join(' ')).toContain('barka rovu grosu lu');
    const girls = found(/\bthe old girls\b/);
    expect(girls.length).toBeGreaterThan(0);
    for (const { other } of girls) expect(other.join(' ')).toContain('polan vele le');
    const causes = found(/ because (?:she|i|we|they) (?:sleeps|sleep|slept) \.$/);
    expect(causes.length).toBeGreaterThan(0);
    for (const { other } of causes) expect(other.slice(-3).join(' ')).toMatch(/^dorm[a-z]+ kur \.$/);
  });

  test.each([20, 60])('has every length up to %i as often, in all splits', async (longest) => {
    const dataset = await open('translation', { longest });
    for (const split of ['train', 'validation', 'test'] as const) {
      const buckets = new Array<number>(longest / 5).fill(0);
      for (const { source } of shown(dataset, split)) {
        const bucket = Math.floor((words(source).length - 1) / 5);
        buckets[bucket] = (buckets[bucket] ?? 0) + 1;
      }
      const even = dataset.counts[split] / buckets.length;
      for (const count of buckets) expect(Math.abs(count - even)).toBeLessThan(0.2 * even + 2);
    }
  });

  test('probe: its own sentence is translated as the grammar does', async () => {
    const dataset = await open('translation');
    const probe = good(dataset.probe({}));
    expect(rowsOf(probe, 'source')[0]?.filter((id) => id > 0)).toHaveLength(9);
    const random = stream(9, 'probe');
    const said = Array.from({ length: 200_000 }, () => sentencePair(random, 9, 9)).find((one) =>
      /^the old [a-z]+ sees a big red boat/.test(one?.english.join(' ') ?? ''),
    );
    if (said) expect(said.other.slice(-5).join(' ')).toBe('barka rovu grosu videt .');
    expect(codesOf(dataset.probe({ source: 'the zebra sleeps .' }))).toEqual(['input/predict']);
  });
});

describe('summaries', () => {
  test('say who won, what was lost, who bought whom', () => {
    const random = stream(4, 'news');
    for (let i = 0; i < 5_000; i++) {
      const { text, summary } = report(random);
      const winner = /in the final (\w+) beat/.exec(text)?.[1] ?? /lost the final to (\w+)/.exec(text)?.[1];
      const lost = /(\w+ \w+) were destroyed|left nothing of (\w+ \w+)/.exec(text);
      const sale = /(\w+) agreed to belong to (\w+)/.exec(text);
      const owner = /(\w+) now owns (\w+)/.exec(text);
      const [buyer, sold] = sale ? [sale[2], sale[1]] : [owner?.[1], owner?.[2]];
      if (winner) expect(summary.startsWith(`${winner} won the`)).toBe(true);
      else if (lost) expect(summary).toContain(` destroyed ${lost[1] ?? lost[2]} in `);
      else expect(summary.startsWith(`${buyer} bought ${sold} for `)).toBe(true);
      for (const word of words(summary)) {
        if (!['won', 'destroyed', 'bought', 'for', 'in', 'the', '.'].includes(word))
          expect(words(text)).toContain(word);
      }
    }
  });
});

describe('stories', () => {
  /** Where somebody or something is, by reading the sentences. */
  function answer(text: string): string | undefined {
    const sentences = text.split(' . ');
    const at = new Map<string, string>();
    const held = new Map<string, string>();
    for (const sentence of sentences) {
      const [, mover = '', place = ''] = /^(\w+) (?:went|walked|ran) to the (\w+)$/.exec(sentence) ?? [];
      const [, person = '', did, thing = ''] = /^(\w+) (took|dropped) the (\w+)$/.exec(sentence) ?? [];
      if (mover) at.set(mover, place);
      if (did === 'took') held.set(thing, person);
      if (did === 'dropped') {
        held.delete(thing);
        at.set(thing, at.get(person) ?? '');
      }
    }
    const asked = /where is (?:the )?(\w+) \?$/.exec(text)?.[1] ?? '';
    return at.get(held.get(asked) ?? asked);
  }

  test.each(['people', 'things', 'both'])('have the answer that their sentences lead to: %s', async (questions) => {
    const dataset = await open('stories', { questions, sentences: 12, examples: 2_000 });
    for (const { text = '', label } of shown(dataset, 'train')) expect(answer(text), text).toBe(label);
  });

  test('need more than the words in them', async () => {
    const figures = (await open('stories')).baselines().map(({ value }) => value);
    expect(Math.max(...figures)).toBeLessThan(0.6);
  });
});

describe('long-range memory', () => {
  test('asks for the mark after the cue; what is held out has the whole gap', async () => {
    const dataset = await open('memory', { gap: 30, marks: 3 });
    expect(dataset.spec.symbols).toEqual({ T: 33, V: 19, K: 3 });
    for (const split of ['train', 'validation', 'test'] as const) {
      const lengths = new Set<number>();
      for (const { text = '', label } of shown(dataset, split)) {
        expect(text[0]).toBe('!');
        expect(text[1]).toBe(label);
        expect(text.at(-1)).toBe('?');
        lengths.add(text.length - 3);
      }
      expect([Math.min(...lengths), Math.max(...lengths)]).toEqual(split === 'train' ? [5, 30] : [30, 30]);
    }
    const fixed = await open('memory', { gap: 30, gaps: 'fixed' });
    expect(new Set(shown(fixed, 'train').map(({ text = '' }) => text.length))).toEqual(new Set([33]));
  });

  test('is no matter of which symbols occur', async () => {
    const dataset = await open('memory', { gap: 200, examples: 3_000 });
    expect(Math.max(...dataset.baselines().map(({ value }) => value))).toBeLessThan(0.4);
    expect(rowsOf(dataset.batch('validation', range(3)), 'mask').every((row) => row.every((bit) => bit === 1))).toBe(
      true,
    );
  });
});
