import type { CheckedGraph } from '../../src/check';
import { isProblems, openData } from '../../src/data';
import type { Document, Module, Phase, Training } from '../../src/document';
import { defaultTraining } from '../../src/document';
import { type CellKind, drawCell } from '../../src/editor/cells';
import type { Device } from '../../src/kernels';
import { Model, Trainer } from '../../src/train';
import { checker, GraphBuilder } from './graph';

const phase = (change: Partial<Phase> = {}): Phase => {
  const [first] = defaultTraining.phases;
  if (!first) throw new RangeError('new documents have a phase');
  return { ...first, learningRate: 0.02, schedule: { kind: 'constant', warmup: 2 }, ...change };
};

/** Few steps, small batches, large strides: enough to see whether a model trains at all. */
const quick: Partial<Training> = {
  steps: 24,
  batch: 8,
  validateEvery: 0,
  validateExamples: 40,
  phases: [phase()],
};

export const mlp = (training: Partial<Training> = {}): Document =>
  new GraphBuilder()
    .generated('points', 'features', 'xor')
    .block('data', 'feature-data', { data: 'points' })
    .block('hidden', 'linear', { units: 8 })
    .block('act', 'activation', { kind: 'tanh' })
    .block('head', 'linear', { units: 'K' })
    .block('loss', 'cross-entropy')
    .block('out', 'output', { as: 'probabilities' })
    .wire('data.features -> hidden.x', 'hidden.y -> act.x', 'act.y -> head.x', 'head.y -> loss.logits')
    .wire('data.label -> loss.targets', 'head.y -> out.x')
    .document({ ...quick, ...training });

/** With averages that a step changes and no gradient does. */
export const normalised = (): Document =>
  new GraphBuilder()
    .generated('points', 'features', 'xor')
    .block('data', 'feature-data', { data: 'points' })
    .block('hidden', 'linear', { units: 8 })
    .block('norm', 'batch-norm')
    .block('act', 'activation', { kind: 'relu' })
    .block('head', 'linear', { units: 'K' })
    .block('loss', 'cross-entropy')
    .block('out', 'output', { as: 'probabilities' })
    .wire('data.features -> hidden.x', 'hidden.y -> norm.x', 'norm.y -> act.x', 'act.y -> head.x')
    .wire('head.y -> loss.logits', 'data.label -> loss.targets', 'head.y -> out.x')
    .document(quick);

/** Convolution, pooling and a classifier on small images. */
export const convolutional = (): Document =>
  new GraphBuilder()
    .generated('images', 'images', 'glyphs', { examples: 200, size: 12, classes: 3, hand: 'neat' })
    .block('data', 'image-data', { data: 'images' })
    .block('pixels', 'scale', { scale: 1 / 255 })
    .block('filters', 'conv2d', { filters: 4, kernel: 3, padding: 'valid' })
    .block('act', 'activation', { kind: 'relu' })
    .block('pool', 'pool2d')
    .block('flat', 'flatten')
    .block('head', 'linear', { units: 'K' })
    .block('loss', 'cross-entropy')
    .block('out', 'output', { as: 'probabilities' })
    .wire('data.image -> pixels.x', 'pixels.y -> filters.x', 'filters.y -> act.x', 'act.y -> pool.x')
    .wire('pool.y -> flat.x', 'flat.y -> head.x', 'head.y -> loss.logits', 'data.label -> loss.targets')
    .wire('head.y -> out.x')
    .document(quick);

/** A decoder layer as LLaMA has it, with the embedding's table as its output layer. */
export const llama = (): Document =>
  new GraphBuilder()
    .generated('text', 'tokens', 'fables', { characters: 20_000 })
    .block('data', 'token-data', { data: 'text', length: 12 })
    .block('embed', 'embedding', { width: 8, deviation: 0.3 })
    .block('norm_1', 'rms-norm')
    .block('attention', 'grouped-query-attention', { heads: 4, groups: 2, dropout: 0.1 })
    .block('after_attention', 'add')
    .block('norm_2', 'rms-norm')
    .block('feed_forward', 'gated-feed-forward', { hidden: 12 })
    .block('after_feed_forward', 'add')
    .block('head', 'tied-projection')
    .block('loss', 'cross-entropy')
    .block('out', 'output', { as: 'probabilities' })
    .wire('data.tokens -> embed.ids', 'embed.y -> norm_1.x', 'norm_1.y -> attention.x')
    .wire('embed.y -> after_attention.a', 'attention.y -> after_attention.b', 'after_attention.y -> norm_2.x')
    .wire('norm_2.y -> feed_forward.x', 'after_attention.y -> after_feed_forward.a')
    .wire('feed_forward.y -> after_feed_forward.b', 'after_feed_forward.y -> head.x', 'embed.table -> head.table')
    .wire('head.y -> loss.logits', 'data.targets -> loss.targets', 'head.y -> out.x')
    .document(quick);

export const regression = (): Document =>
  new GraphBuilder()
    .generated('curve', 'features', 'smooth-5', { examples: 500 })
    .block('data', 'feature-data', { data: 'curve' })
    .block('hidden', 'feed-forward', { hidden: 7, activation: 'silu' })
    .block('flat', 'dropout', { rate: 0.1 })
    .block('head', 'linear', { units: 'K' })
    .block('loss', 'mean-squared-error')
    .block('out', 'output')
    .wire('data.features -> hidden.x', 'hidden.y -> flat.x', 'flat.y -> head.x', 'head.y -> loss.prediction')
    .wire('data.targets -> loss.targets', 'head.y -> out.x')
    .document({
      ...quick,
      phases: [
        phase({ optimizer: { kind: 'sgd', momentum: 0.9 }, schedule: { kind: 'constant', warmup: 2 }, clip: 0 }),
      ],
    });

const classifier = (): Document =>
  new GraphBuilder()
    .generated('reviews', 'labelled', 'sentiment', { examples: 500 })
    .block('data', 'labelled-data', { data: 'reviews' })
    .block('embed', 'embedding', { width: 5, deviation: 0.5 })
    .block('rnn', 'rnn', { units: 7 })
    .block('pool', 'mean-over-time')
    .block('head', 'linear', { units: 'K' })
    .block('loss', 'cross-entropy', { smoothing: 0.1 })
    .block('out', 'output', { as: 'probabilities' })
    .wire('data.tokens -> embed.ids', 'embed.y -> rnn.x', 'data.mask -> rnn.mask', 'rnn.y -> pool.x')
    .wire('data.mask -> pool.mask', 'pool.y -> head.x')
    .wire('head.y -> loss.logits', 'data.label -> loss.targets', 'head.y -> out.x')
    .document({
      ...quick,
      phases: [phase({ optimizer: { kind: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } })],
    });

const tagger = (): Document =>
  new GraphBuilder()
    .generated('sentences', 'tagged', 'right-context-tags', { examples: 500 })
    .block('data', 'tagged-data', { data: 'sentences' })
    .block('embed', 'embedding', { width: 5 })
    .block('lstm', 'lstm', { units: 3, bidirectional: true })
    .block('norm', 'layer-norm')
    .block('head', 'linear', { units: 'K' })
    .block('loss', 'cross-entropy')
    .block('out', 'output')
    .wire('data.tokens -> embed.ids', 'embed.y -> lstm.x', 'data.mask -> lstm.mask', 'lstm.y -> norm.x')
    .wire('norm.y -> head.x', 'head.y -> loss.logits', 'data.tags -> loss.targets', 'data.mask -> loss.mask')
    .wire('head.y -> out.x')
    .document(quick);

/** The output projection is the embedding's table, turned. */
const tiedGru = (): Document =>
  new GraphBuilder()
    .generated('fables', 'tokens', 'fables', { characters: 20_000 })
    .block('data', 'token-data', { data: 'fables', length: 6 })
    .block('embed', 'embedding', { width: 5, deviation: 0.5 })
    .block('gru', 'gru', { units: 5 })
    .block('head', 'linear', { units: 'V' }, { ties: [{ weight: 'kernel', from: 'embed.table', transpose: true }] })
    .block('loss', 'cross-entropy')
    .block('out', 'output')
    .wire('data.tokens -> embed.ids', 'embed.y -> gru.x', 'gru.y -> head.x', 'head.y -> loss.logits')
    .wire('data.targets -> loss.targets', 'head.y -> out.x')
    .document(quick);

/** One layer, as small as it gets with more than one head. */
export const gpt = (training: Partial<Training> = {}): Document =>
  new GraphBuilder()
    .generated('fables', 'tokens', 'fables', { characters: 20_000 })
    .block('data', 'token-data', { data: 'fables', length: 8 })
    .block('embed', 'embedding', { width: 8 })
    .block('positions', 'learned-positions', { length: 8 })
    .block('norm1', 'layer-norm')
    .block('attention', 'multi-head-attention', { heads: 2, causal: true, dropout: 0.1 })
    .block('add1', 'add')
    .block('norm2', 'layer-norm')
    .block('mlp', 'feed-forward', { hidden: 16, dropout: 0.1 })
    .block('add2', 'add')
    .block('norm3', 'layer-norm')
    .block('head', 'linear', { units: 'V' })
    .block('loss', 'cross-entropy')
    .block('out', 'output', { as: 'probabilities' })
    .wire('data.tokens -> embed.ids', 'embed.y -> positions.x', 'positions.y -> norm1.x', 'norm1.y -> attention.query')
    .wire('positions.y -> add1.a', 'attention.y -> add1.b', 'add1.y -> norm2.x', 'norm2.y -> mlp.x')
    .wire('add1.y -> add2.a', 'mlp.y -> add2.b', 'add2.y -> norm3.x', 'norm3.y -> head.x')
    .wire('head.y -> loss.logits', 'data.targets -> loss.targets', 'head.y -> out.x')
    .document({ ...quick, ...training });

const transformer = (): Document =>
  new GraphBuilder()
    .generated('words', 'pairs', 'reverse', { examples: 500, longest: 5, letters: 7 })
    .block('data', 'pair-data', { data: 'words' })
    .block('source', 'embedding', { width: 6 })
    .block('source_positions', 'sinusoidal-positions')
    .block('encoder', 'multi-head-attention', { heads: 3 })
    .block('encoded', 'add')
    .block('target', 'embedding', { width: 6 })
    .block('decoder', 'multi-head-attention', { heads: 2, causal: true })
    .block('cross', 'multi-head-attention', { heads: 2, bias: false })
    .block('sum', 'add')
    .block('head', 'linear', { units: 'V' })
    .block('loss', 'cross-entropy')
    .block('out', 'output')
    .wire('data.source -> source.ids', 'source.y -> source_positions.x', 'source_positions.y -> encoder.query')
    .wire('data.source_mask -> encoder.mask', 'source_positions.y -> encoded.a', 'encoder.y -> encoded.b')
    .wire('data.target_in -> target.ids', 'target.y -> decoder.query', 'decoder.y -> cross.query')
    .wire('encoded.y -> cross.key', 'data.source_mask -> cross.mask', 'decoder.y -> sum.a', 'cross.y -> sum.b')
    .wire('sum.y -> head.x', 'head.y -> loss.logits', 'data.target_out -> loss.targets')
    .wire('data.target_mask -> loss.mask', 'head.y -> out.x')
    .document(quick);

/** A layer with its residual connection, for modules: `units` is promoted, and what comes in must be as wide. */
export const residualModule = (id = 'layer'): Module => {
  const inner = new GraphBuilder()
    .block('x', 'module-input')
    .block('linear', 'linear')
    .block('act', 'activation', { kind: 'tanh' })
    .block('add', 'add')
    .block('y', 'module-output')
    .wire('x.y -> linear.x', 'linear.y -> act.x', 'act.y -> add.a', 'x.y -> add.b', 'add.y -> y.x');
  const renamed = (node: string) => `${id}-${node}`;
  return {
    id,
    name: 'Residual layer',
    parameters: [{ id: 'units', default: 4 }],
    nodes: inner.nodes.map((node) => ({
      ...node,
      id: renamed(node.id),
      parameters: node.name === 'linear' ? { units: { parameter: 'units' }, bias: true } : node.parameters,
    })),
    edges: inner.edges.map(({ id: edge, from, to }) => ({
      id: renamed(edge),
      from: { ...from, node: renamed(from.node) },
      to: { ...to, node: renamed(to.node) },
    })),
  };
};

/** A stack of `use` of the residual layer between two linear layers. */
export const stacked = (use: Partial<NonNullable<Document['graph']['nodes'][number]['module']>>): Document =>
  new GraphBuilder()
    .generated('points', 'features', 'xor')
    .block('data', 'feature-data', { data: 'points' })
    .block('first', 'linear', { units: 6 })
    .block('stack', 'module', { units: 6 }, { module: { id: 'layer', ...use } })
    .block('head', 'linear', { units: 'K' })
    .block('loss', 'cross-entropy')
    .block('out', 'output')
    .wire('data.features -> first.x', 'first.y -> stack.x', 'stack.y -> head.x', 'head.y -> loss.logits')
    .wire('data.label -> loss.targets', 'head.y -> out.x')
    .document(quick, [residualModule()]);

/** A cell drawn out of simple blocks, run over time by a scan. */
export const drawnCell = (kind: CellKind = 'gru'): Document => {
  const { module, use } = drawCell(kind, 'drawing', () => 1);
  return new GraphBuilder()
    .generated('sentences', 'tagged', 'right-context-tags', { examples: 500 })
    .block('data', 'tagged-data', { data: 'sentences' })
    .block('embed', 'embedding', { width: 5, deviation: 0.5 })
    .block('cell', 'module', { units: 5 }, { module: use })
    .block('head', 'linear', { units: 'K' })
    .block('loss', 'cross-entropy')
    .block('out', 'output')
    .wire('data.tokens -> embed.ids', 'embed.y -> cell.x', 'data.mask -> cell.mask', 'cell.y -> head.x')
    .wire('head.y -> loss.logits', 'data.tags -> loss.targets', 'data.mask -> loss.mask', 'head.y -> out.x')
    .document(quick, [module]);
};

/** Two losses on two heads that take turns, each training its own part. */
const alternating = (): Document =>
  new GraphBuilder()
    .generated('points', 'features', 'xor')
    .block('data', 'feature-data', { data: 'points' })
    .block('trunk', 'linear', { units: 5 })
    .block('act', 'activation', { kind: 'gelu' })
    .block('left', 'linear', { units: 'K' })
    .block('right', 'linear', { units: 'K' })
    .block('loss_left', 'cross-entropy')
    .block('loss_right', 'cross-entropy')
    .block('out', 'output')
    .wire('data.features -> trunk.x', 'trunk.y -> act.x', 'act.y -> left.x', 'act.y -> right.x')
    .wire('left.y -> loss_left.logits', 'data.label -> loss_left.targets', 'right.y -> loss_right.logits')
    .wire('data.label -> loss_right.targets', 'left.y -> out.x')
    .document({
      ...quick,
      phases: [
        phase({ name: 'left', losses: [{ node: 'loss_left', factor: 2 }], weights: ['trunk.*', 'left.*'], turn: 2 }),
        phase({ name: 'right', losses: [{ node: 'loss_right', factor: 0.5 }], weights: ['right.*'] }),
      ],
    });

/** Steps of three micro-batches, with what they hand on: running averages beside gradients. */
const microBatches = (): Document =>
  new GraphBuilder()
    .generated('points', 'features', 'xor')
    .block('data', 'feature-data', { data: 'points' })
    .block('hidden', 'linear', { units: 8 })
    .block('norm', 'batch-norm')
    .block('drop', 'dropout', { rate: 0.1 })
    .block('act', 'activation', { kind: 'relu' })
    .block('head', 'linear', { units: 'K' })
    .block('loss', 'cross-entropy')
    .block('out', 'output', { as: 'probabilities' })
    .wire('data.features -> hidden.x', 'hidden.y -> norm.x', 'norm.y -> drop.x', 'drop.y -> act.x', 'act.y -> head.x')
    .wire('head.y -> loss.logits', 'data.label -> loss.targets', 'head.y -> out.x')
    .document({ ...quick, accumulate: 3 });

/** A document of every kind of architecture that there is. */
export const documents: Readonly<Record<string, () => Document>> = {
  mlp,
  normalised,
  convolutional,
  llama,
  regression,
  classifier,
  tagger,
  'tied gru': tiedGru,
  gpt,
  transformer,
  'modules with their own weights': () => stacked({ repeat: 3 }),
  'modules with shared weights': () => stacked({ repeat: 3, weights: 'shared' }),
  'a cell drawn by hand': () => drawnCell(),
  alternating,
  'micro-batches': microBatches,
};

/** The graph of a document without errors, or a failed test that says what is wrong. */
export function graphOf(document: Document): CheckedGraph {
  const { graph, problems } = checker.check(document);
  if (!graph)
    throw new Error(problems.map((p) => `${p.code}: expected ${p.expected}, received ${p.received}`).join('\n'));
  return graph;
}

/** A trainer on the document's data, with new weights. */
export async function trainerOf(document: Document, device: Device): Promise<Trainer> {
  const graph = graphOf(document);
  const model = new Model(graph, document.training.seed);
  const datasets = await Promise.all(
    model.dataNodes.map(async (node) => {
      const choice = document.data.find(({ id }) => id === node.call.data);
      const length = document.graph.nodes.find(({ id }) => id === node.id)?.parameters.length;
      if (!choice) throw new RangeError(`no data '${node.call.data}'`);
      const dataset = await openData(choice, {
        validation: document.training.validation,
        length: typeof length === 'number' ? length : undefined,
      });
      if (isProblems(dataset)) throw new Error(dataset.map(({ expected }) => expected).join('\n'));
      return [node.id, dataset] as const;
    }),
  );
  const trainer = new Trainer(model, device, new Map(datasets));
  trainer.initialise();
  return trainer;
}
