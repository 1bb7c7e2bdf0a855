import { afterEach, beforeAll, expect, it } from 'vitest';
import { nodeServices } from '../../src/cli/services';
import { type Document, serialiseDocument } from '../../src/document';
import type { RunRecord, SeriesRecord } from '../../src/metrics';
import { Session, type WorkerEvent } from '../../src/worker';
import { xorDocument } from '../support/documents';
import { checker } from '../support/graph';
import { memoryStore } from '../support/store';
import { prepareWebGpu } from '../support/webgpu';

/** Devices that were opened, the newest last. */
const devices: GPUDevice[] = [];
let request: GPUAdapter['requestDevice'];

beforeAll(async () => {
  await prepareWebGpu();
  request = GPUAdapter.prototype.requestDevice;
});

const openAsEver = () => {
  GPUAdapter.prototype.requestDevice = async function (...args) {
    const device = await request.apply(this, args);
    devices.push(device);
    return device;
  };
};

afterEach(openAsEver);

interface Trained {
  readonly record: RunRecord;
  readonly events: readonly WorkerEvent[];
}

/** Trains on WebGPU to the end; `onEvent` or `onTurn`, which is called between micro-batches, may take the device away. */
async function train(
  document: Document,
  onEvent: (event: WorkerEvent) => void = () => {},
  onTurn: () => void = () => {},
): Promise<Trained> {
  openAsEver();
  const events: WorkerEvent[] = [];
  const store = memoryStore();
  const services = nodeServices((event) => {
    events.push(event);
    onEvent(event);
  });
  const turn = () => {
    onTurn();
    return services.turn();
  };
  const session = new Session(checker, { ...services, store, turn, wait: async () => {} });
  await session.handle({ type: 'configure', backend: 'webgpu' });
  await session.handle({ type: 'train', documentId: 'test', document: serialiseDocument(document), once: false });
  const record = await store.loadRun('test');
  if (!record) throw new Error(`no run was kept: ${JSON.stringify(events.filter(({ type }) => type === 'problems'))}`);
  session.run?.dispose();
  return { record, events };
}

const lose = () => devices.at(-1)?.destroy();

/** What the loss makes fail is heard of before the loss itself. */
function loseLate(): void {
  const device = devices.at(-1);
  if (!device) throw new Error('no device was opened');
  device.popErrorScope = () => Promise.reject(new DOMException('Instance dropped', 'OperationError'));
  setTimeout(() => device.destroy(), 50);
}

/** Takes the device away once, at the first event that passes. */
function once(passes: (event: WorkerEvent) => boolean, take: () => void = lose): (event: WorkerEvent) => void {
  let done = false;
  return (event) => {
    if (done || !passes(event)) return;
    done = true;
    take();
  };
}

const document = xorDocument();
const { steps } = document.training;

/** A curve without the speed it was made at. */
const curve = ({ columns, steps, values }: SeriesRecord) => ({
  steps,
  ...Object.fromEntries(columns.flatMap((name, c) => (name === 'itemsPerSecond' ? [] : [[name, values[c]]]))),
});

const curves = ({ training, validation }: RunRecord) => ({ training: curve(training), validation: curve(validation) });

const logged = (events: readonly WorkerEvent[]): number[] =>
  events.flatMap((event) => (event.type === 'log' ? event.records.map(({ step }) => step) : []));

const reached =
  (step: number) =>
  (event: WorkerEvent): boolean =>
    event.type === 'validation' && event.record.step >= step;

const unbroken = new Map<Document, Promise<Trained>>();
const whole = (one: Document) => {
  const known = unbroken.get(one) ?? train(one);
  unbroken.set(one, known);
  return known;
};

/** With nothing kept between the first step and the last. */
const unkept = xorDocument({ validateEvery: 0 });

it.each([
  ['while training', document, once((event) => event.type === 'log')],
  ['after a validation', document, once(reached(steps / 3))],
  ['before that is known', document, once(reached(steps / 3), loseLate)],
  ['at the first step', document, once((event) => event.type === 'status' && event.status.state === 'training')],
  [
    'while one step is under way and the next as well',
    document,
    // The log of a step comes when the next is on its way, unless something looks at the weights in between.
    once((event) => event.type === 'log' && (event.records.at(-1)?.step ?? 0) > 5),
  ],
  [
    'after the last step, before the state is kept',
    unkept,
    once((event) => event.type === 'probe' && event.record.step === steps),
  ],
])('a device lost %s leaves the curve as it would have been', async (_, one, onEvent) => {
  const { record } = await whole(one);
  const broken = await train(one, onEvent);
  const notices = broken.events.flatMap((event) => (event.type === 'notice' ? [event.text] : []));
  expect(notices).toEqual([expect.stringMatching(/^The GPU was lost .* on webgpu\.$/)]);
  expect(broken.record).toMatchObject({ state: 'finished', step: steps });
  expect(curves(broken.record)).toEqual(curves(record));
  expect(logged(broken.events)).toEqual(Array.from({ length: steps }, (_, i) => i + 1));
});

it('a device that is lost while the run settles on it is replaced as well', async () => {
  const { record } = await whole(document);
  const loseTwice = once(reached(steps / 3), () => {
    GPUAdapter.prototype.requestDevice = async function (...args) {
      openAsEver();
      const device = await request.apply(this, args);
      setTimeout(() => device.destroy());
      return device;
    };
    lose();
  });
  const broken = await train(document, loseTwice);
  expect(broken.record).toMatchObject({ state: 'finished', step: steps, backend: { name: 'webgpu' } });
  expect(broken.events.filter(({ type }) => type === 'problems')).toEqual([]);
  expect(curves(broken.record)).toEqual(curves(record));
});

it('goes on on the host where a new device is refused', async () => {
  const refuse = () => Promise.reject(new DOMException('the adapter is spent', 'OperationError'));
  const loseOnce = once(reached(steps / 3), () => {
    GPUAdapter.prototype.requestDevice = refuse;
    lose();
  });
  const { record, events } = await train(document, loseOnce);
  expect(record).toMatchObject({ state: 'finished', step: steps, backend: { name: 'wasm' } });
  expect(record.backend?.reason).toContain('the GPU was lost');
  expect(events.filter(({ type }) => type === 'problems')).toEqual([]);
  expect(events).toContainEqual({ type: 'notice', text: expect.stringMatching(/The GPU was lost .* on wasm\.$/) });
  expect(logged(events)).toEqual(Array.from({ length: steps }, (_, i) => i + 1));
});

it('a device lost between two micro-batches takes the whole step with it', async () => {
  const several = xorDocument({ accumulate: 3 });
  const { record } = await whole(several);
  let turns = 0;
  const broken = await train(several, undefined, () => {
    // Two turns within every step, and one after it; validations have turns of their own.
    if (++turns === 3 * 10 + 2) lose();
  });
  expect(broken.events.filter(({ type }) => type === 'notice')).toHaveLength(1);
  expect(broken.record).toMatchObject({ state: 'finished', step: steps });
  expect(curves(broken.record)).toEqual(curves(record));
  expect(logged(broken.events)).toEqual(Array.from({ length: steps }, (_, i) => i + 1));
});
