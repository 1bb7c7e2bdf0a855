import type { Document, Module, Training } from '../../src/document';
import { GraphBuilder } from './graph';

/** A pre-norm layer with dropout; with running averages where it is asked for. */
function layer(width: number, averages: boolean): Module {
  const graph = new GraphBuilder()
    .block('x', 'module-input')
    .block('norm_a', 'layer-norm')
    .block('attention', 'multi-head-attention', { heads: 2, causal: true, dropout: 0.1 })
    .block('add_a', 'add')
    .block('norm_b', averages ? 'batch-norm' : 'layer-norm')
    .block('feed_forward', 'feed-forward', { hidden: 4 * width, activation: 'gelu', dropout: 0.1 })
    .block('add_b', 'add')
    .block('y', 'module-output')
    .wire('x.y -> norm_a.x', 'norm_a.y -> attention.query', 'x.y -> add_a.a', 'attention.y -> add_a.b')
    .wire('add_a.y -> norm_b.x', 'norm_b.y -> feed_forward.x', 'add_a.y -> add_b.a', 'feed_forward.y -> add_b.b')
    .wire('add_b.y -> y.x');
  const own = (name: string) => `layer-${name}`;
  return {
    id: 'layer',
    name: 'Layer',
    parameters: [],
    nodes: graph.nodes.map((node) => ({ ...node, id: own(node.id) })),
    edges: graph.edges.map(({ id, from, to }) => ({
      id: own(id),
      from: { ...from, node: own(from.node) },
      to: { ...to, node: own(to.node) },
    })),
  };
}

/** A language model whose layers are copies of a module, with dropout and running averages. */
export const layeredGpt = (
  layers: number,
  training: Partial<Training> = {},
  { width = 8, length = 8, averages = true } = {},
): Document =>
  new GraphBuilder()
    .generated('fables', 'tokens', 'fables', { characters: 20_000 })
    .block('data', 'token-data', { data: 'fables', length })
    .block('embedding', 'embedding', { width })
    .block('positions', 'learned-positions', { length })
    .block('layers', 'module', {}, { module: { id: 'layer', repeat: layers } })
    .block('norm', 'layer-norm')
    .block('head', 'linear', { units: 'V' })
    .block('loss', 'cross-entropy')
    .block('out', 'output', { as: 'probabilities' })
    .wire('data.tokens -> embedding.ids', 'embedding.y -> positions.x', 'positions.y -> layers.x')
    .wire('layers.y -> norm.x', 'norm.y -> head.x', 'head.y -> loss.logits', 'data.targets -> loss.targets')
    .wire('head.y -> out.x')
    .document({ steps: 20, batch: 4, validateEvery: 0, ...training }, [layer(width, averages)]);
