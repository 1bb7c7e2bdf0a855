import { describe, expect, it } from 'vitest';
import { type Document, defaultTraining, type Phase } from '../../src/document';
import { GraphBuilder } from '../support/graph';
import { TestSession } from '../support/session';

const TURN = 10;

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

async function trained(steps: number): Promise<TestSession> {
  const session = new TestSession();
  await session.backend('cpu');
  await session.train(twoHeads(steps));
  expect(session.problems).toEqual([]);
  return session;
}

describe('phases', () => {
  it('that follow one another are judged by their own losses, and the best is found anew', async () => {
    const session = await trained(2 * TURN);
    const records = session.all('validation').map(({ record }) => record);
    expect(records.map(({ step }) => step)).toEqual([5, 10, 15, 20]);
    for (const { step, loss, metrics } of records) {
      const own = step <= TURN ? metrics['early_loss/loss'] : 100 * (metrics['late_loss/loss'] ?? Number.NaN);
      expect(loss).toBeCloseTo(own ?? Number.NaN, 5);
    }
    expect(records[2]?.loss).toBeGreaterThan(records[1]?.loss ?? Number.NaN);
    expect(records[2]?.best).toBe(true);
    expect(session.last('status').status.bestStep).toBeGreaterThan(TURN);
    const named = session.all('log').flatMap(({ records: logged }) => logged.map((record) => record.phase));
    expect(named).toEqual([...Array(TURN).fill('early'), ...Array(TURN).fill('late')]);
  });

  it('that take turns are judged by the first all along', async () => {
    const session = await trained(3 * TURN);
    for (const { record } of session.all('validation')) {
      expect(record.loss).toBeCloseTo(record.metrics['early_loss/loss'] ?? Number.NaN, 5);
    }
  });
});
