import {
  type Document,
  type Edge,
  extract,
  freshId,
  freshName,
  graphOf,
  identifierOf,
  lastOf,
  type Module,
  type Node,
  type Patch,
  type Point,
  removeModule,
  type Scope,
  takenIds,
  unpack,
} from '../document';
import type { Problem } from '../problem';
import { goingWith } from './annotations';
import { type Cell, type CellKind, drawCell, isCell } from './cells';
import type { Editor } from './editor';
import type { Made } from './gestures';
import type { Library } from './library';
import { select } from './view-store';

const OUTSIDE: Readonly<Record<string, string>> = {
  data: 'data belong to the whole graph.',
  loss: 'losses belong to the whole graph.',
  output: 'outputs belong to the whole graph.',
  'module-input': 'it is a port of the module around.',
  'module-output': 'it is a port of the module around.',
};

const refused = (code: 'module/extract' | 'module/unpack', refusal: string): Problem => ({
  code,
  severity: 'warning',
  at: {},
  expected: code === 'module/extract' ? 'blocks that can stand in a module' : 'a module that can be taken apart',
  received: 'others',
  fix: refusal,
});

/** Makes a module of what is selected. */
export function makeModule(editor: Editor): void {
  const { document, scope, check, views } = editor.document.getState();
  const { nodes } = editor.view.getState();
  const made = extract(document, scope, nodes, {
    name: nameFor(document, scope, nodes),
    refuse: ({ block }) => OUTSIDE[editor.library.byId.get(block)?.role ?? ''],
    // What flows through comes before masks and the like.
    main: ({ node, port }) => check.nodes.get(node)?.outputs[port]?.dtype === 'float',
    gives: ({ id }) => views.nodes.get(id)?.outputs[0]?.name,
    portVersion: editor.library.byId.get('module-input')?.version ?? 1,
    annotations: goingWith(editor, nodes),
  });
  if ('refusal' in made) editor.report([refused('module/extract', made.refusal)]);
  else if (editor.edit(made.patch)) select(editor.view, [made.instance]);
}

/** `Module`, or by what is in it: a layer with attention is called so. */
function nameFor(document: Document, scope: Scope, chosen: ReadonlySet<string>): string {
  const blocks = graphOf(document, scope)?.nodes.filter(({ id }) => chosen.has(id)) ?? [];
  const [only] = blocks;
  const stem = blocks.some(({ block }) => block.includes('attention')) ? 'Layer' : 'Module';
  const wanted = blocks.length === 1 && only ? only.name : stem;
  const taken = new Set(document.modules.map(({ name }) => name));
  for (let i = 1; ; i++) {
    const name = i === 1 ? wanted : `${wanted} ${i}`;
    if (!taken.has(name)) return name;
  }
}

/** Puts the blocks of the module in its place. */
export function unpackModule(editor: Editor, id: string): void {
  const { document, scope } = editor.document.getState();
  const made = unpack(document, scope, id);
  if ('refusal' in made) editor.report([refused('module/unpack', made.refusal)]);
  else if (editor.edit(made.patch)) select(editor.view, made.ids);
}

/** Takes a definition that nothing uses out of the document; of one that is used, says by whom. */
export function removeDefinition(editor: Editor, id: string): boolean {
  const { document } = editor.document.getState();
  const removed = removeModule(document, id);
  if ('patch' in removed) return editor.edit(removed.patch);
  const [first, second, ...more] = removed.users;
  const others = more.length > 0 ? [second, `${more.length} more`] : [second];
  editor.report([
    {
      code: 'module/used',
      severity: 'warning',
      at: { field: document.modules.find((module) => module.id === id)?.name ?? id },
      expected: 'a module that no block uses',
      received: `one that is used by ${[first, ...others].filter((one) => one !== undefined).join(', ')}`,
      fix: 'Delete or unpack what uses it, then remove it.',
    },
  ]);
  return false;
}

/** Another instance of a module of the document, used as another one is. */
export function addInstance(document: Document, scope: Scope, module: Module, at: Point, as?: Node): Made {
  const id = freshId(takenIds(document), 'n');
  const names = new Set((graphOf(document, scope)?.nodes ?? []).map((node) => node.name));
  const name = freshName(names, identifierOf(module.name));
  const node: Node = {
    id,
    name,
    block: 'module',
    version: 1,
    parameters: as?.parameters ?? {},
    module: { ...as?.module, id: module.id },
  };
  const path = scope === undefined ? ['graph'] : ['modules', scope];
  return {
    patch: [
      { path: [...path, 'nodes', id], after: node },
      { path: ['layout', 'positions', id], after: { id, x: Math.round(at.x), y: Math.round(at.y) } },
    ],
    ids: [id],
  };
}

/** Whether a recurrent block can be shown from the inside, and why not. */
export function cellFault(node: Node, document: Document): string | undefined {
  if (!isCell(node.block)) return 'Only RNN, LSTM and GRU are drawn out of simpler blocks.';
  const nodes = [document.graph, ...document.modules].flatMap((graph) => graph.nodes);
  const tied = nodes.some(({ ties }) => ties?.some(({ from }) => from.startsWith(`${node.name}.`)));
  if (node.ties?.length || tied) return 'Its weights are tied to others: the drawing has other ones.';
  return node.parameters.bidirectional === true ? 'Switch bidirectional off first: a cell goes one way.' : undefined;
}

/** Replaces a fused recurrent block by the drawing of its cell, run over time: the same model, with an inside to look at. */
export function openCell(editor: Editor, id: string): void {
  const { document, scope } = editor.document.getState();
  const patch = drawingOf(document, scope, id, editor.library);
  if (!patch || !editor.edit(patch)) return;
  select(editor.view, [id]);
  editor.enter([...editor.document.getState().trail, id]);
}

export function drawingOf(document: Document, scope: Scope, id: string, library: Library): Patch | undefined {
  const graph = graphOf(document, scope);
  const node = graph?.nodes.find((one) => one.id === id);
  if (!graph || !node || !isCell(node.block) || cellFault(node, document) !== undefined) return undefined;
  const cell = freshCell(document, node.block, library);
  const path = scope === undefined ? ['graph'] : ['modules', scope];
  const last = node.parameters.returns === 'last';
  const port = (name: string, side: 'from' | 'to'): string => {
    const drawn = cell.ports[name] ?? name;
    return last && side === 'from' && name === 'y' ? lastOf(drawn) : drawn;
  };
  const after: Node = {
    id,
    name: node.name,
    block: 'module',
    version: 1,
    parameters: { units: node.parameters.units ?? 64 },
    module: cell.use,
    ...(node.bypass === undefined ? {} : { bypass: node.bypass }),
  };
  const rewire = (edge: Edge): Edge => {
    const from = edge.from.node === id ? { node: id, port: port(edge.from.port, 'from') } : edge.from;
    const to = edge.to.node === id ? { node: id, port: port(edge.to.port, 'to') } : edge.to;
    return { ...edge, from, to };
  };
  return [
    { path: ['modules', cell.module.id], after: cell.module },
    { path: [...path, 'nodes', id], before: node, after },
    { path: [...path, 'edges'], before: graph.edges, after: graph.edges.map(rewire) },
    ...cell.positions.map((place) => ({ path: ['layout', 'positions', place.id], after: { ...place } })),
  ];
}

/** A drawing under an id of its own; ids inside begin with it, so they are free where it is. */
function freshCell(document: Document, kind: CellKind, library: Library): Cell {
  const taken = takenIds(document);
  const modules = new Set(document.modules.map(({ id }) => id));
  for (let i = 1; ; i++) {
    const id = i === 1 ? `${kind}_cell` : `${kind}_cell_${i}`;
    if (modules.has(id)) continue;
    const cell = drawCell(kind, id, (block) => library.byId.get(block)?.version ?? 1);
    if (![...cell.module.nodes, ...cell.module.edges].some((item) => taken.has(item.id))) return cell;
  }
}
