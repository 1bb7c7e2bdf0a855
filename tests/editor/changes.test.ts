import { describe, expect, it } from 'vitest';
import { graphOf, moveNodes, setBypass, setData, setParameter, setUse } from '../../src/document';
import type { Editor } from '../../src/editor/editor';
import { addBlock, connect, removeSelection, rename } from '../../src/editor/gestures';
import { editorOf, library, xor } from '../support/editor';
import { stacked } from '../support/models';

const state = (editor: Editor) => editor.document.getState();
const changes = (editor: Editor) => Object.fromEntries(editor.changes.getState());

/** An editor whose document has just been trained. */
function trained(document = xor()): Editor {
  const { editor } = editorOf(document);
  expect(changes(editor)).toEqual({});
  editor.setTrained(document);
  return editor;
}

describe('what changed since the last training', () => {
  it('is a parameter, with what it was and what it is, until it is as it was', () => {
    const editor = trained();
    editor.edit(setParameter(state(editor).document, undefined, 'hidden', 'units', 16));
    expect(changes(editor)).toEqual({ hidden: ['parameter units 4 → 16'] });
    editor.undo();
    expect(changes(editor)).toEqual({});
    editor.redo();
    editor.edit(setParameter(state(editor).document, undefined, 'hidden', 'units', 4));
    expect(changes(editor)).toEqual({});
  });

  it('is nothing any more once the document as it is was trained, nor where it never was', () => {
    const editor = trained();
    editor.edit(setBypass(state(editor).document, undefined, 'tanh', true));
    expect(changes(editor)).toEqual({ tanh: ['bypass off → on'] });
    editor.setTrained(state(editor).document);
    expect(changes(editor)).toEqual({});
    editor.setTrained(undefined);
    editor.edit(setBypass(state(editor).document, undefined, 'tanh', false));
    expect(changes(editor)).toEqual({});
  });

  it('is a new block and the wiring of inputs, not what merely hears of it', () => {
    const editor = trained();
    const norm = library.byId.get('layer-norm');
    if (!norm) throw new Error('no layer norm');
    const { document } = state(editor);
    const wire = document.graph.edges[1]?.id ?? '';
    editor.edit(removeSelection(document, undefined, new Set(), new Set([wire])));
    expect(changes(editor)).toEqual({ tanh: ['input x hidden.y → nothing'] });
    const made = addBlock(state(editor).document, undefined, norm, { x: 0, y: 0 }, library);
    editor.edit(made.patch);
    const [id = ''] = made.ids;
    editor.edit(connect(state(editor).document, undefined, { node: id, port: 'y' }, { node: 'tanh', port: 'x' }));
    expect(changes(editor)).toEqual({
      tanh: ['input x hidden.y → layer_norm.y'],
      [id]: ['the block is new'],
    });
  });

  it('is neither a place nor a name', () => {
    const editor = trained(stacked({}));
    const { document } = state(editor);
    const [first] = document.graph.nodes;
    if (!first) throw new Error('nothing there');
    editor.edit(moveNodes(document, new Map([[first.id, { x: 400, y: 300 }]])));
    for (const node of document.graph.nodes) {
      editor.edit(rename(state(editor).document, undefined, node.id, `${node.name}_new`));
    }
    for (const node of graphOf(document, 'layer')?.nodes ?? []) {
      editor.edit(rename(state(editor).document, 'layer', node.id, `${node.name}_new`));
    }
    expect(state(editor).document.graph.nodes.every(({ name }) => name.endsWith('_new'))).toBe(true);
    expect(changes(editor)).toEqual({});
  });

  it('is another data set, on the block that reads it', () => {
    const editor = trained();
    const { document } = state(editor);
    const [choice] = document.data;
    if (!choice) throw new Error('no data');
    const source = { type: 'generated', dataset: 'xor', seed: 7, options: {} } as const;
    editor.edit(setData(document, { ...choice, source }));
    expect(changes(editor)).toEqual({ data: ['data seed 1 → 7'] });
  });

  it('is how a module is used, and what changed inside it, on every block that uses it', () => {
    const editor = trained(stacked({}));
    const { document } = state(editor);
    const use = document.graph.nodes.find(({ id }) => id === 'stack')?.module;
    editor.edit(setUse(document, undefined, 'stack', { repeat: (use?.repeat ?? 1) + 1 }));
    expect(changes(editor)).toEqual({ stack: [`copies ${use?.repeat ?? 1} → ${(use?.repeat ?? 1) + 1}`] });
    editor.undo();
    const inner = graphOf(document, 'layer')?.nodes.find(({ block }) => block === 'activation');
    if (!inner) throw new Error('no activation inside');
    editor.edit(setBypass(state(editor).document, 'layer', inner.id, true));
    expect(changes(editor)).toEqual({ [inner.id]: ['bypass off → on'], stack: [`changed inside: ${inner.name}`] });
  });

  it('leaves what it says of other blocks as it is, so that nothing renders for it', () => {
    const editor = trained();
    editor.edit(setParameter(state(editor).document, undefined, 'hidden', 'units', 16));
    const before = editor.changes.getState();
    editor.edit(setBypass(state(editor).document, undefined, 'tanh', true));
    expect(editor.changes.getState()).not.toBe(before);
    expect(editor.changes.getState().get('hidden')).toBe(before.get('hidden'));
  });
});
