import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { decoderOf } from '../../src/check';
import { compileContinuation } from '../../src/compile';
import { type Document, parseDocument } from '../../src/document';
import { Reader } from '../../src/generate/reader';
import { nextSymbols, type Row } from '../../src/generate/step';
import type { Trainer } from '../../src/train';
import { use } from '../support/devices';
import { GraphBuilder } from '../support/graph';
import { graphOf, trainerOf } from '../support/models';

const template = (name: string): Document => {
  const parsed = parseDocument(readFileSync(`templates/${name}.json`, 'utf8'));
  if ('problems' in parsed) throw new Error(`${name} does not parse`);
  return parsed.document;
};

let trainer: Trainer | undefined;
afterEach(() => trainer?.model.dispose());

async function start(name: string) {
  trainer = await trainerOf(template(name), await use('cpu'));
  const decoder = decoderOf(trainer.model.graph);
  const dataset = decoder && trainer.datasets.get(decoder.data.id);
  if (!decoder || !dataset) throw new RangeError('a model that writes');
  const given = dataset.batch('validation', [0, 1, 2]);
  const reader = new Reader(trainer.model, trainer.device, decoder, given);
  const { model, device } = trainer;
  const compare = async (rows: readonly Row[]) => {
    const whole = await nextSymbols(model, device, decoder, given, rows);
    const found = await reader.next(rows);
    expect(found).toHaveLength(rows.length);
    for (const [i, row] of whole.entries()) {
      for (const [j, p] of row.entries()) expect(found[i]?.[j] ?? Number.NaN).toBeCloseTo(p, 5);
    }
  };
  const continuation = vi.spyOn(model, 'continuation');
  return { compare, continuation };
}

describe('a model that reads on predicts what it predicts when it reads everything again', () => {
  it.each([
    'gpt',
    'llama',
    'rnn',
    'gru',
    'lstm',
    'seq2seq',
    'transformer',
    't5',
    'bart',
    'translation',
    'summaries',
    'captions',
    'bahdanau',
  ])(
    '%s',
    async (name) => {
      const { compare, continuation } = await start(name);
      const row = (example: number, ...ids: number[]): Row => ({ example, ids });
      await compare([row(0, 1), row(1, 1), row(2, 1)]);
      await compare([row(0, 1, 5), row(0, 1, 3), row(2, 1, 4), row(1, 1, 2), row(1, 1, 9)]);
      // Some end, one is followed up twice, the order changes.
      await compare([row(1, 1, 9, 3), row(0, 1, 3, 3), row(0, 1, 3, 7)]);
      await compare([row(0, 1, 3, 7, 2)]);
      // Nothing that was read before.
      await compare([row(2, 4, 4, 4)]);
      await compare([row(2, 4, 4, 4, 8)]);
      // It does read on, and only what is new.
      expect(continuation.mock.results.map(({ value }) => value)).not.toContain(undefined);
      const read = continuation.mock.calls.map(([, { steps, past }]) => (past > 0 ? steps : `${steps} anew`));
      expect(read).toEqual(['1 anew', 1, 1, 1, '3 anew', 1]);
    },
    60_000,
  );
});

describe('a model that', () => {
  it('learns while it writes is read from the beginning, since what was kept is of other weights', async () => {
    const { compare, continuation } = await start('gpt');
    const row = (...ids: number[]): Row => ({ example: 0, ids });
    await compare([row(1)]);
    await compare([row(1, 2)]);
    const before = continuation.mock.calls.length;
    await trainer?.takeStep();
    await compare([row(1, 2, 3)]);
    await compare([row(1, 2, 3, 4)]);
    expect(continuation.mock.calls).toHaveLength(before);
  });

  it('turns heads in place of steps does not read on', () => {
    const turned = (split: boolean) =>
      new GraphBuilder()
        .generated('words', 'tokens', 'fables', { characters: 20_000 })
        .block('data', 'token-data', { data: 'words', length: 12 })
        .block('embed', 'embedding', { width: 8 })
        .block('split', 'reshape', { action: 'split', axis: -1, parts: 2 }, { bypass: !split })
        .block('turn', 'rotary-positions')
        .block('join', 'reshape', { action: 'merge', axis: -1 }, { bypass: !split })
        .block('look', 'attention', { causal: true })
        .block('head', 'linear', { units: 'V' })
        .block('loss', 'cross-entropy')
        .block('next', 'output', { as: 'probabilities' })
        .wire('data.tokens -> embed.ids', 'embed.y -> split.x', 'split.y -> turn.x', 'turn.y -> join.x')
        .wire('join.y -> look.query', 'join.y -> look.key', 'embed.y -> look.value', 'look.y -> head.x')
        .wire('head.y -> loss.logits', 'data.targets -> loss.targets', 'head.y -> next.x')
        .document({ steps: 1, batch: 2 });
    const reads = (document: Document) => {
      const graph = graphOf(document);
      const decoder = decoderOf(graph);
      if (!decoder) throw new RangeError('a model that writes');
      const read = [`${decoder.data.id}.${decoder.feed}`];
      const options = { output: decoder.output, symbol: 'T', read, steps: 1, past: 16 };
      return compileContinuation(graph, { B: 1, T: 12 }, options) !== undefined;
    };
    // Turned along the steps, and along the halves of each step's channels.
    expect([reads(turned(false)), reads(turned(true))]).toEqual([true, false]);
  });
});
