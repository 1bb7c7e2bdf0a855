import { describe, expect, it } from 'vitest';
import { graphOf, serialiseDocument } from '../../src/document';
import { offersFor } from '../../src/editor/offers';
import { choose, openReplace } from '../../src/editor/search';
import { deleteAndJoin, insertIntoSelectedWire } from '../../src/editor/selection';
import { select } from '../../src/editor/view-store';
import { editorOf } from '../support/editor';
import { GraphBuilder } from '../support/graph';

const xor = () =>
  new GraphBuilder()
    .generated('points', 'features', 'xor')
    .block('data', 'feature-data', { data: 'points' })
    .block('linear', 'linear', { units: 4 })
    .block('tanh', 'activation')
    .block('head', 'linear', { units: 'K' })
    .block('loss', 'cross-entropy')
    .wire('data.features -> linear.x', 'linear.y -> tanh.x', 'tanh.y -> head.x', 'head.y -> loss.logits')
    .wire('data.label -> loss.targets')
    .document();

type Editor = ReturnType<typeof editorOf>['editor'];

const wiresOf = (editor: Editor) => {
  const { document, scope } = editor.document.getState();
  const graph = graphOf(document, scope);
  const name = (id: string) => graph?.nodes.find((node) => node.id === id)?.name ?? id;
  return (graph?.edges ?? [])
    .map(({ from, to }) => `${name(from.node)}.${from.port} -> ${name(to.node)}.${to.port}`)
    .sort();
};

/** One entry of the history, which undo takes back byte for byte. */
function isOneGesture(editor: Editor, before: string): void {
  expect(editor.document.getState().history.past).toHaveLength(1);
  editor.undo();
  expect(serialiseDocument(editor.document.getState().document)).toBe(before);
}

const chosen = (editor: Editor, block: string, search = editor.view.getState().search) => {
  const found = offersFor(editor, '', search?.wire).find(({ key }) => key === block);
  if (!search || !found) throw new Error(`${block} is not offered`);
  return choose(editor, search, found);
};

describe('a wire dropped on the empty canvas', () => {
  const wire = (node: string, port: string, side: 'output' | 'input' = 'output') => ({ end: { node, port }, side });

  it('offers what fits by shape, the best first, and wires it in', () => {
    const document = xor();
    const { editor } = editorOf(document);
    const keys = offersFor(editor, '', wire('data', 'label')).map(({ key }) => key);
    expect(keys[0]).toBe('cross-entropy');
    expect(keys).not.toContain('linear');
    const id = chosen(editor, 'activation', {
      at: { x: 0, y: 0 },
      place: { x: 400, y: 90 },
      wire: wire('linear', 'y'),
    });
    expect(wiresOf(editor)).toContain('linear.y -> activation.x');
    expect(editor.view.getState().nodes).toEqual(new Set([id]));
    isOneGesture(editor, serialiseDocument(document));
  });

  it('from an input offers what gives what it takes', () => {
    const { editor } = editorOf(
      new GraphBuilder().block('embed', 'embedding').block('loss', 'cross-entropy').document(),
    );
    const keys = offersFor(editor, '', wire('embed', 'ids', 'input')).map(({ key }) => key);
    expect(keys).toContain('token-data');
    expect(keys).not.toContain('linear');
    chosen(editor, 'token-data', { at: { x: 0, y: 0 }, wire: wire('embed', 'ids', 'input') });
    expect(wiresOf(editor)).toEqual([expect.stringMatching(/^token_data\.\w+ -> embed\.ids$/)]);
  });
});

/** A block more, that nothing is wired to. */
function withExtra() {
  const document = xor();
  document.graph.nodes.push({
    id: 'extra',
    name: 'extra',
    block: 'activation',
    version: 1,
    parameters: { kind: 'relu' },
  });
  return document;
}

describe('a block put into a wire', () => {
  it('takes both its halves', () => {
    const document = withExtra();
    const { editor } = editorOf(document);
    select(editor.view, ['extra'], ['e1']);
    insertIntoSelectedWire(editor);
    expect(wiresOf(editor)).toEqual(expect.arrayContaining(['data.features -> extra.x', 'extra.y -> linear.x']));
    expect(wiresOf(editor)).not.toContain('data.features -> linear.x');
    isOneGesture(editor, serialiseDocument(document));
  });

  it('is left alone where the wire carries what it cannot take', () => {
    const document = withExtra();
    const { editor } = editorOf(document);
    select(editor.view, ['extra'], ['e5']);
    insertIntoSelectedWire(editor);
    expect(editor.document.getState().document).toBe(document);
  });
});

describe('delete and join', () => {
  it.each([
    [['tanh'], ['linear.y -> head.x']],
    [['linear', 'tanh'], ['data.features -> head.x']],
  ])('%j leaves its neighbours wired', (gone, made) => {
    const document = xor();
    const { editor } = editorOf(document);
    select(editor.view, gone);
    deleteAndJoin(editor);
    expect(wiresOf(editor)).toEqual(expect.arrayContaining(made));
    expect(wiresOf(editor)).toHaveLength(5 - gone.length);
    isOneGesture(editor, serialiseDocument(document));
  });

  it('joins nothing that does not fit', () => {
    const { editor } = editorOf(
      new GraphBuilder()
        .generated('text', 'tokens', 'fables')
        .block('data', 'token-data', { data: 'text' })
        .block('embed', 'embedding')
        .block('norm', 'layer-norm')
        .wire('data.tokens -> embed.ids', 'embed.y -> norm.x')
        .document(),
    );
    select(editor.view, ['embed']);
    deleteAndJoin(editor);
    expect(wiresOf(editor)).toEqual([]);
  });
});

describe('another block in a block’s place', () => {
  it('keeps its id, wires and the parameters both have; a name that only said what it was follows', () => {
    const { editor, reported } = editorOf(
      new GraphBuilder()
        .generated('text', 'tokens', 'fables')
        .block('data', 'token-data', { data: 'text' })
        .block('embed', 'embedding')
        .block('gru', 'gru', { units: 48 })
        .block('head', 'linear', { units: 'V' })
        .wire('data.tokens -> embed.ids', 'embed.y -> gru.x', 'gru.y -> head.x')
        .document(),
    );
    const before = serialiseDocument(editor.document.getState().document);
    openReplace(editor, 'gru');
    expect(chosen(editor, 'lstm')).toBe('gru');
    const node = editor.document.getState().document.graph.nodes.find(({ id }) => id === 'gru');
    expect(node).toMatchObject({ name: 'lstm', block: 'lstm', parameters: { units: 48 } });
    expect(wiresOf(editor)).toEqual(['data.tokens -> embed.ids', 'embed.y -> lstm.x', 'lstm.y -> head.x']);
    expect(reported).toEqual([]);
    isOneGesture(editor, before);
  });

  it('says how many wires found no port, and keeps a name that the person gave', () => {
    const { editor, reported } = editorOf(xor());
    openReplace(editor, 'loss');
    chosen(editor, 'activation');
    expect(editor.document.getState().document.graph.nodes.at(-1)).toMatchObject({ name: 'loss', block: 'activation' });
    expect(reported).toMatchObject([{ code: 'editor/wires-lost', received: '1 wire without one' }]);
    expect(wiresOf(editor)).toContain('head.y -> loss.x');
  });
});
