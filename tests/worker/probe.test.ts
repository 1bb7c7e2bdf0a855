import { expect, it } from 'vitest';
import { nodeServices } from '../../src/cli/services';
import { serialiseDocument } from '../../src/document';
import { Session } from '../../src/worker';
import { xorDocument } from '../support/documents';
import { checker } from '../support/graph';

const STEPS = 600;
/** Milliseconds of a step. */
const STEP = 100;

/** Looks at the probe in a run where each takes so many milliseconds. */
async function looksThatTake(milliseconds: number): Promise<number> {
  let time = 0;
  let looks = 0;
  const services = nodeServices((event) => {
    if (event.type !== 'probe') return;
    looks++;
    time += milliseconds;
  });
  const turn = async () => {
    time += STEP;
  };
  const session = new Session(checker, { ...services, now: () => time, turn });
  await session.handle({ type: 'configure', backend: 'cpu' });
  const document = serialiseDocument(xorDocument({ steps: STEPS, validateEvery: 0 }));
  await session.handle({ type: 'train', documentId: 'test', document, once: false });
  expect(session.run?.state).toBe('finished');
  session.run?.dispose();
  return looks;
}

it('looks at the probe every second where that is quick', async () => {
  expect(await looksThatTake(10)).toBeGreaterThan((STEPS * STEP) / 1000 / 1.2);
});

it('takes less than a twentieth of the time for it where it is not', async () => {
  const milliseconds = 500;
  // The first two, which are slow on any machine, and the one at the end do not count.
  const counted = (await looksThatTake(milliseconds)) - 3;
  expect(counted).toBeGreaterThan(0);
  expect(counted * milliseconds).toBeLessThanOrEqual((STEPS * STEP) / 20);
});
