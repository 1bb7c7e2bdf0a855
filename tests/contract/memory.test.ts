import { beforeAll, expect, it } from 'vitest';
import { nodeServices } from '../../src/cli/services';
import { type Document, serialiseDocument } from '../../src/document';
import { Session } from '../../src/worker';
import { tinyGpt } from '../support/documents';
import { checker } from '../support/graph';
import { prepareWebGpu } from '../support/webgpu';

/** Bytes in buffers that were made and not destroyed, and how many were made. */
const held = { bytes: 0, made: 0 };
const sizes = new WeakMap<GPUBuffer, number>();

beforeAll(async () => {
  await prepareWebGpu();
  const { createBuffer } = GPUDevice.prototype;
  GPUDevice.prototype.createBuffer = function (...args) {
    const buffer = createBuffer.apply(this, args);
    sizes.set(buffer, buffer.size);
    held.bytes += buffer.size;
    held.made++;
    return buffer;
  };
  const { destroy } = GPUBuffer.prototype;
  GPUBuffer.prototype.destroy = function () {
    held.bytes -= sizes.get(this) ?? 0;
    sizes.delete(this);
    return destroy.apply(this);
  };
});

async function onWebGpu() {
  // Every look at the clock finds that much time has gone by: copies are kept and the probe is looked at all along.
  let time = 0;
  const session = new Session(checker, {
    ...nodeServices(() => {}),
    now: () => {
      time += 20_000;
      return time;
    },
  });
  await session.handle({ type: 'configure', backend: 'webgpu' });
  const train = (document: Document, once = false) =>
    session.handle({ type: 'train', documentId: 'test', document: serialiseDocument(document), once });
  return { session, train };
}

/** The same document with another batch size and length. */
function sized(batch: number, length: number): Document {
  const document = tinyGpt({ steps: 4, batch, validateEvery: 2 });
  const nodes = document.graph.nodes.map((node) =>
    'length' in node.parameters ? { ...node, parameters: { ...node.parameters, length } } : node,
  );
  return { ...document, graph: { ...document.graph, nodes } };
}

it('makes no buffer after the first steps, copies to go on from and looks at the probe among them', async () => {
  const { session, train } = await onWebGpu();
  const document = tinyGpt({ steps: 20, validateEvery: 0 });
  for (let i = 0; i < 4; i++) await train(document, true);
  const before = { ...held };
  await train(document);
  expect(session.run?.state).toBe('finished');
  expect(held).toEqual(before);
  session.run?.dispose();
});

it('gives back what other sizes needed', async () => {
  const { session, train } = await onWebGpu();
  const after: number[] = [];
  for (const [batch, length] of [
    [4, 8],
    [2, 16],
    [7, 5],
    [3, 11],
    [4, 8],
  ] as const) {
    await train(sized(batch, length));
    expect(session.run?.state).toBe('finished');
    after.push(held.bytes);
  }
  expect(Math.abs((after.at(-1) ?? 0) / (after[0] ?? 0) - 1)).toBeLessThan(0.01);
  session.run?.dispose();
});
