import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Decoder, decoderOf } from '../../src/check';
import type { Batch } from '../../src/data';
import { search } from '../../src/generate';
import { nextSymbols } from '../../src/generate/step';
import type { Trainer } from '../../src/train';
import { use } from '../support/devices';
import { tinySeq2seq } from '../support/documents';
import { trainerOf } from '../support/models';

/** A model with random weights: nothing it writes is likely, so every choice counts. */
describe('beam search', () => {
  let trainer: Trainer;
  let decoder: Decoder;
  let given: Batch;
  const LENGTH = 3;

  beforeAll(async () => {
    trainer = await trainerOf(tinySeq2seq(), await use('cpu'));
    const found = decoderOf(trainer.model.graph);
    const dataset = found && trainer.datasets.get(found.data.id);
    if (!found || !dataset) throw new RangeError('a model that writes');
    decoder = found;
    given = dataset.batch('validation', [0, 1, 2]);
  });
  afterAll(() => trainer.model.dispose());

  const vocabulary = () => decoder.data.call.spec.vocabularies.target ?? [];
  const end = () => vocabulary().indexOf('<end>');
  const start = () => Number(given[decoder.feed]?.data[0]);
  const run = (beams: number, lengthPenalty = 0) =>
    search(trainer.model, trainer.device, decoder, given, [[start()], [start()], [start()]], {
      beams,
      lengthPenalty,
      length: LENGTH,
      end: end(),
      window: 100,
    });

  /** Every text of at most LENGTH symbols with its log-likelihood. */
  async function all(example: number): Promise<{ written: readonly number[]; score: number; ended: boolean }[]> {
    const found: { written: readonly number[]; score: number; ended: boolean }[] = [];
    let open: { written: readonly number[]; score: number }[] = [{ written: [], score: 0 }];
    for (let step = 0; step < LENGTH; step++) {
      const rows = open.map(({ written }) => ({ example, ids: [start(), ...written] }));
      const distributions = await nextSymbols(trainer.model, trainer.device, decoder, given, rows);
      const next: { written: readonly number[]; score: number }[] = [];
      for (const [i, one] of open.entries()) {
        for (const [id, p] of (distributions[i] ?? new Float64Array()).entries()) {
          const score = one.score + Math.log(p);
          if (id === end()) found.push({ written: one.written, score, ended: true });
          else next.push({ written: [...one.written, id], score });
        }
      }
      open = next;
    }
    return [...found, ...open.map((one) => ({ ...one, ended: false }))];
  }

  it('with room for everything finds the likeliest text there is', async () => {
    const found = await run(vocabulary().length ** LENGTH);
    for (const [example, { written, score, ended }] of found.entries()) {
      const texts = (await all(example)).filter((one) => one.ended);
      const best = texts.reduce((a, b) => (b.score > a.score ? b : a));
      expect({ written, ended }).toEqual({ written: best.written, ended: true });
      expect(score).toBeCloseTo(best.score, 4);
    }
  });

  it('with one beam takes the likeliest symbol every time', async () => {
    const found = await run(1);
    for (const [example, { written, ended }] of found.entries()) {
      const ids = [start()];
      let over = false;
      while (ids.length <= LENGTH && !over) {
        const [row = new Float64Array()] = await nextSymbols(trainer.model, trainer.device, decoder, given, [
          { example, ids: [...ids] },
        ]);
        const next = row.indexOf(Math.max(...row));
        over = next === end();
        if (!over) ids.push(next);
      }
      expect({ written, ended }).toEqual({ written: ids.slice(1), ended: over });
    }
  });

  it('favours longer texts where a penalty asks for it', async () => {
    const lengths = async (penalty: number) => (await run(40, penalty)).map(({ written }) => written.length);
    const [plain, favoured] = [await lengths(0), await lengths(5)];
    for (const [i, length] of favoured.entries()) expect(length).toBeGreaterThanOrEqual(plain[i] ?? 0);
    expect(favoured).not.toEqual(plain);
  });
});
