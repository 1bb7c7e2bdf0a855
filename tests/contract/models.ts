import { describe, expect, it } from 'vitest';
import { compileGradients } from '../../src/compile';
import type { Document, Module } from '../../src/document';
import type { DeviceName } from '../../src/kernels';
import { Model, type StoredTensor } from '../../src/train';
import { modelCases } from '../reference/load';
import { expectClose } from '../support/close';
import { use } from '../support/devices';
import { GraphBuilder } from '../support/graph';
import type { HostTensor } from '../support/host';
import { graphOf } from '../support/models';

/** A graph's nodes and wires under ids of their own, as a module. */
function moduleOf(id: string, graph: GraphBuilder): Module {
  const own = (name: string) => `${id}-${name}`;
  return {
    id,
    name: id,
    parameters: [],
    nodes: graph.nodes.map((node) => ({ ...node, id: own(node.id) })),
    edges: graph.edges.map(({ id: edge, from, to }) => ({
      id: own(edge),
      from: { ...from, node: own(from.node) },
      to: { ...to, node: own(to.node) },
    })),
  };
}

const layer = (heads: number, causal: boolean): GraphBuilder =>
  new GraphBuilder()
    .block('x', 'module-input')
    .block('mask', 'module-input', { optional: true })
    .block('norm_a', 'layer-norm')
    .block('attention', 'multi-head-attention', { heads, causal })
    .block('add_a', 'add')
    .block('norm_b', 'layer-norm')
    .block('feed_forward', 'feed-forward', { hidden: 8, activation: 'gelu' })
    .block('add_b', 'add')
    .block('y', 'module-output')
    .wire('x.y -> norm_a.x', 'norm_a.y -> attention.query', 'mask.y -> attention.mask', 'x.y -> add_a.a')
    .wire('attention.y -> add_a.b', 'add_a.y -> norm_b.x', 'norm_b.y -> feed_forward.x', 'add_a.y -> add_b.a')
    .wire('feed_forward.y -> add_b.b', 'add_b.y -> y.x');

const decoder = (): GraphBuilder =>
  new GraphBuilder()
    .block('x', 'module-input')
    .block('memory', 'module-input')
    .block('memory_mask', 'module-input')
    .block('norm_a', 'layer-norm')
    .block('self_attention', 'multi-head-attention', { heads: 2, causal: true })
    .block('add_a', 'add')
    .block('norm_b', 'layer-norm')
    .block('cross_attention', 'multi-head-attention', { heads: 2 })
    .block('add_b', 'add')
    .block('norm_c', 'layer-norm')
    .block('feed_forward', 'feed-forward', { hidden: 8, activation: 'gelu' })
    .block('add_c', 'add')
    .block('y', 'module-output')
    .wire('x.y -> norm_a.x', 'norm_a.y -> self_attention.query', 'x.y -> add_a.a', 'self_attention.y -> add_a.b')
    .wire('add_a.y -> norm_b.x', 'norm_b.y -> cross_attention.query', 'memory.y -> cross_attention.key')
    .wire('memory_mask.y -> cross_attention.mask', 'add_a.y -> add_b.a', 'cross_attention.y -> add_b.b')
    .wire('add_b.y -> norm_c.x', 'norm_c.y -> feed_forward.x', 'add_b.y -> add_c.a', 'feed_forward.y -> add_c.b')
    .wire('add_c.y -> y.x');

const llamaLayer = (): GraphBuilder =>
  new GraphBuilder()
    .block('x', 'module-input')
    .block('norm_a', 'rms-norm')
    .block('attention', 'grouped-query-attention', { heads: 4, groups: 2 })
    .block('add_a', 'add')
    .block('norm_b', 'rms-norm')
    .block('feed_forward', 'gated-feed-forward', { hidden: 6 })
    .block('add_b', 'add')
    .block('y', 'module-output')
    .wire('x.y -> norm_a.x', 'norm_a.y -> attention.x', 'x.y -> add_a.a', 'attention.y -> add_a.b')
    .wire('add_a.y -> norm_b.x', 'norm_b.y -> feed_forward.x', 'add_a.y -> add_b.a', 'feed_forward.y -> add_b.b')
    .wire('add_b.y -> y.x');

const stack = (id: string, repeat = 1) => ({ module: { id, ...(repeat > 1 ? { repeat } : {}) } });

const fables = () =>
  new GraphBuilder()
    .generated('fables', 'tokens', 'fables', { characters: 20_000 })
    .block('data', 'token-data', { data: 'fables', length: 8 });

/** The four models as documents; weights have the paths that the script gives them. */
const MODELS: Readonly<Record<string, () => Document>> = {
  lstm: () =>
    new GraphBuilder()
      .generated('sentences', 'tagged', 'right-context-tags', { examples: 500 })
      .block('data', 'tagged-data', { data: 'sentences' })
      .block('embed', 'embedding', { width: 4 })
      .block('first', 'lstm', { units: 3, bidirectional: true })
      .block('second', 'lstm', { units: 3, bidirectional: true })
      .block('head', 'linear', { units: 'K' })
      .block('loss', 'cross-entropy')
      .wire('data.tokens -> embed.ids', 'embed.y -> first.x', 'data.mask -> first.mask', 'first.y -> second.x')
      .wire('data.mask -> second.mask', 'second.y -> head.x', 'head.y -> loss.logits', 'data.tags -> loss.targets')
      .wire('data.mask -> loss.mask')
      .document(),
  transformer: () =>
    new GraphBuilder()
      .generated('words', 'pairs', 'reverse', { examples: 500, longest: 5, letters: 7 })
      .block('data', 'pair-data', { data: 'words' })
      .block('source_embedding', 'embedding', { width: 6 })
      .block('source_positions', 'sinusoidal-positions')
      .block('encoder', 'module', {}, stack('encoder', 2))
      .block('memory', 'layer-norm')
      .block('target_embedding', 'embedding', { width: 6 })
      .block('target_positions', 'sinusoidal-positions')
      .block('decoder', 'module', {}, stack('decoder'))
      .block('norm', 'layer-norm')
      .block('head', 'linear', { units: 'V' })
      .block('loss', 'cross-entropy')
      .wire('data.source -> source_embedding.ids', 'source_embedding.y -> source_positions.x')
      .wire('source_positions.y -> encoder.x', 'data.source_mask -> encoder.mask', 'encoder.y -> memory.x')
      .wire('data.target_in -> target_embedding.ids', 'target_embedding.y -> target_positions.x')
      .wire('target_positions.y -> decoder.x', 'memory.y -> decoder.memory', 'data.source_mask -> decoder.memory_mask')
      .wire('decoder.y -> norm.x', 'norm.y -> head.x', 'head.y -> loss.logits', 'data.target_out -> loss.targets')
      .wire('data.target_mask -> loss.mask')
      .document({}, [moduleOf('encoder', layer(2, false)), moduleOf('decoder', decoder())]),
  gpt: () =>
    fables()
      .block('embedding', 'embedding', { width: 6 })
      .block('positions', 'learned-positions', { length: 8 })
      .block('layers', 'module', {}, stack('layer', 2))
      .block('norm', 'layer-norm')
      .block('head', 'linear', { units: 'V' })
      .block('loss', 'cross-entropy')
      .wire('data.tokens -> embedding.ids', 'embedding.y -> positions.x', 'positions.y -> layers.x')
      .wire('layers.y -> norm.x', 'norm.y -> head.x', 'head.y -> loss.logits', 'data.targets -> loss.targets')
      .document({}, [moduleOf('layer', layer(3, true))]),
  llama: () =>
    fables()
      .block('embedding', 'embedding', { width: 8 })
      .block('layers', 'module', {}, stack('layer', 2))
      .block('norm', 'rms-norm')
      .block('head', 'linear', { units: 'V', bias: false })
      .block('loss', 'cross-entropy')
      .wire('data.tokens -> embedding.ids', 'embedding.y -> layers.x', 'layers.y -> norm.x', 'norm.y -> head.x')
      .wire('head.y -> loss.logits', 'data.targets -> loss.targets')
      .document({}, [moduleOf('layer', llamaLayer())]),
};

const floats = ({ shape, data }: HostTensor): StoredTensor => ({ shape, data: Float32Array.from(data) });

/** Loss and gradients of whole models against PyTorch's. */
export function modelSuite(backend: DeviceName): void {
  describe(`whole models on ${backend}, against PyTorch`, () => {
    it('are the four that the figures are of', () => {
      expect(modelCases.map(({ name }) => name).sort()).toEqual(Object.keys(MODELS).sort());
    });

    it.each(modelCases)('$name', async ({ name, batch, weights, values }) => {
      const make = MODELS[name];
      if (!make) throw new RangeError(`no model ${name}`);
      const graph = graphOf(make());
      const [phase] = graph.training.phases;
      if (!phase) throw new RangeError('a document has a phase');
      const model = new Model(graph, 1);
      const device = await use(backend);
      try {
        expect([...model.weightShapes().keys()].sort()).toEqual(Object.keys(weights).sort());
        const stored = Object.entries(weights).map(([path, tensor]): [string, StoredTensor] => [path, floats(tensor)]);
        model.store.loadWeights(new Map(stored));
        const batches = new Map([['data', batch]]);
        const sizes = { B: batch.tokens?.shape[0] ?? batch.source?.shape[0] ?? 0 };
        const lengths = batch.source
          ? { S: batch.source.shape[1] ?? 0, T: batch.target_in?.shape[1] ?? 0 }
          : { T: batch.tokens?.shape[1] ?? 0 };
        const program = compileGradients(graph, phase, { ...sizes, ...lengths });
        const found = await device.guard(async () => {
          const results = model.run(program, batches, { seed: 1, step: 0 });
          try {
            const read = [...results.outputs].map(
              async ([key, tensor]): Promise<[string, HostTensor]> => [
                key,
                { dtype: 'float', shape: tensor.shape, data: Float32Array.from(await tensor.data()) },
              ],
            );
            return new Map(await Promise.all(read));
          } finally {
            model.discard(results);
          }
        });
        // A key's bias adds the same to every score, which softmax ignores: its gradient is zero but for rounding.
        const zero = (path: string) => path.endsWith('.key_bias');
        const kept = (entries: Iterable<[string, HostTensor]>) => new Map([...entries].filter(([path]) => !zero(path)));
        expectClose(kept(found), kept(Object.entries(values)));
        for (const [path, { data }] of found) {
          if (zero(path)) expect(Math.max(...Array.from(data, Math.abs)), path).toBeLessThan(1e-6);
        }
      } finally {
        model.dispose();
      }
    });
  });
}
