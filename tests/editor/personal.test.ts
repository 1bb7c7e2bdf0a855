import { describe, expect, it } from 'vitest';
import { parseDocument, serialiseDocument } from '../../src/document';
import { type Editor, placeBlock } from '../../src/editor/editor';
import { makeModule } from '../../src/editor/modules';
import { fitsInto } from '../../src/editor/offer';
import { offersFor } from '../../src/editor/offers';
import { publishModule, renamePublished } from '../../src/editor/personal';
import { choose, openReplace } from '../../src/editor/search';
import { select } from '../../src/editor/view-store';
import { editorOf } from '../support/editor';
import { gpt, mlp } from '../support/models';

const state = (editor: Editor) => editor.document.getState();
const nodeOf = (editor: Editor, name: string) => {
  const node = state(editor).document.graph.nodes.find((one) => one.name === name);
  if (!node) throw new Error(`no ${name}`);
  return node;
};
const wiresOf = (editor: Editor) => {
  const { nodes, edges } = state(editor).document.graph;
  const name = (id: string) => nodes.find((node) => node.id === id)?.name;
  return edges.map(({ from, to }) => `${name(from.node)}.${from.port} -> ${name(to.node)}.${to.port}`);
};
const mine = (editor: Editor) => editor.personal.list.getState().modules;

/** An editor with the attention layer of a GPT as a module, published. */
function published(): Editor {
  const { editor } = editorOf(gpt());
  select(editor.view, ['norm1', 'attention', 'add1']);
  makeModule(editor);
  publishModule(editor, nodeOf(editor, 'layer'));
  return editor;
}

/** Another document with the same palette. */
function elsewhere(document = gpt()): Editor {
  const [module] = mine(published());
  const { editor } = editorOf(document);
  if (module) editor.personal.keep(module);
  return editor;
}

describe('a published module', () => {
  it('is kept once under its name; the same again is no news, another one takes its place', () => {
    const { editor, reported } = editorOf(gpt());
    select(editor.view, ['norm1', 'attention', 'add1']);
    makeModule(editor);
    publishModule(editor, nodeOf(editor, 'layer'));
    publishModule(editor, nodeOf(editor, 'layer'));
    expect(mine(editor).map(({ name }) => name)).toEqual(['Layer']);
    expect(reported).toMatchObject([{ code: 'module/publish' }]);
    const [first] = mine(editor);
    if (!first) throw new Error('not published');
    renamePublished(editor, first, 'Attention layer');
    expect(mine(editor)).toMatchObject([
      { id: first.id, name: 'Attention layer', pack: { meta: { name: 'Attention layer' } } },
    ]);
    publishModule(editor, nodeOf(editor, 'layer'));
    expect(mine(editor).map(({ name }) => name)).toEqual(['Attention layer', 'Layer']);
  });

  it('comes into a document with its definition, as one entry; a second time with none', () => {
    const editor = elsewhere();
    const before = serialiseDocument(state(editor).document);
    const offer = { published: mine(editor)[0]?.id ?? '' };
    const id = placeBlock(editor, offer, { x: 100, y: 900 });
    const { document, history } = state(editor);
    expect(history.past).toHaveLength(1);
    expect(document.modules.map(({ name }) => name)).toEqual(['Layer']);
    expect(document.graph.nodes.at(-1)).toMatchObject({ id, module: { id: document.modules[0]?.id } });
    expect(parseDocument(serialiseDocument(document))).toEqual({ document });
    placeBlock(editor, offer, { x: 100, y: 1200 });
    expect(state(editor).document.modules).toHaveLength(1);
    editor.undo();
    editor.undo();
    expect(serialiseDocument(state(editor).document)).toBe(before);
  });

  it('cannot be put into itself', () => {
    const editor = published();
    const offer = { published: mine(editor)[0]?.id ?? '' };
    editor.enter([nodeOf(editor, 'layer').id]);
    const before = state(editor).document;
    expect(placeBlock(editor, offer)).toBeUndefined();
    expect(placeBlock(editor, { module: before.modules[0]?.id ?? '' })).toBeUndefined();
    expect(state(editor).document).toBe(before);
  });

  it('is offered for a wire where its blocks can take what the wire carries, and only there', () => {
    const editor = elsewhere();
    const offered = (name: string, port: string, side: 'output' | 'input' = 'output') =>
      offersFor(editor, '', { end: { node: nodeOf(editor, name).id, port }, side })
        .filter(({ offer }) => !('block' in offer))
        .map(({ title, port: at }) => `${title} ${at}`);
    expect(offered('norm2', 'y')).toEqual(['Layer x']);
    // Ids are whole numbers: a layer norm takes none of them.
    expect(offered('data', 'tokens')).toEqual([]);
    expect(offered('head', 'x', 'input')).toEqual(['Layer y']);
    expect(offered('embed', 'ids', 'input')).toEqual([]);
  });

  it('is not offered for what is no sequence', () => {
    const editor = elsewhere(mlp());
    const { views, document } = state(editor);
    const wires = document.graph.nodes.flatMap(({ id }) =>
      (views.nodes.get(id)?.outputs ?? []).map(({ name }) => ({
        end: { node: id, port: name },
        side: 'output' as const,
      })),
    );
    // Attention wants a sequence: a table of features is none.
    expect(wires.length).toBeGreaterThan(3);
    for (const wire of wires) expect(offersFor(editor, '', wire).some(({ offer }) => 'published' in offer)).toBe(false);
  });

  it('chosen for a wire is wired in; chosen in a block’s place it keeps the wires: one entry each', () => {
    const editor = elsewhere();
    const wire = { end: { node: 'norm2', port: 'y' }, side: 'output' as const };
    const found = offersFor(editor, 'layer', wire).find(({ offer }) => 'published' in offer);
    if (!found) throw new Error('not offered');
    choose(editor, { at: { x: 0, y: 0 }, place: { x: 0, y: 0 }, wire }, found);
    expect(wiresOf(editor)).toContain('norm2.y -> layer.x');
    expect(state(editor).history.past).toHaveLength(1);
    editor.undo();
    openReplace(editor, 'mlp');
    const { search } = editor.view.getState();
    const replacing = offersFor(editor, '').find(({ offer }) => 'published' in offer);
    if (!search || !replacing) throw new Error('no search');
    choose(editor, search, replacing);
    expect(nodeOf(editor, 'mlp')).toMatchObject({ id: 'mlp', block: 'module' });
    expect(wiresOf(editor)).toEqual(expect.arrayContaining(['norm2.y -> mlp.x', 'mlp.y -> add2.b']));
    expect(state(editor).history.past).toHaveLength(1);
    expect(state(editor).check.problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  });
});

describe('something dropped on a wire', () => {
  it('goes into it with all that it brings, as one entry', () => {
    const editor = elsewhere();
    const edge = state(editor).document.graph.edges.find(({ to }) => to.node === 'norm2')?.id ?? '';
    const offer = { published: mine(editor)[0]?.id ?? '' };
    expect(fitsInto(editor, offer, edge)).toBe(true);
    const before = serialiseDocument(state(editor).document);
    placeBlock(editor, offer, { x: 0, y: 500 }, undefined, edge);
    expect(wiresOf(editor)).toEqual(expect.arrayContaining(['add1.y -> layer.x', 'layer.y -> norm2.x']));
    expect(wiresOf(editor)).not.toContain('add1.y -> norm2.x');
    editor.undo();
    expect(serialiseDocument(state(editor).document)).toBe(before);
    expect(fitsInto(editor, { block: 'dropout' }, edge)).toBe(true);
    expect(fitsInto(editor, { block: 'token-data' }, edge)).toBe(false);
  });
});
