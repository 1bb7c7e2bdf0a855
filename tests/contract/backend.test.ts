import { afterEach, beforeAll, expect, it } from 'vitest';
import { nodeServices } from '../../src/cli/services';
import { type Document, serialiseDocument } from '../../src/document';
import { switchGpuKernels } from '../../src/kernels';
import type { RunRecord } from '../../src/metrics';
import { type BackendChoice, Session, type WorkerEvent } from '../../src/worker';
import { xorDocument } from '../support/documents';
import { checker } from '../support/graph';
import { memoryStore } from '../support/store';
import { prepareWebGpu } from '../support/webgpu';

beforeAll(prepareWebGpu);
afterEach(() => switchGpuKernels(true));

interface Sitting {
  readonly session: Session;
  readonly events: WorkerEvent[];
  readonly store: ReturnType<typeof memoryStore>;
}

/** A session that times a GPU in software like a real one: there is no other here. */
function sit(store = memoryStore()): Sitting {
  const events: WorkerEvent[] = [];
  const services = nodeServices((event) => events.push(event));
  return { session: new Session(checker, { ...services, store, timesSoftware: true }), events, store };
}

const train = (session: Session, document: Document, documentId = 'test') =>
  session.handle({ type: 'train', documentId, document: serialiseDocument(document), once: false });

const configure = (session: Session, backend: BackendChoice) => session.handle({ type: 'configure', backend });

const backends = (events: readonly WorkerEvent[]) =>
  events.flatMap((event) => (event.type === 'backend' ? [event.backend] : []));

const timings = (events: readonly WorkerEvent[]): number =>
  events.filter((event) => event.type === 'progress' && event.label === 'Timing a step' && event.done === 0).length;

const problemsIn = (events: readonly WorkerEvent[]) =>
  events.flatMap((event) => (event.type === 'problems' ? event.problems : []));

const lossesOf = (record: RunRecord | undefined): readonly number[] => {
  const column = record?.training.columns.indexOf('loss') ?? -1;
  return record?.training.values[column] ?? [];
};

it('times a step on both backends, takes the faster one and says so', async () => {
  const { session, events, store } = sit();
  await train(session, xorDocument({ steps: 12 }));
  const [chosen, ...more] = backends(events);
  expect(more).toEqual([]);
  const [gpu = 0, host = 0] = [...(chosen?.reason.matchAll(/([\d.]+) ms/g) ?? [])].map(([, ms]) => Number(ms));
  expect(chosen?.reason).toMatch(/^a step takes [\d.]+ ms on WebGPU, [\d.]+ ms on WASM$/);
  expect(chosen?.name).toBe(gpu <= host ? 'webgpu' : 'wasm');
  const record = await store.loadRun('test');
  expect(record?.backend).toEqual(chosen);
  // What was timed left nothing behind: the run is the one that is taken where nothing is timed.
  const plain = sit();
  await configure(plain.session, chosen?.name ?? 'cpu');
  await train(plain.session, xorDocument({ steps: 12 }));
  expect(lossesOf(record)).toEqual(lossesOf(await plain.store.loadRun('test')));
  session.run?.dispose();
  plain.session.run?.dispose();
});

it('times one step once', async () => {
  const { session, events } = sit();
  await train(session, xorDocument({ steps: 3 }));
  await session.handle({ type: 'reset' });
  await train(session, xorDocument({ steps: 3 }));
  expect(timings(events)).toBe(1);
  await train(session, xorDocument({ steps: 3, batch: 3 }));
  expect(timings(events)).toBe(2);
  session.run?.dispose();
});

it('goes on from where it is when another backend is chosen by hand', async () => {
  const whole = sit();
  await configure(whole.session, 'cpu');
  await train(whole.session, xorDocument({ steps: 12 }));
  const moved = sit();
  await configure(moved.session, 'cpu');
  const text = serialiseDocument(xorDocument({ steps: 12 }));
  await moved.session.handle({ type: 'train', documentId: 'test', document: text, once: true });
  await configure(moved.session, 'webgpu');
  await moved.session.handle({ type: 'train', documentId: 'test', document: text, once: false });
  expect(backends(moved.events).map(({ name }) => name)).toEqual(['cpu', 'webgpu']);
  const [expected, received] = [await whole.store.loadRun('test'), await moved.store.loadRun('test')].map(lossesOf);
  expect(received).toHaveLength(12);
  for (const [i, loss] of (expected ?? []).entries()) expect(received?.[i]).toBeCloseTo(loss, 4);
  expect(problemsIn(moved.events)).toEqual([]);
  whole.session.run?.dispose();
  moved.session.run?.dispose();
});

it('brings a run back on the backend it was trained on', async () => {
  const { session, store } = sit();
  await configure(session, 'wasm');
  await train(session, xorDocument({ steps: 3 }));
  session.run?.dispose();
  const later = sit(store);
  const document = serialiseDocument(xorDocument({ steps: 3 }));
  await later.session.handle({ type: 'restore', documentId: 'test', document });
  expect(backends(later.events).map(({ name, reason }) => [name, reason])).toEqual([
    ['wasm', 'what the run was trained on before'],
  ]);
  later.session.run?.dispose();
});

it('goes on with the forms of products that the run was begun with, whatever is faster now', async () => {
  switchGpuKernels('hardware');
  const first = sit();
  await configure(first.session, 'webgpu');
  await train(first.session, xorDocument({ steps: 3 }));
  first.session.run?.dispose();
  const record = await first.store.loadRun('test');
  if (!record) throw new Error('no run was kept');
  const products = Object.keys(record.variants ?? {});
  expect(products.length).toBeGreaterThan(0);
  const variants = Object.fromEntries(products.map((product) => [product, 'registers 4×4']));
  await first.store.saveRun({ ...record, state: 'paused', variants });
  const later = sit(first.store);
  await configure(later.session, 'webgpu');
  const document = serialiseDocument(xorDocument({ steps: 3 }));
  await later.session.handle({ type: 'restore', documentId: 'test', document });
  await later.session.handle({ type: 'train', documentId: 'test', document, once: false, until: 6 });
  expect(later.session.run?.record().step).toBe(6);
  expect(later.session.run?.record().variants).toEqual(variants);
  later.session.run?.dispose();
});
