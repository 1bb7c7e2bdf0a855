import { describe, expect, test } from 'vitest';
import { catalogue, type DataChoice, inspectFile, type Options, openData, specOf } from '../../src/data';
import { bad, codesOf, good } from './help';

const generated = (dataset: string, kind: DataChoice['kind'], options: Options = {}): DataChoice => ({
  id: 'data',
  kind,
  source: { type: 'generated', dataset, seed: 1, options },
});

describe('a document’s choice of generated data', () => {
  test('has the spec that its data will have', async () => {
    for (const { id, kind } of catalogue) {
      const choice = generated(id, kind);
      const spec = good(specOf(choice));
      const dataset = good(await openData(choice, { validation: 0.1 }));
      expect(dataset.spec).toEqual(spec);
    }
  });

  test('takes options and length', () => {
    expect(good(specOf(generated('addition', 'pairs', { digits: 5 }))).symbols).toMatchObject({ S: 11, T: 7 });
    expect(good(specOf(generated('fables', 'tokens'), 128)).symbols.T).toBe(128);
  });

  test('is refused with a reason', async () => {
    const both = async (choice: DataChoice, length?: number) => {
      const codes = codesOf(specOf(choice, length));
      expect(codesOf(await openData(choice, { validation: 0.1, length }))).toEqual(codes);
      return codes;
    };
    expect(await both(generated('nothing', 'pairs'))).toEqual(['data/unknown']);
    expect(await both(generated('copy', 'tokens'))).toEqual(['data/kind']);
    expect(await both(generated('copy', 'pairs', { longest: 'many', size: 3 }))).toEqual([
      'data/option',
      'data/option',
    ]);
    expect(await both(generated('addition', 'pairs', { answer: 'sideways' }))).toEqual(['data/option']);
    expect(await both(generated('fables', 'tokens'), 0)).toEqual(['data/option']);
    const [problem] = bad(specOf(generated('copy', 'pairs', { longest: 1_000 })));
    expect(problem).toMatchObject({
      at: { parameter: 'longest' },
      expected: 'a whole number from 3 to 200',
      received: '1000',
    });
  });

  test('too little text for the window is a problem, not an exception', async () => {
    const result = await openData(generated('fables', 'tokens', { characters: 20_000 }), {
      validation: 0.1,
      length: 4_000,
    });
    expect(codesOf(result)).toEqual(['data/too-few']);
  });
});

describe('a document’s choice of a file', () => {
  test('has a spec without the file, and needs it for data', async () => {
    const file = new Blob(['some text to learn from']);
    const { kind, source } = good(await inspectFile(file, 'some.txt'));
    const choice: DataChoice = { id: 'mine', kind, source };
    const spec = good(specOf(choice, 4));
    const dataset = good(await openData(choice, { validation: 0.3, length: 4, file }));
    expect(dataset.spec).toEqual(spec);
    const [problem] = bad(await openData(choice, { validation: 0.3, length: 4 }));
    expect(problem).toMatchObject({ code: 'data/missing-file', at: { field: 'data.mine' } });
    expect(problem?.expected).toContain('some.txt');
  });
});
