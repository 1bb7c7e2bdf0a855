import { describe, expect, it } from 'vitest';
import { type Document, defaultTraining, type Phase, serialiseDocument } from '../../src/document';
import { GraphBuilder } from '../support/graph';
import { TestSession } from '../support/session';
import { memoryStore } from '../support/store';

const TURN = 10;
const PATIENCE = 3;

const phase = (name: string, factor: number): Phase => {
  const [first] = defaultTraining.phases;
  if (!first) throw new RangeError('new documents have a phase');
  return { ...first, name, losses: [{ node: `${name}_loss`, factor }], turn: TURN };
};

/** Two heads on one layer, trained one after the other; the second loss counts a hundredfold, so it is the greater. */
function twoHeads(steps: number): Document {
  const builder = new GraphBuilder()
    .generated('points', 'features', 'xor')
    .block('data', 'feature-data', { data: 'points' })
    .block('hidden', 'linear', { units: 8 })
    .wire('data.features -> hidden.x');
  for (const name of ['early', 'late']) {
    builder
      .block(`${name}_head`, 'linear', { units: 'K' })
      .block(`${name}_loss`, 'cross-entropy')
      .block(`${name}_out`, 'output', { as: 'probabilities' })
      .wire(`hidden.y -> ${name}_head.x`, `${name}_head.y -> ${name}_loss.logits`, `${name}_head.y -> ${name}_out.x`)
      .wire(`data.label -> ${name}_loss.targets`);
  }
  const phases = [phase('early', 1), phase('late', 100)];
  return builder.document({ steps, batch: 8, validateEvery: 5, validateExamples: 40, logEvery: 1, phases });
}

async function trained(document: Document, until?: number): Promise<TestSession> {
  const session = new TestSession();
  await session.backend('cpu');
  await session.train(document, until === undefined ? {} : { until });
  expect(session.problems).toEqual([]);
  return session;
}

/** The same with a learning rate of nothing: no validation is better than a phase's first. */
function stuck(steps: number): Document {
  const document = twoHeads(steps);
  const phases = document.training.phases.map((one) => ({ ...one, learningRate: 0 }));
  return { ...document, training: { ...document.training, phases, validateEvery: 1, patience: PATIENCE } };
}

/** By whose losses each validation was judged. */
const judges = (session: TestSession): (string | undefined)[] =>
  session.all('validation').map(({ record: { loss, metrics } }) => {
    const own = new Map([
      ['early', metrics['early_loss/loss'] ?? Number.NaN],
      ['late', 100 * (metrics['late_loss/loss'] ?? Number.NaN)],
    ]);
    return [...own].find(([, value]) => Math.abs(value - loss) < 1e-5)?.[0];
  });

describe('phases', () => {
  it('that follow one another are judged by their own losses, and the best is found anew', async () => {
    const session = await trained(twoHeads(2 * TURN));
    const records = session.all('validation').map(({ record }) => record);
    expect(records.map(({ step }) => step)).toEqual([5, 10, 15, 20]);
    expect(judges(session)).toEqual(['early', 'early', 'late', 'late']);
    expect(records[2]?.loss).toBeGreaterThan(records[1]?.loss ?? Number.NaN);
    expect(records[2]?.best).toBe(true);
    expect(session.last('status').status.bestStep).toBeGreaterThan(TURN);
    const named = session.all('log').flatMap(({ records: logged }) => logged.map((record) => record.phase));
    expect(named).toEqual([...Array(TURN).fill('early'), ...Array(TURN).fill('late')]);
  });

  it('that take turns are judged by the first all along', async () => {
    const session = await trained(twoHeads(3 * TURN));
    expect(judges(session)).toEqual(Array(6).fill('early'));
  });

  it('take turns or follow one another in the steps the run takes, whatever the document says', async () => {
    const longer = await trained(twoHeads(2 * TURN), 3 * TURN);
    expect(judges(longer)).toEqual(Array(6).fill('early'));
    const shorter = await trained(twoHeads(3 * TURN), 2 * TURN);
    expect(judges(shorter)).toEqual(['early', 'early', 'late', 'late']);
  });

  it('that follow one another all have their turn: only the last of them can end the run early', async () => {
    const session = await trained(stuck(2 * TURN));
    const status = { state: 'finished', bestStep: TURN + 1, step: TURN + 1 + PATIENCE };
    expect(session.last('status').status).toMatchObject(status);
    expect(session.all('notice')).toHaveLength(1);
    const turns = await trained(stuck(3 * TURN));
    expect(turns.last('status').status).toMatchObject({ state: 'finished', bestStep: 1, step: 1 + PATIENCE });
  });

  it.each([TURN - 1, TURN + 1 + PATIENCE - 1])('do so after a reload at step %i as without one', async (pausedAt) => {
    const document = stuck(2 * TURN);
    const store = memoryStore();
    const before = new TestSession(store);
    await before.backend('cpu');
    for (let i = 0; i < pausedAt; i++) await before.train(document, { once: true });
    const after = new TestSession(store);
    await after.backend('cpu');
    await after.send({ type: 'restore', documentId: 'test', document: serialiseDocument(document) });
    expect(after.last('status').status).toMatchObject({ state: 'paused', step: pausedAt });
    await after.train(document);
    const status = { state: 'finished', bestStep: TURN + 1, step: TURN + 1 + PATIENCE };
    expect(after.last('status').status).toMatchObject(status);
  });
});
