import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { detokenize, encode, generatorById, SPECIAL, textOf, tokenizers } from '../../src/data';
import { ProblemError } from '../../src/problem';

const { character, word } = tokenizers;

describe('characters', () => {
  test('join what they split', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(character.join(character.split(text))).toBe(text);
      }),
    );
  });

  test('are code points', () => {
    expect(character.split('aé🙂\n')).toEqual(['a', 'é', '🙂', '\n']);
  });
});

describe('words', () => {
  test('are lower case, with apostrophes inside and punctuation apart', () => {
    expect(word.split("It isn't  GOOD, l’été: 3.5!")).toEqual([
      'it',
      "isn't",
      'good',
      ',',
      'l’été',
      ':',
      '3',
      '.',
      '5',
      '!',
    ]);
    expect(word.split(' \n\t ')).toEqual([]);
  });

  test('never make a special symbol', () => {
    for (const symbol of Object.values(SPECIAL)) expect(word.split(symbol)).not.toContain(symbol);
  });

  test('split what they joined the same way', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: 'grapheme' })), (text) => {
        const words = word.split(text);
        expect(word.split(word.join(words))).toEqual(words);
      }),
    );
  });
});

describe('vocabularies', () => {
  test('name what they do not have, and where', () => {
    const { ids, problems } = encode(['a', 'ß', 'b'], ['a', 'b'], 'text');
    expect(ids).toEqual([0, 1]);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({
      code: 'input/predict',
      at: { field: 'text', column: 2 },
      received: '"ß" as symbol 2',
    });
  });

  test('take unknown symbols where they have a symbol for them', () => {
    expect(encode(['a', 'ß'], [SPECIAL.pad, SPECIAL.unknown, 'a'], 'text')).toEqual({ ids: [2, 1], problems: [] });
  });

  test('do not take special symbols from a person', () => {
    expect(encode([SPECIAL.pad], [SPECIAL.pad, 'a'], 'text').problems).toHaveLength(1);
  });

  test('give symbols of ids by port and by name, and text up to the end', () => {
    const spec = generatorById('reverse')?.spec({}, undefined);
    if (!spec) throw new Error('no such data set');
    expect(detokenize(spec, 'target_out', [3, 4, 2, 0])).toEqual(['a', 'b', '<end>', '<pad>']);
    expect(detokenize(spec, 'source', [1, 2])).toEqual(['a', 'b']);
    expect(textOf(spec, 'target', [1, 3, 4, 2, 5])).toBe('ab');
    expect(() => detokenize(spec, 'target', [99])).toThrow(ProblemError);
    expect(() => detokenize(spec, 'source_mask', [0])).toThrow(/data\/no-port/);
  });
});
