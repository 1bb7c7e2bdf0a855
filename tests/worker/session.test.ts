import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type Document, parseDocument, serialiseDocument } from '../../src/document';
import { readSafetensors } from '../../src/formats';
import { tinyGpt, tinySeq2seq, xorDocument } from '../support/documents';
import { layeredGpt } from '../support/layered';
import { TestSession } from '../support/session';

const withRate = (document: Document, learningRate: number): Document => ({
  ...document,
  training: {
    ...document.training,
    phases: document.training.phases.map((phase) => ({ ...phase, learningRate, clip: 0 })),
  },
});

async function session(): Promise<TestSession> {
  const made = new TestSession();
  await made.backend('cpu');
  return made;
}

describe('a run', () => {
  it('logs, validates, keeps the best weights and finishes', async () => {
    const s = await session();
    await s.train(xorDocument());
    expect(s.losses).toHaveLength(60);
    expect(s.all('validation').map(({ record }) => record.step)).toEqual([20, 40, 60]);
    expect(s.last('status').status).toMatchObject({ state: 'finished', step: 60, steps: 60, hasWeights: true });
    expect(s.last('validation').record.examples).toBe(100);
    expect(s.last('backend').backend).toMatchObject({ name: 'cpu', reason: 'chosen by hand' });
    const { record } = s.last('probe');
    expect(record.predictions[0]?.candidates?.map(({ token }) => token).sort()).toEqual(['false', 'true']);
    const { records } = s.last('log');
    expect(Object.keys(records[0]?.blockNorms ?? {}).sort()).toEqual(['head', 'hidden']);
  });

  it('shows a branch that leads nowhere, with the weights it begins with', async () => {
    const file = fileURLToPath(new URL('../../templates/positions.json', import.meta.url));
    const parsed = parseDocument(readFileSync(file, 'utf8'));
    if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
    // A bypassed block hands on what was wired to it first: here what came into the layer, so attention is left out.
    const modules = parsed.document.modules.map((layer) => ({
      ...layer,
      nodes: layer.nodes.map((node) => (node.name === 'add_a' ? { ...node, bypass: true } : node)),
    }));
    const s = await session();
    await s.train({ ...parsed.document, modules }, { until: 2 });
    expect(s.problems).toEqual([]);
    expect(s.last('probe').record.taps.map(({ path }) => path)).toContain('encoder.attention');
  });

  it('pauses, goes on, takes a single step, and gives the losses of an unbroken run', async () => {
    const unbroken = await session();
    await unbroken.train(xorDocument());
    const s = await session();
    const document = xorDocument();
    const running = s.train(document);
    await s.until((event) => event.type === 'log');
    await s.send({ type: 'pause' });
    await running;
    const at = s.last('status').status.step;
    expect(s.last('status').status.state).toBe('paused');
    await s.train(document, { once: true });
    expect(s.last('status').status).toMatchObject({ state: 'paused', step: at + 1 });
    await s.train(document);
    expect(s.last('status').status).toMatchObject({ state: 'finished', step: 60 });
    expect(s.losses).toEqual(unbroken.losses);
  });

  it('keeps the weights on stop, also for a changed document, and makes new ones on reset', async () => {
    const s = await session();
    const first = xorDocument({ steps: 40 });
    await s.train(first);
    const end = s.losses.at(-1) ?? 0;
    const changed = xorDocument({ steps: 5 });
    const nodes = changed.graph.nodes.map((node) => (node.name === 'hidden' ? { ...node, name: 'renamed' } : node));
    await s.train({ ...changed, graph: { ...changed.graph, nodes } });
    expect(s.losses.at(40) ?? 9).toBeLessThan(end + 0.1);
    expect(s.all('carried')).toHaveLength(1);
    const { run, carried } = s.last('carried');
    expect(run).toBe(s.last('status').status.run);
    expect(carried).toMatchObject({ made: [], dropped: [] });
    expect(carried.kept).toContainEqual({ path: 'renamed.kernel', from: 'hidden.kernel' });
    await s.send({ type: 'reset' });
    expect(s.last('status').status).toMatchObject({ state: 'idle', hasWeights: false });
    await s.train(first);
    expect(s.losses.at(45)).toBe(s.losses[0]);
    // New weights are taken over from nobody.
    expect(s.all('carried')).toHaveLength(1);
  });

  it('says beforehand what a changed document would take over', async () => {
    const s = await session();
    const wider = xorDocument({ steps: 2 });
    const nodes = wider.graph.nodes.map((node) =>
      node.name === 'hidden' ? { ...node, parameters: { ...node.parameters, units: 9 } } : node,
    );
    const changed = { ...wider, graph: { ...wider.graph, nodes } };
    const ask = (document: Document) => s.ask({ kind: 'carry', document: serialiseDocument(document) });
    expect(await ask(changed)).toMatchObject({ kind: 'problems' });
    await s.train(wider);
    expect(await ask(wider)).toMatchObject({ kind: 'carry', carried: { made: [], dropped: [] } });
    const told = await ask(changed);
    // And the run that was there is untouched.
    expect(s.last('status').status).toMatchObject({ state: 'finished', step: 2, hasWeights: true });
    await s.train(changed);
    expect(told).toEqual({ kind: 'carry', carried: s.last('carried').carried });
  });

  it('says how its weights are spread, at the step they were kept', async () => {
    const s = await session();
    const ask = () => s.ask({ kind: 'weights', paths: ['hidden.kernel', 'nowhere.kernel'], bins: 8 });
    expect(await ask()).toMatchObject({ kind: 'problems' });
    await s.train(xorDocument({ steps: 3 }));
    const answer = await ask();
    if (answer.kind !== 'weights') throw new Error(answer.kind);
    expect(answer.step).toBe(3);
    expect(answer.weights.map(({ path }) => path)).toEqual(['hidden.kernel']);
    const [kernel] = answer.weights;
    const size = kernel?.shape.reduce((a, b) => a * b, 1);
    expect(kernel?.counts.reduce((a, b) => a + b, 0)).toBe(size);
    expect(kernel?.deviation).toBeGreaterThan(0);
  });

  it('changes the learning rate while it runs', async () => {
    const s = await session();
    const document = xorDocument();
    await s.train(document, { until: 30 });
    const fresh = await session();
    const running = fresh.train(document);
    await fresh.until((event) => event.type === 'log');
    await fresh.send({ type: 'learning-rate', factor: 0 });
    await running;
    const rates = fresh.all('log').flatMap(({ records }) => records.map((r) => r.learningRate));
    expect(rates.at(-1)).toBe(0);
  });

  it('stops early when validation gets no better', async () => {
    const s = await session();
    await s.train(withRate(xorDocument({ steps: 500, validateEvery: 1, patience: 3 }), 1));
    expect(s.last('status').status.state).toBe('finished');
    expect(s.last('status').status.step).toBeLessThan(500);
    expect(s.last('notice').text).toContain('Stopped early');
  });
});

describe('commands that come in the middle of others', () => {
  const steps = (s: TestSession) => s.all('log').flatMap(({ records }) => records.map((record) => record.step));

  it('pause and Train at once goes on with one loop, each step once', async () => {
    const s = await session();
    const document = xorDocument({ validateEvery: 1 });
    const running = s.train(document);
    await s.until((event) => event.type === 'validation');
    await s.send({ type: 'pause' });
    await Promise.all([s.train(document), s.train(document), running]);
    expect(steps(s)).toEqual(Array.from({ length: 60 }, (_, i) => i + 1));
    expect(s.last('status').status.state).toBe('finished');
  });

  it('reset while a run is being prepared calls it off', async () => {
    const s = await session();
    const training = s.train(xorDocument());
    await s.send({ type: 'reset' });
    await training;
    expect(s.session.run).toBeUndefined();
    expect(s.losses).toEqual([]);
    expect(s.last('status').status.state).toBe('idle');
  });

  it('reset while the model writes stops the writing first', async () => {
    const s = await session();
    await s.train(tinyGpt());
    const options = { temperature: 1, topK: 0, topP: 1, length: 200, seed: 1 };
    const writing = s.ask({ kind: 'generate', fields: { text: 'the' }, options });
    await s.until((event) => event.type === 'generated');
    await s.send({ type: 'reset' });
    expect((await writing).kind).toBe('generate');
    expect(s.problems).toEqual([]);
  });
});

describe('a loss that is not finite', () => {
  it('pauses on the step, names the block, and keeps the weights before it', async () => {
    const s = await session();
    await s.train(withRate(tinyGpt(), 1e30));
    const [problem] = s.problems;
    expect(problem?.code).toBe('training/not-finite');
    expect(problem?.at.path).not.toBe('');
    expect(s.last('status').status.state).toBe('paused');
    const answer = await s.ask({ kind: 'export-weights', which: 'last' });
    if (answer.kind !== 'export-weights') throw new Error('no weights');
    for (const { data } of readSafetensors(answer.bytes).tensors.values()) {
      expect(data.every((x) => Number.isFinite(x))).toBe(true);
    }
  });
});

describe('a device', () => {
  it('that is forced and not there is named, with what to do', async () => {
    const s = new TestSession();
    await s.backend('webgpu');
    await s.train(xorDocument());
    const [found] = s.problems;
    expect(found).toMatchObject({ code: 'device/unavailable', received: 'this browser offers no WebGPU adapter' });
    expect(found?.fix).toContain('?backend=wasm');
    await s.backend('auto');
    await s.train(xorDocument());
    expect(s.last('backend').backend).toMatchObject({ name: 'wasm', reason: 'no WebGPU here' });
    expect(s.last('status').status.state).toBe('finished');
  });
});

describe('questions', () => {
  it('writes text from a language model, the same for the same seed, and shows attention with its tokens', async () => {
    const s = await session();
    await s.train(tinyGpt());
    const ask = (temperature: number, seed: number) =>
      s.ask({
        kind: 'generate',
        fields: { text: 'the' },
        options: { temperature, topK: 0, topP: 1, length: 20, seed },
      });
    const first = await ask(1, 1);
    expect(await ask(1, 1)).toEqual(first);
    expect(await ask(1, 2)).not.toEqual(first);
    if (first.kind !== 'generate') throw new Error('no text');
    expect(first.text).toHaveLength(20);
    const tap = s.last('probe').record.taps.find(({ name }) => name === 'attention');
    expect(tap?.axes).toEqual(['B', 'H', 'T', 'S']);
    expect(tap?.shape).toEqual([1, 2, 8, 8]);
    expect(tap?.rows).toEqual(tap?.columns);
    expect(tap?.rows).toHaveLength(8);
    const firstRow = [...(tap?.data ?? [])].slice(0, 8);
    expect(firstRow).toEqual([1, 0, 0, 0, 0, 0, 0, 0]);
  });

  it('decodes from the source alone', async () => {
    const s = await session();
    await s.train(tinySeq2seq());
    const options = { temperature: 0, topK: 0, topP: 1, length: 10, seed: 1 };
    const answer = await s.ask({ kind: 'generate', fields: { source: 'abba', target: 'ignored' }, options });
    if (answer.kind !== 'generate') throw new Error(JSON.stringify(answer));
    expect(answer.text).toMatch(/^[a-d]*$/);
    const unknown = await s.ask({ kind: 'generate', fields: { source: 'zz' }, options });
    expect(unknown).toMatchObject({
      kind: 'problems',
      problems: [{ code: 'input/predict' }, { code: 'input/predict' }],
    });
  });

  it('takes weights out and in, and refuses those of another model by name and shape', async () => {
    const s = await session();
    await s.train(xorDocument());
    const out = await s.ask({ kind: 'export-weights', which: 'last' });
    if (out.kind !== 'export-weights') throw new Error('no weights');
    const other = await session();
    const { serialiseDocument } = await import('../../src/document');
    const ask = (document: Document) =>
      other.ask({
        kind: 'import-weights',
        bytes: out.bytes,
        documentId: 'test',
        document: serialiseDocument(document),
      });
    expect(await ask(xorDocument())).toEqual({ kind: 'import-weights', weights: 4 });
    expect(other.last('probe').record.predictions).toEqual(s.last('probe').record.predictions);
    const refused = await ask(tinyGpt());
    if (refused.kind !== 'problems') throw new Error('not refused');
    expect(refused.problems.map(({ code }) => code)).toContain('weights/missing');
  });

  it('says which file is missing', async () => {
    const s = await session();
    const document = tinyGpt();
    const [choice] = document.data;
    if (!choice) throw new Error('no data');
    const file = {
      type: 'file',
      format: 'text',
      name: 'plays.txt',
      bytes: 10,
      sha256: '0'.repeat(64),
      vocabularies: { tokens: ['a', 'b'] },
      lengths: {},
      examples: 10,
      options: { vocabulary: 1000 },
    } as const;
    await s.train({ ...document, data: [{ ...choice, source: file }] });
    expect(s.problems).toMatchObject([{ code: 'data/missing-file', fix: "Choose the file 'plays.txt'." }]);
  });

  it('refuses a budget that cannot be met before anything is allocated', async () => {
    const s = await session();
    const document = xorDocument();
    const nodes = document.graph.nodes.map((node) =>
      node.name === 'hidden' ? { ...node, parameters: { ...node.parameters, units: 1_000_000 } } : node,
    );
    const deep = {
      ...document,
      graph: { ...document.graph, nodes },
      training: { ...document.training, batch: 65_536 },
    };
    await s.train(deep);
    expect(s.problems.map(({ code }) => code)).toContain('budget/overflow');
    expect(s.all('log')).toEqual([]);
  });
});

describe('what a step takes', () => {
  it('is told before anything runs, with what recomputing saves', async () => {
    const session = new TestSession();
    const ask = (document: Document) => session.ask({ kind: 'memory', document: serialiseDocument(document) });
    const plain = await ask(layeredGpt(4));
    const again = await ask(layeredGpt(4, { recompute: 'all' }));
    if (plain.kind !== 'memory' || again.kind !== 'memory') throw new Error('no figures came');
    expect(plain.kept).toBeUndefined();
    expect(again.kept).toEqual(plain.memory);
    expect(again.memory.total).toBeLessThan(plain.memory.total);
    expect(session.all('backend')).toEqual([]);
  });

  it('is not told of a document that cannot be trained', async () => {
    const session = new TestSession();
    const { training, ...rest } = layeredGpt(1);
    const nodes = rest.graph.nodes.filter(({ block }) => block !== 'cross-entropy');
    const edges = rest.graph.edges.filter(({ to }) => nodes.some(({ id }) => id === to.node));
    const document = serialiseDocument({ ...rest, graph: { nodes, edges }, training });
    const answer = await session.ask({ kind: 'memory', document });
    expect(answer).toMatchObject({ kind: 'problems', problems: [{ code: 'graph/no-loss', severity: 'error' }] });
  });
});

describe('mixed precision on a host', () => {
  it.each(['cpu', 'wasm'] as const)('is refused on %s, and training in 32 bits is not', async (backend) => {
    const made = new TestSession();
    await made.backend(backend);
    await made.train(xorDocument({ precision: 'mixed' }), { until: 2 });
    expect(made.problems).toMatchObject([
      { code: 'training/precision', at: { field: 'training.precision' }, received: `the ${backend} backend` },
    ]);
    expect(made.last('status').status.state).toBe('idle');
    await made.train(xorDocument({ precision: 'float32' }), { until: 2 });
    expect(made.losses).toHaveLength(2);
  });
});
