import { type Document, type Module, type ModuleUse, serialiseDocument } from '../../src/document';
import { GraphBuilder } from '../support/graph';
import { drawnCell, residualModule, stacked } from '../support/models';
import type { Broken } from './broken';

const saved = (document: Document): string => serialiseDocument(document);

/** The tagger with a cell drawn by hand, its use or its definition changed. */
function cell(
  use: Partial<ModuleUse>,
  change: (module: Module) => Module = (module) => module,
  kind?: 'rnn',
): Document {
  const document = drawnCell(kind);
  return {
    ...document,
    modules: document.modules.map(change),
    graph: {
      ...document.graph,
      nodes: document.graph.nodes.map((node) => (node.module ? { ...node, module: { ...node.module, ...use } } : node)),
    },
  };
}

const renamed = (module: Module, from: string, to: string): Module => ({
  ...module,
  nodes: module.nodes.map((node) => (node.name === from ? { ...node, name: to } : node)),
});

const parameter = (module: Module, node: string, name: string, value: number | boolean): Module => ({
  ...module,
  nodes: module.nodes.map((one) =>
    one.name === node ? { ...one, parameters: { ...one.parameters, [name]: value } } : one,
  ),
});

/** One block between the tokens and the loss of a language model. */
const between = (block: string, parameters: Readonly<Record<string, number | string | boolean>>, width = 6): string =>
  saved(
    new GraphBuilder()
      .generated('fables', 'tokens', 'fables', { characters: 20_000 })
      .block('data', 'token-data', { data: 'fables', length: 6 })
      .block('embed', 'embedding', { width })
      .block('middle', block, parameters)
      .block('head', 'linear', { units: 'V' })
      .block('loss', 'cross-entropy')
      .block('out', 'output')
      .wire('data.tokens -> embed.ids', 'embed.y -> middle.x', 'middle.y -> head.x', 'head.y -> loss.logits')
      .wire('data.targets -> loss.targets', 'head.y -> out.x')
      .document({ batch: 8 }),
  );

/** Pictures through a convolution or a pool. */
const picture = (block: string, parameters: Readonly<Record<string, number | string | boolean>>): string =>
  saved(
    new GraphBuilder()
      .generated('glyphs', 'images', 'glyphs', { size: 12 })
      .block('data', 'image-data', { data: 'glyphs' })
      .block('middle', block, parameters)
      .block('flat', 'flatten')
      .block('head', 'linear', { units: 'K' })
      .block('loss', 'cross-entropy')
      .block('out', 'output')
      .wire('data.image -> middle.x', 'middle.y -> flat.x', 'flat.y -> head.x', 'head.y -> loss.logits')
      .wire('data.label -> loss.targets', 'head.y -> out.x')
      .document({ batch: 8 }),
  );

/** Modules that recur, share and repeat, and blocks that do not fit what they are given. */
export const brokenModules: readonly Broken[] = [
  {
    name: 'a cell whose state port was renamed',
    text: () => saved(cell({}, (module) => renamed(module, 'h', 'before'))),
    problems: [
      'error module/state-port at cell · h: expected an output of y fed back to one input of x, before, received y → h. Choose the state ports of the instance again; a port inside was renamed or removed.',
    ],
  },
  {
    name: 'a cell whose output port was renamed',
    text: () => saved(cell({}, (module) => renamed(module, 'y', 'after'))),
    problems: [
      'error graph/dangling-wire at cell.y → head.x: expected a block and a port at both ends, received an end with nothing there. Remove the wire.',
      'error module/state-port at cell · y: expected an output of after fed back to one input of x, h, received y → h. Choose the state ports of the instance again; a port inside was renamed or removed.',
    ],
  },
  {
    name: 'a state fed back twice',
    text: () =>
      saved(
        cell({
          recurrent: [
            { from: 'y', to: 'h' },
            { from: 'y', to: 'h' },
          ],
        }),
      ),
    problems: [
      'error module/state-port at cell · h: expected an output of y fed back to one input of x, h, received y → h twice. Choose the state ports of the instance again; a port inside was renamed or removed.',
    ],
  },
  {
    name: 'a state that does not close',
    text: () => saved(cell({}, (module) => parameter(module, 'h', 'width', 9), 'rnn')),
    problems: [
      'error module/state at cell · h: expected y of RNN cell like the state h float [B, 9] state, received float [B, 5]. Set width of the module input h to 5, or wire its beginning.',
    ],
  },
  {
    name: 'a cell that gives something without the batch',
    text: () =>
      saved(
        cell({}, (module) => ({
          ...module,
          nodes: [
            ...module.nodes,
            { id: 'one', name: 'one', block: 'constant', version: 1, parameters: { value: 1 } },
            { id: 'count', name: 'count', block: 'module-output', version: 1, parameters: {} },
          ],
          edges: [...module.edges, { id: 'more', from: { node: 'one', port: 'y' }, to: { node: 'count', port: 'x' } }],
        })),
      ),
    problems: [
      'error module/state at cell · count: expected count of GRU cell with the batch as its first axis, [B, …], received float []. Inside the cell, wire something to it that has an example for every one that comes in.',
    ],
  },
  {
    name: 'a cell with nothing to go over',
    text: () => saved(cell({}, (module) => parameter(module, 'x', 'steps', false))),
    problems: [
      'error module/no-time at cell: expected an input with a time axis [B, T, …], marked “steps” inside the module, received none. Wire a sequence to a port that is read step by step, or switch “steps” on at one of the module inputs.',
    ],
  },
  {
    name: 'a cell repeated',
    text: () => saved(cell({ repeat: 2 })),
    problems: [
      'error module/repeat at cell: expected a module that is not recurrent, or ×1, received a recurrent module repeated. Make a module of the recurrent one and repeat that.',
    ],
  },
  {
    name: 'weights shared between modules of other shapes',
    text: () => saved(shared()),
    problems: [
      "error module/share at right: expected the same weights wherever the key stands, received other weights under 'key'. Give this one another key.",
    ],
  },
  {
    name: 'a module repeated a million times',
    text: () => saved(stacked({ repeat: 1_000_000 })),
    problems: [
      'error module/too-large at stack: expected at most 50000 blocks, copies counted, received more. Repeat the module less often.',
    ],
  },
  {
    name: 'a module repeated no times',
    text: () => saved(stacked({ repeat: 7 })).replace('"repeat": 7', '"repeat": 0'),
    problems: [
      'error document/invalid at graph.nodes.2.module.repeat: expected >=1, received 0. Correct the field in the file, or open an unchanged copy.',
    ],
  },
  {
    name: 'rotary positions of an odd width',
    text: () => between('rotary-positions', {}, 7),
    problems: [
      'error rotary-positions/heads at middle · heads: expected an even number of channels in each head, as they are turned in pairs, received 7. Change the heads, or the width of the block before.',
    ],
  },
  {
    name: 'key–value heads that do not divide the heads',
    text: () => between('grouped-query-attention', { heads: 6, groups: 4 }, 12),
    problems: [
      'error grouped-query-attention/groups at middle · groups: expected a divisor of H = 6, received 4. Change the groups, or the heads.',
    ],
  },
  {
    name: 'a kernel larger than the image',
    text: () => picture('conv2d', { filters: 2, kernel: 13, padding: 'valid' }),
    problems: [
      'error conv2d/kernel at middle · kernel: expected a filter that fits into the image of 12 × 12: at most 12, received 13. Make the filter smaller, or take a pooling or a stride before it away.',
    ],
  },
  {
    name: 'a pool larger than the image',
    text: () => picture('pool2d', { size: 20 }),
    problems: [
      'error pool2d/size at middle · size: expected a window that fits into the image of 12 × 12: at most 12, received 20. Make the window smaller, or take a pooling or a stride before it away.',
    ],
  },
  {
    name: 'groups that do not divide the channels',
    text: () => between('group-norm', { groups: 4 }),
    problems: [
      'error group-norm/groups at middle · groups: expected a divisor of C = 6, received 4. Change the groups here, or the width of the block before.',
    ],
  },
];

/** Two uses of a module under one key, of different widths. */
function shared(): Document {
  const base = stacked({});
  const graph = new GraphBuilder();
  graph.nodes.push(...base.graph.nodes.filter(({ id }) => id !== 'stack'));
  graph.edges.push(...base.graph.edges.filter(({ from, to }) => from.node !== 'stack' && to.node !== 'stack'));
  const other = residualModule('other');
  const wide: Module = {
    ...other,
    nodes: other.nodes.map((node) => (node.name === 'act' ? { ...node, block: 'layer-norm', parameters: {} } : node)),
  };
  graph
    .block('left', 'module', { units: 6 }, { module: { id: 'layer', share: 'key' } })
    .block('right', 'module', { units: 6 }, { module: { id: 'other', share: 'key' } })
    .wire('first.y -> left.x', 'left.y -> right.x', 'right.y -> head.x');
  return { ...base, modules: [residualModule(), wide], graph: { nodes: graph.nodes, edges: graph.edges } };
}
