import { describe, expect, it } from 'vitest';
import type { Document } from '../../src/document';
import { tinyDenoiser } from '../support/documents';
import { GraphBuilder } from '../support/graph';
import { TestSession } from '../support/session';

const training = { steps: 6, batch: 4, logEvery: 1, validateEvery: 6, validateExamples: 8 } as const;

const fillsIn = (): Document =>
  new GraphBuilder()
    .generated('words', 'tokens', 'reviews', { words: 5_000 })
    .block('data', 'masked-token-data', { data: 'words', length: 10 })
    .block('embed', 'embedding', { width: 8 })
    .block('reader', 'gru', { units: 8, bidirectional: true })
    .block('head', 'linear', { units: 'V' })
    .block('loss', 'cross-entropy')
    .block('out', 'output', { as: 'probabilities' })
    .wire('data.tokens -> embed.ids', 'embed.y -> reader.x', 'reader.y -> head.x', 'head.y -> loss.logits')
    .wire('data.targets -> loss.targets', 'data.chosen -> loss.mask', 'head.y -> out.x')
    .document(training);

const classifies = (): Document =>
  new GraphBuilder()
    .generated('pictures', 'images', 'glyphs', { examples: 300, size: 12, classes: 3 })
    .block('data', 'image-data', { data: 'pictures' })
    .block('scale', 'scale', { scale: 1 / 255 })
    .block('flat', 'flatten')
    .block('head', 'linear', { units: 'K' })
    .block('loss', 'cross-entropy')
    .block('out', 'output', { as: 'probabilities' })
    .wire('data.image -> scale.x', 'scale.y -> flat.x', 'flat.y -> head.x', 'head.y -> loss.logits')
    .wire('data.label -> loss.targets', 'head.y -> out.x')
    .document({ ...training, probe: { data: { example: '5', label: '' } } });

const captions = (): Document =>
  new GraphBuilder()
    .generated('scenes', 'captions', 'scenes', { examples: 300, size: 18 })
    .block('data', 'caption-data', { data: 'scenes' })
    .block('flat', 'flatten')
    .block('see', 'linear', { units: 8 })
    .block('words', 'embedding', { width: 8 })
    .block('writer', 'gru', { units: 8 })
    .block('head', 'linear', { units: 'V' })
    .block('loss', 'cross-entropy')
    .block('out', 'output', { as: 'probabilities' })
    .wire('data.image -> flat.x', 'flat.y -> see.x', 'see.y -> writer.initial', 'data.target_in -> words.ids')
    .wire('words.y -> writer.x', 'writer.y -> head.x', 'head.y -> loss.logits', 'data.target_out -> loss.targets')
    .wire('data.target_mask -> loss.mask', 'head.y -> out.x')
    .document(training);

const forecasts = (): Document =>
  new GraphBuilder()
    .generated('station', 'series', 'weather', { readings: 2_000, horizon: 3 })
    .block('data', 'series-data', { data: 'station', length: 12 })
    .block('reader', 'lstm', { units: 8, returns: 'last' })
    .block('head', 'linear', { units: 'P' })
    .block('loss', 'mean-squared-error')
    .block('out', 'output')
    .wire('data.window -> reader.x', 'reader.y -> head.x', 'head.y -> loss.prediction', 'data.target -> loss.targets')
    .wire('head.y -> out.x')
    .document(training);

async function trained(document: Document): Promise<TestSession> {
  const session = new TestSession();
  await session.backend('cpu');
  await session.train(document);
  expect(session.problems).toEqual([]);
  expect(session.losses).toHaveLength(6);
  expect(session.losses.every(Number.isFinite)).toBe(true);
  return session;
}

const options = { temperature: 0, topK: 0, topP: 1, length: 12, seed: 1 };

describe('kinds of data in a run', () => {
  it('restores corrupted text, from the source alone', async () => {
    const session = await trained(tinyDenoiser({ steps: 6, logEvery: 1, validateEvery: 6 }));
    const [prediction] = session.last('probe').record.predictions;
    expect(prediction?.kind).toBe('sequence');
    const answer = await session.ask({ kind: 'generate', fields: { corrupted: 'a <extra_0> fox' }, options });
    expect(answer.kind).toBe('generate');
  });

  it('fills in hidden words', async () => {
    const session = await trained(fillsIn());
    const [prediction] = session.last('probe').record.predictions;
    if (prediction?.kind !== 'sequence') throw new Error('no sequence');
    expect(prediction.positions?.map(({ token }) => token)).toContain('<mask>');
    expect(prediction.positions?.map(({ target }) => target).join(' ')).toBe(
      'the plot was not very clever , but i loved',
    );
  });

  it('looks at the picture that the probe names', async () => {
    const session = await trained(classifies());
    const { predictions: first, pictures } = session.last('probe').record;
    expect(pictures).toMatchObject([{ data: 'data', height: 12, width: 12, channels: 1 }]);
    expect(pictures?.[0]?.pixels.some((value) => value > 100)).toBe(true);
    expect(first[0]?.target).toMatch(/^[012]$/);
    await session.send({ type: 'probe', fields: { data: { example: '6' } } });
    expect(session.last('probe').record.predictions).not.toEqual(first);
    await session.send({ type: 'probe', fields: { data: { example: '4000' } } });
    expect(session.problems.at(-1)).toMatchObject({
      code: 'input/predict',
      at: { field: 'example' },
      received: '4000',
    });
  });

  it('captions one of its pictures', async () => {
    const session = await trained(captions());
    const answer = await session.ask({ kind: 'generate', fields: { example: '2' }, options });
    expect(answer.kind).toBe('generate');
  });

  it('forecasts what follows a window', async () => {
    const session = await trained(forecasts());
    const [prediction] = session.last('probe').record.predictions;
    if (prediction?.kind !== 'values') throw new Error('no values');
    expect(prediction.values).toHaveLength(3);
    expect(prediction.target?.split(', ')).toHaveLength(3);
  });
});
