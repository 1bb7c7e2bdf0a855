import { describe, expect, it } from 'vitest';
import { dataNodeFor } from '../../src/app/files/data-file';
import { fileName } from '../../src/app/files/download';
import { kindOfFile } from '../../src/app/files/kind';
import { adaptToData } from '../../src/check';
import { apply, type DataChoice, invert, serialiseDocument } from '../../src/document';
import { checker, GraphBuilder } from '../support/graph';

const symbols = [...'abcdefghij'];

const textFile = (id: string, vocabulary: readonly string[]): DataChoice => ({
  id,
  kind: 'tokens',
  source: {
    type: 'file',
    format: 'text',
    name: 'story.txt',
    bytes: 1000,
    sha256: 'a'.repeat(64),
    vocabularies: { tokens: [...vocabulary] },
    lengths: {},
    examples: 1000,
    options: {},
  },
});

const model = (units: number | string, vocabulary = 0) =>
  new GraphBuilder()
    .generated('text', 'tokens', 'fables')
    .block('text', 'token-data', { data: 'text', length: 16 })
    .block('embedding', 'embedding', { width: 8, vocabulary })
    .block('head', 'linear', { units })
    .block('loss', 'cross-entropy')
    .block('out', 'output')
    .wire('text.tokens -> embedding.ids', 'embedding.y -> head.x', 'head.y -> loss.logits')
    .wire('text.targets -> loss.targets', 'head.y -> out.x')
    .document();

const sizeNow = checker.check(model('V')).symbols.V ?? 0;

describe('a file instead of other data', () => {
  it('needs nothing else where sizes follow the data', () => {
    const document = model('V');
    const { patch, changes } = adaptToData(document, textFile('text', symbols), checker.check);
    expect(patch).toHaveLength(1);
    expect(changes).toEqual([]);
  });

  it('takes the sizes along that were written as numbers, in one patch', () => {
    const document = model(sizeNow);
    expect(checker.check(document).graph).toBeDefined();
    const { patch, changes } = adaptToData(document, textFile('text', symbols), checker.check);
    expect(changes).toEqual([`head.units: ${sizeNow} → V`]);
    const applied = apply(document, patch);
    if ('problems' in applied) throw new Error('the patch does not fit');
    expect(checker.check(applied.document).graph).toBeDefined();
    const back = apply(applied.document, invert(patch));
    expect('document' in back && serialiseDocument(back.document)).toBe(serialiseDocument(document));
  });

  it('mends several sizes, an embedding too small among them', () => {
    const many = Array.from({ length: sizeNow + 40 }, (_, i) => String.fromCodePoint(0x4e00 + i));
    const document = model(sizeNow, sizeNow);
    const { changes } = adaptToData(document, textFile('text', many), checker.check);
    expect([...changes].sort()).toEqual([`embedding.vocabulary: ${sizeNow} → 0`, `head.units: ${sizeNow} → V`]);
  });

  it('leaves alone what was wrong before', () => {
    const document = model(7);
    const { changes } = adaptToData(document, { ...textFile('text', symbols), id: 'other' }, checker.check);
    expect(changes).toEqual([]);
  });
});

describe('which data block a file is for', () => {
  const two = new GraphBuilder()
    .generated('one', 'tokens', 'fables')
    .generated('two', 'tokens', 'fables')
    .block('first', 'token-data', { data: 'one' })
    .block('second', 'token-data', { data: 'two' })
    .document();

  it('is the one that is selected, or the first', () => {
    expect(dataNodeFor(two, new Set(['second']))?.choice.id).toBe('two');
    expect(dataNodeFor(two, new Set())?.choice.id).toBe('one');
    expect(dataNodeFor(new GraphBuilder().document(), new Set())).toBeUndefined();
  });
});

describe('files by their names', () => {
  it('says what they are for', () => {
    expect(['a.json', 'b.SAFETENSORS', 'c.csv', 'README'].map(kindOfFile)).toEqual([
      'document',
      'weights',
      'data',
      'data',
    ]);
  });

  it('makes names that every file system takes', () => {
    expect(fileName('  My model: v2/3 ', 'json')).toBe('My-model-v2-3.json');
    expect(fileName('…', 'json')).toBe('model.json');
  });
});
