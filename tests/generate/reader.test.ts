import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { decoderOf } from '../../src/check';
import { type Document, parseDocument } from '../../src/document';
import { Reader } from '../../src/generate/reader';
import { nextSymbols, type Row } from '../../src/generate/step';
import type { Trainer } from '../../src/train';
import { use } from '../support/devices';
import { trainerOf } from '../support/models';

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
