import { catalogue } from '../../src/data';
import { type Document, emptyDocument, type Module, serialiseDocument, type Training } from '../../src/document';
import { GraphBuilder } from '../support/graph';
import { gpt, mlp, residualModule, stacked } from '../support/models';

/** A text that does not open, or a document that opens and has problems; each with every message, word for word. */
export interface Broken {
  readonly name: string;
  readonly text: () => string;
  /** Lines as the command line prints them. */
  readonly problems: readonly string[];
  /** Which of the problems brings an edit, and what is left once it is applied. */
  readonly cure?: { readonly problem: number; readonly leaves: readonly string[] };
}

const saved = (document: Document): string => serialiseDocument(document);

/** The saved text of a good document, with one piece of it replaced. */
function altered(document: Document, from: string, to: string): string {
  const text = saved(document);
  if (!text.includes(from)) throw new RangeError(`no '${from}' in the document`);
  return text.replace(from, to);
}

/** The small perceptron with its graph changed. */
function drawn(
  change: (graph: GraphBuilder) => GraphBuilder,
  training: Partial<Training> = {},
  modules: Module[] = [],
) {
  const base = mlp();
  const builder = new GraphBuilder();
  builder.nodes.push(...base.graph.nodes);
  builder.edges.push(...base.graph.edges);
  builder.data.push(...base.data);
  return saved(change(builder).document({ batch: 8, ...training }, modules));
}

/** Sequences of tokens into whatever the test wants. */
const tokens = () =>
  new GraphBuilder()
    .generated('fables', 'tokens', 'fables', { characters: 20_000 })
    .block('data', 'token-data', { data: 'fables', length: 6 })
    .block('embed', 'embedding', { width: 6 })
    .wire('data.tokens -> embed.ids');

/** Loss and output, so that nothing else is missing. */
const ended = (graph: GraphBuilder, from: string) =>
  saved(
    graph
      .block('head', 'linear', { units: 'V' })
      .block('loss', 'cross-entropy')
      .block('out', 'output')
      .wire(`${from} -> head.x`, 'head.y -> loss.logits', 'data.targets -> loss.targets', 'head.y -> out.x')
      .document({ batch: 8 }),
  );

const without = (graph: GraphBuilder, ...wires: readonly string[]): GraphBuilder => {
  const kept = graph.edges.filter(
    ({ from, to }) => !wires.includes(`${from.node}.${from.port} -> ${to.node}.${to.port}`),
  );
  graph.edges.splice(0, graph.edges.length, ...kept);
  return graph;
};

/** A module with another one between its input and nothing. */
const using = (module: Module, use: string, repeat = 1): Module => {
  const inner = `${module.id}-inner`;
  return {
    ...module,
    nodes: [
      ...module.nodes,
      { id: inner, name: 'inner', block: 'module', version: 1, parameters: { units: 6 }, module: { id: use, repeat } },
    ],
    edges: [
      ...module.edges,
      { id: `${inner}-x`, from: { node: `${module.id}-x`, port: 'y' }, to: { node: inner, port: 'x' } },
    ],
  };
};

export const broken: readonly Broken[] = [
  // ---- texts that do not open
  {
    name: 'an empty file',
    text: () => '',
    problems: [
      'error document/not-json at document: expected JSON, received …. The file may be cut off or of another kind. Choose one that Wireformer exported.',
    ],
  },
  {
    name: 'no JSON',
    text: () => 'wireformer',
    problems: [
      'error document/not-json at document: expected JSON, received …. The file may be cut off or of another kind. Choose one that Wireformer exported.',
    ],
  },
  {
    name: 'a file cut off',
    text: () => saved(mlp()).slice(0, 500),
    problems: [
      'error document/not-json at document: expected JSON, received …. The file may be cut off or of another kind. Choose one that Wireformer exported.',
    ],
  },
  {
    name: 'JSON with something after it',
    text: () => `${saved(mlp())}{}`,
    problems: [
      'error document/not-json at document: expected JSON, received …. The file may be cut off or of another kind. Choose one that Wireformer exported.',
    ],
  },
  {
    name: 'a list',
    text: () => '[]',
    problems: [
      'error document/not-a-document at document: expected an object with the field "wireformer", received a list. Choose a file that Wireformer exported.',
    ],
  },
  {
    name: 'null',
    text: () => 'null',
    problems: [
      'error document/not-a-document at document: expected an object with the field "wireformer", received null. Choose a file that Wireformer exported.',
    ],
  },
  {
    name: 'other JSON',
    text: () => '{"cells": [], "nbformat": 4}',
    problems: [
      'error document/not-a-document at document: expected an object with the field "wireformer", received an object without it. Choose a file that Wireformer exported.',
    ],
  },
  {
    name: 'deep nesting',
    text: () => '['.repeat(200_000),
    problems: [
      'error document/too-deep at document: expected at most 24 levels of nesting, received 25 or more. Choose another file.',
    ],
  },
  {
    name: 'deep nesting inside a document',
    text: () => altered(mlp(), '"probe": {}', `"probe": ${'{"a":'.repeat(30)}1${'}'.repeat(30)}`),
    problems: [
      'error document/too-deep at document: expected at most 24 levels of nesting, received 25 or more. Choose another file.',
    ],
  },
  {
    name: 'a future version',
    text: () => altered(mlp(), '"wireformer": 1', '"wireformer": 2'),
    problems: [
      'error document/future-version at wireformer: expected version 1 or older, received version 2. Update Wireformer, then open the file again.',
    ],
  },
  {
    name: 'no version at all',
    text: () => altered(mlp(), '"wireformer": 1', '"wireformer": null'),
    problems: ['error document/invalid at wireformer: expected a version number, received null. Choose another file.'],
  },
  {
    name: 'version 0',
    text: () => altered(mlp(), '"wireformer": 1', '"wireformer": 0'),
    problems: ['error document/invalid at wireformer: expected a version number, received 0. Choose another file.'],
  },
  {
    name: 'a version that is text',
    text: () => altered(mlp(), '"wireformer": 1', '"wireformer": "1"'),
    problems: ['error document/invalid at wireformer: expected a version number, received 1. Choose another file.'],
  },
  {
    name: 'a field that is missing',
    text: () => altered(mlp(), '"version": 1, ', ''),
    problems: [
      'error document/invalid at graph.nodes.0.version: expected "version", received undefined. Correct the field in the file, or open an unchanged copy.',
    ],
  },
  {
    name: 'a field nobody knows',
    text: () => altered(mlp(), '"version": 1, ', '"version": 1, "colour": "red", '),
    problems: [
      'error document/invalid at graph.nodes.0.colour: expected no field of this name, received "colour". Correct the field in the file, or open an unchanged copy.',
    ],
  },
  {
    name: 'a field of another form',
    text: () => altered(mlp(), '"batch": 8', '"batch": "8"'),
    problems: [
      'error document/invalid at training.batch: expected number, received "8". Correct the field in the file, or open an unchanged copy.',
    ],
  },
  {
    name: 'a batch of none',
    text: () => altered(mlp(), '"batch": 8', '"batch": 0'),
    problems: [
      'error document/invalid at training.batch: expected >=1, received 0. Correct the field in the file, or open an unchanged copy.',
    ],
  },
  {
    name: 'a number too large for a number',
    text: () => altered(mlp(), '"learningRate": 0.02', '"learningRate": 1e999'),
    problems: [
      'error document/invalid at training.phases.0.learningRate: expected a finite number, received Infinity. Correct the field in the file, or open an unchanged copy.',
    ],
  },
  {
    name: 'an id with a space',
    text: () => altered(mlp(), '"id": "hidden"', '"id": "the hidden"'),
    problems: [
      'error document/invalid at graph.nodes.1.id: expected letters, digits, _ and -, at most 80, received "the hidden". Correct the field in the file, or open an unchanged copy.',
    ],
  },
  {
    name: 'an id that means something to JavaScript',
    text: () => altered(mlp(), '"id": "hidden"', '"id": "__proto__"'),
    problems: [
      'error document/invalid at graph.nodes.1.id: expected another name, received "__proto__". Correct the field in the file, or open an unchanged copy.',
    ],
  },
  {
    name: 'a name that means something to JavaScript',
    text: () => altered(mlp(), '"name": "hidden"', '"name": "__proto__"'),
    problems: [
      'error document/invalid at graph.nodes.1.name: expected another name, received "__proto__". Correct the field in the file, or open an unchanged copy.',
    ],
  },
  {
    name: 'two blocks with one id',
    text: () => altered(mlp(), '{ "id": "act"', '{ "id": "hidden"'),
    problems: [
      "error document/duplicate-id at graph.nodes.2.id: expected one 'hidden', received two. Rename one of the two in the file.",
    ],
  },
  {
    name: 'two blocks with one name',
    text: () => altered(mlp(), '"name": "act"', '"name": "hidden"'),
    problems: [
      "error document/duplicate-name at graph.nodes.2.name: expected one 'hidden', received two. Rename one of the two in the file.",
    ],
  },
  {
    name: 'two wires with one id',
    text: () => altered(mlp(), '{ "id": "e2"', '{ "id": "e1"'),
    problems: [
      "error document/duplicate-id at graph.edges.1.id: expected one 'e1', received two. Rename one of the two in the file.",
    ],
  },
  {
    name: 'an id in the graph and in a module',
    text: () => altered(stacked({}), '{ "id": "layer-act"', '{ "id": "first"'),
    problems: [
      "error document/duplicate-id at modules.0.nodes.2.id: expected one 'first', received two. Rename one of the two in the file.",
    ],
  },
  {
    name: 'two modules with one id',
    text: () =>
      saved(mlp()).replace('"modules": []', `"modules": ${JSON.stringify([emptyModule('m'), emptyModule('m')])}`),
    problems: [
      "error document/duplicate-id at modules.1.id: expected one 'm', received two. Rename one of the two in the file.",
    ],
  },
  {
    name: 'a promoted parameter twice',
    text: () =>
      saved(mlp()).replace(
        '"modules": []',
        `"modules": ${JSON.stringify([
          {
            ...emptyModule('m'),
            parameters: [
              { id: 'p', default: 1 },
              { id: 'p', default: 2 },
            ],
          },
        ])}`,
      ),
    problems: [
      "error document/duplicate-id at modules.0.parameters.1.id: expected one 'p', received two. Rename one of the two in the file.",
    ],
  },

  // ---- graphs
  { name: 'an empty document', text: () => saved(emptyDocument('new')), problems: [] },
  {
    name: 'a block nobody knows',
    text: () => altered(mlp(), '"block": "activation"', '"block": "quantum-gate"'),
    problems: [
      "error graph/unknown-block at act: expected a block of the library, received 'quantum-gate'. Replace the block, or open the document with the Wireformer that made it. It is kept as it is.",
    ],
  },
  {
    name: 'a block of a newer version',
    text: () => altered(mlp(), '"block": "activation", "version": 1', '"block": "activation", "version": 7'),
    problems: ['error graph/newer-block at act: expected version 1 or older, received version 7. Update Wireformer.'],
  },
  {
    name: 'a circle',
    text: () => drawn((g) => without(g, 'data.features -> hidden.x').wire('act.y -> hidden.x')),
    problems: [
      'error graph/cycle at act: expected wires that lead from data to loss without a circle, received act → hidden → act. Remove one wire of the circle. To feed something back through time use RNN, LSTM or GRU.',
    ],
  },
  {
    name: 'a block that feeds itself',
    text: () => drawn((g) => without(g, 'hidden.y -> act.x').wire('act.y -> act.x')),
    problems: [
      'error graph/cycle at act: expected wires that lead from data to loss without a circle, received act → act. Remove one wire of the circle. To feed something back through time use RNN, LSTM or GRU.',
    ],
  },
  {
    name: 'a wire from a block that is not there',
    text: () => drawn((g) => g.wire('nobody.y -> out.x')),
    problems: [
      'error graph/dangling-wire at (nobody).y → out.x: expected a block and a port at both ends, received an end with nothing there. Remove the wire.',
    ],
    cure: { problem: 0, leaves: [] },
  },
  {
    name: 'a wire to a port that is not there',
    text: () => drawn((g) => g.wire('hidden.y -> head.z')),
    problems: [
      'error graph/dangling-wire at hidden.y → head.z: expected a block and a port at both ends, received an end with nothing there. Remove the wire.',
    ],
    cure: { problem: 0, leaves: [] },
  },
  {
    name: 'a wire from a port that only JavaScript knows',
    text: () => drawn((g) => without(g, 'act.y -> head.x').wire('act.toString -> head.x')),
    problems: [
      'error graph/dangling-wire at act.toString → head.x: expected a block and a port at both ends, received an end with nothing there. Remove the wire.',
    ],
  },
  {
    name: 'two wires into one port',
    text: () => drawn((g) => g.wire('data.features -> head.x')),
    problems: [
      'error graph/port-taken at head · x: expected one wire, received another one. Remove one of the two; to join tensors use Concatenate or Residual add.',
    ],
    cure: { problem: 0, leaves: [] },
  },
  {
    name: 'a port left open',
    text: () => drawn((g) => without(g, 'data.label -> loss.targets')),
    problems: [
      'error graph/missing-input at loss · targets: expected int [...], received no wire. Drag a wire to targets.',
    ],
  },
  {
    name: 'several ports left open',
    text: () => drawn((g) => without(g, 'data.label -> loss.targets', 'head.y -> out.x')),
    problems: [
      'error graph/missing-input at loss · targets: expected int [...], received no wire. Drag a wire to targets.',
      'error graph/missing-input at out · x: expected float [...], received no wire. Drag a wire to x.',
    ],
  },
  {
    name: 'a parameter out of range',
    text: () => altered(mlp(), '"units": 8', '"units": -1'),
    problems: [
      'error graph/invalid-parameter at hidden · units: expected a whole number from 1 to 1000000, received -1. Set it in the inspector.',
    ],
    cure: { problem: 0, leaves: [] },
  },
  {
    name: 'a fraction where a whole number belongs',
    text: () => altered(mlp(), '"units": 8', '"units": 2.5'),
    problems: [
      'error graph/invalid-parameter at hidden · units: expected a whole number from 1 to 1000000, received 2.5. Set it in the inspector.',
    ],
    cure: { problem: 0, leaves: [] },
  },
  {
    name: 'a choice that is none',
    text: () => altered(mlp(), '"kind": "tanh"', '"kind": "tangent"'),
    problems: [
      'error graph/invalid-parameter at act · kind: expected one of relu, leaky-relu, elu, gelu, gelu-tanh, silu, mish, sigmoid, tanh, softplus, received tangent. Set it in the inspector.',
    ],
    cure: { problem: 0, leaves: [] },
  },
  {
    name: 'a size made of letters that the data do not have',
    text: () => altered(mlp(), '"units": "K"', '"units": "Q+1"'),
    problems: [
      'error graph/invalid-parameter at head · units: expected a whole number from 1 to 1000000, or a size made of F, K, received Q+1. Set it in the inspector.',
    ],
  },
  {
    name: 'a size that is no size',
    text: () => altered(mlp(), '"units": "K"', '"units": "K +"'),
    problems: [
      'error graph/invalid-parameter at head · units: expected a whole number from 1 to 1000000, or a size made of F, K, received K +. Set it in the inspector.',
    ],
  },
  {
    name: 'a size beyond counting',
    text: () => altered(mlp(), '"units": "K"', `"units": "${'9'.repeat(30)}*K"`),
    problems: [
      'error graph/invalid-parameter at head · units: expected a whole number from 1 to 1000000, or a size made of F, K, received 999999999999999999999999999999*K. Set it in the inspector.',
    ],
  },
  {
    name: 'a parameter nobody knows',
    text: () => altered(mlp(), '"units": 8', '"unit": 8'),
    problems: [
      'error graph/unknown-parameter at hidden · unit: expected one of units, bias, initialiser, received unit. Remove the parameter from the file.',
    ],
  },
  {
    name: 'a promoted parameter outside a module',
    text: () => altered(mlp(), '"units": 8', '"units": { "parameter": "width" }'),
    problems: [
      'error graph/invalid-parameter at hidden · units: expected a parameter that the module promotes, received width. Promote it in the module, or set a value here.',
    ],
  },
  {
    name: 'a promoted parameter that only JavaScript knows',
    text: () => altered(stacked({}), '{ "parameter": "units" }', '{ "parameter": "toString" }'),
    problems: [
      'error graph/invalid-parameter at stack.linear · units: expected a parameter that the module promotes, received toString. Promote it in the module, or set a value here.',
    ],
  },
  {
    name: 'a bypassed loss',
    text: () => altered(mlp(), '"parameters": { "smoothing": 0 }', '"parameters": { "smoothing": 0 }, "bypass": true'),
    problems: [
      'warning graph/no-loss at document: expected a loss block, to be trained, received none. Add Cross-entropy or Mean squared error.',
    ],
  },

  // ---- types
  {
    name: 'a wire of another dtype, mended by an embedding',
    text: () =>
      ended(
        tokens()
          .block('rnn', 'rnn', { units: 5 })
          .block('same', 'linear', { units: 5 })
          .block('add', 'add')
          .wire('data.tokens -> rnn.x', 'embed.y -> same.x', 'rnn.y -> add.a', 'same.y -> add.b'),
        'add.y',
      ),
    problems: [
      'error type/mismatch at data.tokens int [B, T] tokens → rnn.x float [B, T, C]: expected float [B, T, C], received int [B, T] tokens. Put Embedding between them.',
    ],
    cure: { problem: 0, leaves: [] },
  },
  {
    name: 'a sequence where one vector belongs, mended by its last step',
    text: () =>
      saved(
        new GraphBuilder()
          .generated('reviews', 'labelled', 'sentiment', { examples: 500 })
          .block('data', 'labelled-data', { data: 'reviews' })
          .block('embed', 'embedding', { width: 4 })
          .block('rnn', 'rnn', { units: 4 })
          .block('second', 'rnn', { units: 4 })
          .block('head', 'linear', { units: 'K' })
          .block('loss', 'cross-entropy')
          .block('out', 'output')
          .wire('data.tokens -> embed.ids', 'embed.y -> rnn.x', 'embed.y -> second.x', 'rnn.y -> second.initial')
          .wire('second.state -> head.x', 'head.y -> loss.logits', 'data.label -> loss.targets', 'head.y -> out.x')
          .document({ batch: 8 }),
      ),
    problems: [
      'error type/mismatch at rnn.y float [B, T, 4] → second.initial float [B, H]: expected float [B, H], received float [B, T, 4]. Put Last step between them.',
    ],
    cure: { problem: 0, leaves: [] },
  },
  {
    name: 'heads that do not divide the width',
    text: () => altered(gpt(), '"heads": 2', '"heads": 5'),
    problems: [
      'error multi-head-attention/heads at attention · heads: expected a divisor of C = 8, received 5. Change the heads here, or the width of the block before.',
    ],
    cure: { problem: 0, leaves: [] },
  },
  {
    name: 'logits of another width than the vocabulary',
    text: () => altered(gpt(), '"units": "V"', '"units": 7'),
    problems: [
      'error cross-entropy/logits at loss · logits: expected a logit for each of the 34 symbols of the targets, received 7. Set units of head to V, which is 34.',
    ],
    cure: { problem: 0, leaves: [] },
  },
  {
    name: 'a residual connection between two widths',
    text: () =>
      ended(
        tokens()
          .block('layer', 'linear', { units: 8 })
          .block('add', 'add')
          .wire('embed.y -> layer.x', 'embed.y -> add.a', 'layer.y -> add.b'),
        'add.y',
      ),
    problems: [
      'error type/mismatch at layer.y float [B, T, 8] → add.b float [B, T, 6]: expected float [B, T, 6], received float [B, T, 8]. Set units of layer to 6.',
    ],
    cure: { problem: 0, leaves: [] },
  },
  {
    name: 'positions beyond the table',
    text: () => altered(gpt(), '"length": 8', '"length": 9'),
    problems: [
      'error learned-positions/length at positions · length: expected at least T = 9, received 8. Make the table longer here, or the sequences shorter at the data block.',
    ],
    cure: { problem: 0, leaves: [] },
  },
  {
    name: 'pieces that do not join',
    text: () =>
      ended(
        tokens()
          .block('layer', 'linear', { units: 3 })
          .block('both', 'concatenate', { axis: 1 })
          .wire('embed.y -> layer.x', 'embed.y -> both.pieces', 'layer.y -> both.pieces'),
        'both.y',
      ),
    problems: [
      'error type/operation at both: expected pieces that differ only along axis 1, received float [B, T, 6] and float [B, T, 3]. Check what is wired to pieces.',
    ],
  },
  {
    name: 'queries and keys that do not match',
    text: () =>
      ended(
        tokens()
          .block('wide', 'linear', { units: 7 })
          .block('look', 'attention')
          .wire('embed.y -> wide.x', 'embed.y -> look.query', 'wide.y -> look.key', 'wide.y -> look.value'),
        'look.y',
      ),
    problems: [
      'error type/mismatch at wide.y float [B, T, 7] → look.key float [B, T, 6]: expected float [B, T, 6], received float [B, T, 7]. Set units of wide to 6.',
    ],
    cure: { problem: 0, leaves: [] },
  },

  // ---- ties
  {
    name: 'a tie to nothing',
    text: () => saved(tied({ weight: 'kernel', from: 'nobody.table', transpose: true })),
    problems: [
      'error graph/unknown-tie at head · kernel: expected the path of another weight, received nobody.table. Correct the tie, or remove it.',
    ],
  },
  {
    name: 'a tie of a weight that is not there',
    text: () => saved(tied({ weight: 'table', from: 'embed.table', transpose: true })),
    problems: [
      'error graph/unknown-tie at head · table: expected one of kernel, bias, received table. Correct the tie, or remove it.',
    ],
  },
  {
    name: 'a tie to itself',
    text: () => saved(tied({ weight: 'kernel', from: 'head.kernel', transpose: false })),
    problems: [
      'error graph/unknown-tie at head · kernel: expected the path of another weight, received head.kernel. Correct the tie, or remove it.',
    ],
  },
  {
    name: 'a tie between two shapes',
    text: () => saved(tied({ weight: 'kernel', from: 'embed.table', transpose: false })),
    problems: [
      'error graph/tie-shape at head · kernel: expected [6, 34], received [34, 6]. Correct the tie, or remove it.',
    ],
  },

  // ---- modules
  {
    name: 'a module that is not defined',
    text: () => altered(stacked({}), '"module": { "id": "layer" }', '"module": { "id": "other" }'),
    problems: [
      "error module/unknown at stack: expected one of layer, received 'other'. Choose another module, or define this one.",
    ],
  },
  {
    name: 'a module in itself',
    text: () => saved({ ...stacked({}), modules: [using(residualModule(), 'layer')] }),
    problems: [
      'error module/recursive at stack.inner: expected modules that do not contain themselves, received layer in layer. Take the module out of its own definition; to repeat it, set ×N.',
    ],
  },
  {
    name: 'two modules in each other',
    text: () =>
      saved({ ...stacked({}), modules: [using(residualModule(), 'second'), using(residualModule('second'), 'layer')] }),
    problems: [
      'error module/recursive at stack.inner.inner: expected modules that do not contain themselves, received layer in second in layer. Take the module out of its own definition; to repeat it, set ×N.',
    ],
  },
  {
    name: 'a recurrent module over data without a time axis',
    text: () => saved(stacked({ recurrent: [{ from: 'y', to: 'x' }] })),
    problems: [
      'error module/no-time at stack: expected an input with a time axis [B, T, …], marked “steps” inside the module, received none. Wire a sequence to a port that is read step by step, or switch “steps” on at one of the module inputs.',
    ],
  },
  {
    name: 'a module that does not give back what it takes, repeated',
    text: () => saved(narrowing({ repeat: 3 })),
    problems: [
      'error module/repeat at stack: expected y like x float [B, 6], received float [B, 4]. Make the module give back the shape it takes, or set ×1.',
    ],
  },
  {
    name: 'a module whose port is open',
    text: () => {
      const document = stacked({});
      return saved({
        ...document,
        graph: { ...document.graph, edges: document.graph.edges.filter(({ to }) => to.node !== 'stack') },
      });
    },
    problems: ['error graph/missing-input at stack · x: expected a wire, received no wire. Drag a wire to x.'],
  },
  {
    name: 'a wire to a port that the module lacks',
    text: () =>
      altered(stacked({}), '"to": { "node": "stack", "port": "x" }', '"to": { "node": "stack", "port": "z" }'),
    problems: [
      'error graph/dangling-wire at first.y → stack.z: expected a block and a port at both ends, received an end with nothing there. Remove the wire.',
      'error graph/missing-input at stack · x: expected a wire, received no wire. Drag a wire to x.',
    ],
  },
  {
    name: 'a module port outside a module',
    text: () => drawn((g) => g.block('port', 'module-output').wire('act.y -> port.x')),
    problems: [
      'error module/outside at port: expected module ports inside a module, received one on the main canvas. Move or remove the block.',
    ],
  },
  {
    name: 'data inside a module',
    text: () => {
      const module = residualModule();
      const inner = {
        id: 'inner-data',
        name: 'data',
        block: 'feature-data',
        version: 1,
        parameters: { data: 'points' },
      };
      return saved({ ...stacked({}), modules: [{ ...module, nodes: [...module.nodes, inner] }] });
    },
    problems: [
      'error module/outside at stack.data: expected data, losses and outputs outside modules, received one inside layer. Move or remove the block.',
    ],
  },
  {
    name: 'a type that does not fit inside a module',
    text: () => altered(stacked({}), '"units": 6 }, "module"', '"units": 5 }, "module"'),
    problems: [
      'error type/mismatch at stack.x.y float [B, 6] → stack.add.b float [B, 5]: expected float [B, 5], received float [B, 6]. Put Linear (units 5) between them.',
    ],
  },

  {
    name: 'a module repeated without end',
    text: () => saved(stacked({ repeat: Number.MAX_SAFE_INTEGER })),
    problems: [
      'error module/too-large at stack: expected at most 50000 blocks, copies counted, received more. Repeat the module less often.',
    ],
  },
  {
    name: 'modules that double at every level',
    text: () => {
      const levels = Array.from({ length: 20 }, (_, i) => using(residualModule(`m${i}`), `m${i + 1}`, 2));
      const document = stacked({ id: 'm0' });
      return saved({ ...document, modules: [...levels, residualModule('m20')] });
    },
    problems: [
      'error module/too-large at stack.inner.0.inner.0.inner.0.inner.0.inner.0.inner.0.inner.0.inner: expected at most 50000 blocks, copies counted, received more. Repeat the module less often.',
    ],
  },
  {
    name: 'modules that hold the next one twice, twenty deep',
    text: () => {
      const twice = (id: string, next: string): Module => {
        const once = using(residualModule(id), next);
        const again = using({ ...once, id: `${id}-again` }, next);
        return {
          ...again,
          id,
          nodes: again.nodes.map((n) => (n.id === `${id}-again-inner` ? { ...n, name: 'second' } : n)),
          edges: again.edges.map((e) =>
            e.id === `${id}-again-inner-x` ? { ...e, from: { node: `${id}-x`, port: 'y' } } : e,
          ),
        };
      };
      const levels = Array.from({ length: 20 }, (_, i) => twice(`m${i}`, `m${i + 1}`));
      const document = stacked({ id: 'm0' });
      return saved({ ...document, modules: [...levels, residualModule('m20')] });
    },
    problems: [
      'error module/too-large at stack.inner.inner.inner.inner.inner.inner.inner.second.inner.inner.inner.inner.inner.second.inner.inner.inner.second.inner: expected at most 50000 blocks, copies counted, received more. Repeat the module less often.',
    ],
  },

  // ---- data and training
  {
    name: 'data that are not there',
    text: () => altered(mlp(), '"data": "points"', '"data": "lines"'),
    problems: [
      'error data/unknown at data · data: expected one of the data sets of the document, received lines. Choose data for this block in the Data panel.',
    ],
  },
  {
    name: 'data of another kind',
    text: () => altered(mlp(), '"block": "feature-data"', '"block": "tagged-data"'),
    problems: [
      'error data/kind at data · data: expected data of the kind tagged, received features. Choose other data for this block, or another data block for these data.',
      'error graph/dangling-wire at data.features → hidden.x: expected a block and a port at both ends, received an end with nothing there. Remove the wire.',
      'error graph/dangling-wire at data.label → loss.targets: expected a block and a port at both ends, received an end with nothing there. Remove the wire.',
    ],
  },
  {
    name: 'a data set that does not exist',
    text: () => altered(mlp(), '"dataset": "xor"', '"dataset": "mnist"'),
    problems: [
      `error data/unknown at data · data · data.points: expected one of ${catalogue.map(({ id }) => id).join(', ')}, received mnist. Choose a data set that exists.`,
    ],
  },
  {
    name: 'an option that a data set lacks',
    text: () => altered(mlp(), '"options": {}', '"options": { "noise": 99, "size": 1 }'),
    problems: [
      'error data/option at data · data: expected a whole number from 1 to 45, received 99. Set Noise to a whole number from 1 to 45; it is 20 where nothing is set.',
      'error data/option at data · data: expected one of the options examples, noise, received size. Remove this option.',
    ],
  },
  {
    name: 'a port that these data do not have',
    text: () => drawn((g) => without(g, 'data.label -> loss.targets').wire('data.targets -> loss.targets')),
    problems: [
      'error data/no-port at data · targets: expected one of features, label, received targets. Wire another port, or choose data that have this one.',
    ],
  },
  {
    name: 'a loss that is not there',
    text: () => altered(mlp(), '"losses": []', '"losses": [{ "node": "other", "factor": 1 }]'),
    problems: [
      'error training/unknown-loss at training.phases.0.losses: expected one of loss, received other. Choose the losses of the phase again in Training settings.',
    ],
  },
  {
    name: 'a module to be recomputed that is not there',
    text: () => altered(mlp(), '"batch": 8,', '"batch": 8,\n    "recompute": ["layer"],'),
    problems: [
      'warning training/unknown-module at training.recompute: expected one of no modules, received layer. Take it out of what is recomputed in Training settings.',
    ],
    cure: { problem: 0, leaves: [] },
  },
  {
    name: 'no micro-batch',
    text: () => altered(mlp(), '"batch": 8,', '"batch": 8,\n    "accumulate": 0,'),
    problems: [
      'error document/invalid at training.accumulate: expected >=1, received 0. Correct the field in the file, or open an unchanged copy.',
    ],
  },
  {
    name: 'nothing to minimise and nothing to predict',
    text: () =>
      saved(
        new GraphBuilder()
          .generated('points', 'features', 'xor')
          .block('data', 'feature-data', { data: 'points' })
          .block('act', 'activation')
          .wire('data.features -> act.x')
          .document(),
      ),
    problems: [
      'warning graph/no-loss at document: expected a loss block, to be trained, received none. Add Cross-entropy or Mean squared error.',
      'warning graph/no-output at document: expected an output block, to predict, received none. Add Output and wire what the model should predict.',
      'warning graph/no-weights at document: expected a block with weights, received none. Add a layer, such as Linear.',
    ],
  },
  {
    name: 'a model too large for this machine',
    text: () =>
      drawn((g) =>
        without(g, 'act.y -> head.x')
          .block('wide', 'linear', { units: 1_000_000 })
          .block('wider', 'linear', { units: 1_000_000 })
          .wire('act.y -> wide.x', 'wide.y -> wider.x', 'wider.y -> head.x'),
      ),
    problems: [
      'warning budget/overflow at training.batch: expected at most 3.0 GiB to train here, received 14901.5 GiB. Make the layers narrower or fewer; the model can still be counted and exported.',
    ],
  },
];

function emptyModule(id: string): Module {
  return { id, name: '', parameters: [], nodes: [], edges: [] };
}

function tied(tie: { readonly weight: string; readonly from: string; readonly transpose: boolean }): Document {
  return tokens()
    .block('head', 'linear', { units: 'V' }, { ties: [tie] })
    .block('loss', 'cross-entropy')
    .block('out', 'output')
    .wire('embed.y -> head.x', 'head.y -> loss.logits', 'data.targets -> loss.targets', 'head.y -> out.x')
    .document({ batch: 8 });
}

/** A module of one linear layer, which gives back another width than it takes. */
function narrowing(use: { readonly repeat: number }): Document {
  const document = stacked(use);
  const module = residualModule();
  const edges = module.edges.map((edge) =>
    edge.to.node === 'layer-y' ? { ...edge, from: { node: 'layer-act', port: 'y' } } : edge,
  );
  return {
    ...document,
    graph: {
      ...document.graph,
      nodes: document.graph.nodes.map((node) => (node.module ? { ...node, parameters: { units: 4 } } : node)),
    },
    modules: [
      {
        ...module,
        nodes: module.nodes.filter(({ name }) => name !== 'add'),
        edges: edges.filter(({ to }) => to.node !== 'layer-add'),
      },
    ],
  };
}
