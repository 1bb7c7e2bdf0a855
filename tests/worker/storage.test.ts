import { expect, it } from 'vitest';
import { serialiseDocument } from '../../src/document';
import { ProblemError, problem } from '../../src/problem';
import { xorDocument } from '../support/documents';
import { TestSession } from '../support/session';
import { memoryStore } from '../support/store';

it('brings a run back after a reload, with curves, best and last weights, and trains on as if nothing had happened', async () => {
  const document = xorDocument();
  const unbroken = new TestSession();
  await unbroken.backend('cpu');
  await unbroken.train(document);

  const store = memoryStore();
  const before = new TestSession(store);
  await before.backend('cpu');
  const running = before.train(document);
  await before.until((event) => event.type === 'validation');
  await before.send({ type: 'pause' });
  await running;
  const { step } = before.last('status').status;

  const after = new TestSession(store);
  await after.backend('cpu');
  await after.send({ type: 'restore', documentId: 'test', document: serialiseDocument(document) });
  expect(after.last('restored').record.training.steps).toHaveLength(step);
  expect(after.last('status').status).toMatchObject({ state: 'paused', step, bestStep: 20 });
  expect(after.last('probe').record.step).toBe(step);
  await after.train(document);
  expect([...before.losses, ...after.losses]).toEqual(unbroken.losses);
  expect(after.last('status').status).toMatchObject({ state: 'finished', step: 60 });
});

it('keeps what a run of an edited document took over from the run before, and the reason for what it did not', async () => {
  const store = memoryStore();
  const before = new TestSession(store);
  await before.backend('cpu');
  const document = xorDocument({ steps: 2 });
  await before.train(document);
  const wider = document.graph.nodes.map((node) =>
    node.name === 'hidden' ? { ...node, parameters: { ...node.parameters, units: 9 } } : node,
  );
  const edited = { ...document, graph: { ...document.graph, nodes: wider } };
  await before.train(edited, { once: true });
  const { carried } = before.last('carried');
  expect(carried.made.map(({ path }) => path)).toEqual(['hidden.kernel', 'hidden.bias', 'head.kernel']);
  expect(carried.made[0]).toMatchObject({ shape: [2, 9] });
  expect(carried.kept.map(({ path }) => path)).toEqual(['head.bias']);

  const after = new TestSession(store);
  await after.backend('cpu');
  await after.send({ type: 'restore', documentId: 'test', document: serialiseDocument(edited) });
  expect(after.last('restored').record.carried).toEqual(carried);
  // It goes on after the reload, and is still the run that took them over.
  await after.train(edited);
  expect(await store.loadRun('test')).toMatchObject({ state: 'finished', step: 2, carried });
});

it('stops early after a reload where it would have without', async () => {
  const wild = xorDocument({ steps: 500, validateEvery: 2, patience: 6 });
  const phases = wild.training.phases.map((phase) => ({ ...phase, learningRate: 1 }));
  const document = { ...wild, training: { ...wild.training, phases } };
  const unbroken = new TestSession();
  await unbroken.backend('cpu');
  await unbroken.train(document);
  const { step, bestStep = 0 } = unbroken.last('status').status;
  expect(step).toBe(bestStep + 12);

  const store = memoryStore();
  const before = new TestSession(store);
  await before.backend('cpu');
  for (let i = 0; i < bestStep + 9; i++) await before.train(document, { once: true });
  const after = new TestSession(store);
  await after.backend('cpu');
  await after.send({ type: 'restore', documentId: 'test', document: serialiseDocument(document) });
  expect(after.last('status').status).toMatchObject({ state: 'paused', step: bestStep + 9, bestStep });
  await after.train(document);
  expect(after.last('status').status).toMatchObject({ state: 'finished', step, bestStep });
  expect(after.last('notice').text).toContain('Stopped early: 6 validations');
});

it('trains on when storage is full, and says so once', async () => {
  const full = async () => {
    const fields = { at: {}, expected: 'room', received: 'none', fix: 'Delete runs you no longer need.' };
    throw new ProblemError([problem({ code: 'storage/quota', ...fields })]);
  };
  const session = new TestSession({ ...memoryStore(), saveCheckpoint: full, saveRun: full });
  await session.backend('cpu');
  await session.train(xorDocument());
  expect(session.last('status').status.state).toBe('finished');
  expect(session.problems.map(({ code }) => code)).toEqual(['storage/quota']);
});

it('a tab that only looked on does not write its older state over what another has trained', async () => {
  const document = xorDocument();
  const store = memoryStore();
  const first = new TestSession(store);
  await first.backend('cpu');
  await first.train(document, { until: 12 });
  const onlooker = new TestSession(store);
  await onlooker.backend('cpu');
  await onlooker.send({ type: 'restore', documentId: 'test', document: serialiseDocument(document) });
  expect(onlooker.last('status').status.step).toBe(12);
  await first.train(document);
  const { run, step } = first.last('status').status;
  await onlooker.send({ type: 'leave' });
  expect((await store.loadCheckpoint(run ?? '', 'last'))?.step).toBe(step);
});

it('a reset run does not come back', async () => {
  const store = memoryStore();
  const session = new TestSession(store);
  await session.backend('cpu');
  await session.train(xorDocument({ steps: 5 }));
  await session.send({ type: 'reset' });
  expect(await store.loadRun('test')).toBeUndefined();
});

it('keeps imported weights', async () => {
  const source = new TestSession();
  await source.backend('cpu');
  await source.train(xorDocument());
  const out = await source.ask({ kind: 'export-weights', which: 'last' });
  if (out.kind !== 'export-weights') throw new Error('no weights');
  const store = memoryStore();
  const session = new TestSession(store);
  await session.backend('cpu');
  const document = serialiseDocument(xorDocument());
  await session.ask({ kind: 'import-weights', bytes: out.bytes, documentId: 'test', document });
  const { run } = session.last('status').status;
  expect((await store.loadCheckpoint(run ?? '', 'last'))?.step).toBe(60);
});
