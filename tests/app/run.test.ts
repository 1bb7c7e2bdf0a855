import { describe, expect, it } from 'vitest';
import { fieldsOf, probeFields } from '../../src/app/dock/probe';
import { RunBridge } from '../../src/app/run/bridge';
import { Figures } from '../../src/app/run/figures';
import { textToTrain } from '../../src/app/run/resume';
import { decoderOf, matchesPattern } from '../../src/check';
import { serialiseDocument } from '../../src/document';
import type { RunRecord, StepRecord } from '../../src/metrics';
import type { WorkerClient } from '../../src/worker/client';
import type { RunStatus, WorkerEvent } from '../../src/worker/protocol';
import { checker, GraphBuilder } from '../support/graph';

const record = (
  step: number,
  blockNorms: Readonly<Record<string, number>> = { 'decoder.0.linear': 3, 'decoder.1.linear': 4 },
): StepRecord => ({
  step,
  phase: 'train',
  loss: 2 / step,
  learningRate: 0.001,
  gradientNorm: 5,
  blockNorms,
  weightNorms: {},
  metrics: { accuracy: 0.5, loss: 2 / step },
  itemsPerSecond: 100,
  millisecondsPerStep: 10,
  dispatches: 12,
  secondsLeft: 3,
});

const kept: RunRecord = {
  id: 'old',
  document: 'd',
  started: 0,
  snapshot: '',
  backend: undefined,
  versions: {},
  state: 'paused',
  step: 20,
  steps: 100,
  changes: [{ step: 3, setting: 'learningRate', value: 0.5 }],
  training: {
    columns: ['loss', 'exact'],
    steps: [10, 20],
    values: [
      [2, 1],
      [Number.NaN, Number.NaN],
    ],
    stride: 1,
  },
  validation: { columns: ['loss'], steps: [20], values: [[1.5]], stride: 1 },
  blocks: { columns: ['linear'], steps: [10, 20], values: [[0.1, 0.01]], stride: 1 },
  probe: undefined,
};

const status = (change: Partial<RunStatus>): RunStatus => ({
  run: 'r1',
  state: 'training',
  step: 1,
  steps: 100,
  hasWeights: true,
  bestStep: undefined,
  snapshot: undefined,
  ...change,
});

/** Frames come when the test says so. */
function frames() {
  let waiting: (() => void)[] = [];
  return {
    schedule: (callback: () => void) => void waiting.push(callback),
    turn: () => {
      const now = waiting;
      waiting = [];
      for (const callback of now) callback();
      return now.length;
    },
  };
}

describe('figures of a run', () => {
  it('tell their listeners once a frame, however many records come', () => {
    const { schedule, turn } = frames();
    const figures = new Figures(schedule);
    let heard = 0;
    figures.subscribe(() => heard++);
    for (let step = 1; step <= 50; step++) figures.log('r1', [record(step)]);
    expect(heard).toBe(0);
    expect(turn()).toBe(1);
    expect(heard).toBe(1);
    expect(figures.training.column('loss')).toHaveLength(50);
    expect(figures.training.columns).toEqual(['loss', 'learningRate', 'gradientNorm', 'itemsPerSecond', 'accuracy']);
  });

  it('begin anew with another run', () => {
    const figures = new Figures(() => {});
    figures.log('r1', [record(1), record(2)]);
    figures.validated('r1', { step: 2, loss: 1, metrics: { accuracy: 0.5 }, examples: 8, best: true });
    figures.log('r2', [record(1)]);
    expect(figures.training.steps).toEqual([1]);
    expect(figures.validation.length).toBe(0);
  });

  it('know the norm of a block, and of a module over all that is in it', () => {
    const figures = new Figures(() => {});
    figures.log('r1', [record(1)]);
    expect(figures.norm('decoder.0.linear')).toBe(3);
    expect(figures.norm('decoder')).toBe(5);
    expect(figures.norm('deco')).toBeUndefined();
  });

  it('come back from a run that was kept, without columns that say nothing', () => {
    const figures = new Figures(() => {});
    figures.restore(kept);
    expect(figures.training.columns).toEqual(['loss']);
    expect(figures.norm('linear')).toBe(0.01);
    expect(figures.pace?.loss).toBe(1);
    figures.log('old', [record(21, { linear: 1 })]);
    expect(figures.training.steps).toEqual([10, 20, 21]);
  });
});

function bridgeWith() {
  let tell: (event: WorkerEvent) => void = () => {};
  const sent: string[] = [];
  const told: string[] = [];
  const client: WorkerClient = {
    send: (command) => void sent.push(command.type),
    ask: () => new Promise(() => {}),
    subscribe(listener) {
      tell = listener;
      return () => {};
    },
  };
  const bridge = new RunBridge(client, ({ title }) => void told.push(title), new Figures(() => {}));
  return { bridge, sent, told, tell: (event: WorkerEvent) => tell(event) };
}

describe('the run bridge', () => {
  it('renders for changes of state, not for steps', () => {
    const { bridge, tell } = bridgeWith();
    let renders = 0;
    bridge.view.subscribe(() => renders++);
    for (let step = 1; step <= 100; step++) tell({ type: 'status', status: status({ step }) });
    expect(renders).toBe(1);
    expect(bridge.step).toBe(100);
  });

  it('takes the factor on the rate back for a new run, and a kept one brings its own', () => {
    const { bridge, tell, sent } = bridgeWith();
    tell({ type: 'restored', record: kept });
    tell({ type: 'status', status: status({ run: 'old', state: 'paused' }) });
    expect(bridge.view.getState().factor).toBe(0.5);
    bridge.setFactor(2);
    expect(sent).toEqual(['learning-rate']);
    tell({ type: 'status', status: status({ run: 'new' }) });
    expect(bridge.view.getState().factor).toBe(1);
  });

  it('shows each fault once and says its fix', () => {
    const { bridge, tell, told } = bridgeWith();
    const problem = {
      code: 'device/lost',
      severity: 'error',
      at: {},
      expected: 'a',
      received: 'b',
      fix: 'Reload.',
    } as const;
    tell({ type: 'problems', problems: [problem] });
    tell({ type: 'problems', problems: [problem] });
    expect(bridge.view.getState().problems).toHaveLength(1);
    expect(told).toEqual(['Reload.', 'Reload.']);
  });

  it('lets the run of one document go before it asks for that of another', async () => {
    const { bridge, tell, sent } = bridgeWith();
    tell({ type: 'status', status: status({ state: 'paused' }) });
    const document = new GraphBuilder().document();
    const turned = bridge.turnTo('other', document);
    expect(sent).toEqual(['leave']);
    tell({ type: 'status', status: status({ run: undefined, state: 'idle', hasWeights: false }) });
    await turned;
    expect(sent).toEqual(['leave', 'restore']);
  });

  it('shows work while it goes on', () => {
    const { bridge, tell } = bridgeWith();
    tell({ type: 'progress', label: 'Making xor', done: 1, total: 4, unit: 'examples' });
    tell({ type: 'progress', label: 'Making xor', done: 2, total: 4, unit: 'examples' });
    expect(bridge.view.getState().work.map(({ done }) => done)).toEqual([2]);
    tell({ type: 'progress-done', label: 'Making xor' });
    expect(bridge.view.getState().work).toEqual([]);
  });
});

const model = () =>
  new GraphBuilder()
    .generated('text', 'tokens', 'fables')
    .block('text', 'token-data', { data: 'text', length: 16 })
    .block('embedding', 'embedding', { width: 8 })
    .block('head', 'linear', { units: 'V' })
    .block('loss', 'cross-entropy')
    .block('out', 'output')
    .wire('text.tokens -> embedding.ids', 'embedding.y -> head.x', 'head.y -> loss.logits')
    .wire('text.targets -> loss.targets', 'head.y -> out.x');

describe('what goes on and what begins anew', () => {
  const document = model().document();
  const snapshot = serialiseDocument(document);

  it('a run goes on after blocks moved, the probe changed or the document got another name', () => {
    const moved = {
      ...document,
      meta: { ...document.meta, name: 'Another' },
      training: { ...document.training, probe: { text: { text: 'once' } } },
      layout: { positions: [{ id: 'text', x: 5, y: 5 }] },
    };
    expect(textToTrain(moved, snapshot)).toBe(snapshot);
  });

  it('another seed is another run', () => {
    const other = { ...document, training: { ...document.training, seed: 2 } };
    expect(textToTrain(other, snapshot)).toBe(serialiseDocument(other));
    expect(textToTrain(document, undefined)).toBe(snapshot);
  });
});

describe('what panels are told of the document', () => {
  it('a language model can be let write', () => {
    expect(decoderOf(checker.check(model().document()).graph ?? fail())).toMatchObject({
      data: { id: 'text' },
      given: [],
      output: 'out',
    });
  });

  it('a classifier cannot', () => {
    const document = new GraphBuilder()
      .generated('points', 'features', 'xor')
      .block('data', 'feature-data', { data: 'points' })
      .block('head', 'linear', { units: 'K' })
      .block('loss', 'cross-entropy')
      .block('out', 'output')
      .wire('data.features -> head.x', 'head.y -> loss.logits', 'data.label -> loss.targets', 'head.y -> out.x')
      .document();
    expect(decoderOf(checker.check(document).graph ?? fail())).toBeUndefined();
  });

  it('the probe is what the data say, where the document says nothing', () => {
    const document = model().document();
    const probe = probeFields(document);
    expect(probe.entries.map(({ data, name }) => [data, name])).toEqual([['text', 'text']]);
    expect(probe.problems).toEqual([]);
    const own = { ...document, training: { ...document.training, probe: { text: { text: '漢' } } } };
    expect(fieldsOf(probeFields(own), 'text')).toEqual({ text: '漢' });
    expect(probeFields(own).problems).toHaveLength(1);
  });

  it('patterns of weights are paths with stars', () => {
    expect(matchesPattern('*', 'a.b')).toBe(true);
    expect(matchesPattern('decoder.*.kernel', 'decoder.0.linear.kernel')).toBe(true);
    expect(matchesPattern('decoder.*', 'encoder.kernel')).toBe(false);
    expect(matchesPattern('a.b', 'axb')).toBe(false);
  });
});

function fail(): never {
  throw new Error('the document has problems');
}
