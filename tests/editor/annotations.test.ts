import { describe, expect, it } from 'vitest';
import {
  type Annotation,
  annotationsOf,
  copy,
  type Document,
  diff,
  LIMITS,
  moveNodes,
  parseClip,
  parseDocument,
  serialiseDocument,
} from '../../src/document';
import { addFrame, addNote, changeAnnotation, endWriting, settled } from '../../src/editor/annotations';
import { moveDraft, resizeDraft } from '../../src/editor/canvas/nudge';
import type { Editor } from '../../src/editor/editor';
import { makeModule, removeDefinition, unpackModule } from '../../src/editor/modules';
import { pictureOf } from '../../src/editor/picture';
import { deleteSelection, duplicateSelection } from '../../src/editor/selection';
import { tidy } from '../../src/editor/tidy';
import { select } from '../../src/editor/view-store';
import { editorOf, library } from '../support/editor';
import { gpt, mlp } from '../support/models';

const state = (editor: Editor) => editor.document.getState();
const drawn = (editor: Editor) => annotationsOf(state(editor).document, state(editor).scope);
const text = (editor: Editor) => serialiseDocument(state(editor).document);
const named = (editor: Editor, ...names: string[]) =>
  state(editor)
    .document.graph.nodes.filter(({ name }) => names.includes(name))
    .map(({ id }) => id);
const placeOf = (editor: Editor, id: string) =>
  state(editor).document.layout.positions.find((place) => place.id === id) ?? { x: Number.NaN, y: Number.NaN };
const letGo = (editor: Editor) => {
  editor.edit(settled(state(editor).document, editor.view.getState().draft));
  editor.view.setState({ draft: new Map() });
};

/** A GPT whose blocks stand in a row. */
function row(): Document {
  const document = gpt();
  const positions = document.graph.nodes.map(({ id }, i) => ({ id, x: 296 * i, y: 0 }));
  return { ...document, layout: { positions } };
}

function framed(): { editor: Editor; frame: Annotation; inside: string[] } {
  const { editor } = editorOf(row());
  const inside = named(editor, 'norm1', 'attention', 'add1');
  select(editor.view, inside);
  addFrame(editor);
  const [frame] = drawn(editor);
  if (!frame) throw new Error('no frame');
  return { editor, frame, inside };
}

describe('frames and notes', () => {
  it('with the title that is typed at once are one gesture; a title of later is another', () => {
    const { editor, frame } = framed();
    const [bare, empty] = [text(editor), serialiseDocument(row())];
    endWriting(editor, frame.id, 'Body');
    const titled = text(editor);
    expect(drawn(editor).map((one) => one.text)).toEqual(['Body']);
    editor.undo();
    expect(text(editor)).toBe(empty);
    editor.redo();
    expect(text(editor)).toBe(titled);
    endWriting(editor, frame.id, 'Another');
    editor.undo();
    expect(text(editor)).toBe(titled);

    // What was done in between stands by itself, and so does the title after it.
    const second = framed();
    second.editor.edit(moveNodes(state(second.editor).document, new Map([[second.inside[0] ?? '', { x: 1, y: 1 }]])));
    endWriting(second.editor, second.frame.id, 'Late');
    second.editor.undo();
    second.editor.undo();
    expect(text(second.editor)).toBe(bare);
    // Escape leaves the frame as it was drawn.
    const third = framed();
    endWriting(third.editor, third.frame.id, undefined);
    expect(text(third.editor)).toBe(bare);
    endWriting(third.editor, third.frame.id, 'Later');
    third.editor.undo();
    expect(text(third.editor)).toBe(bare);
  });

  it('are no field of a document without them, also after the last one is gone', () => {
    const { editor } = editorOf(mlp());
    const before = text(editor);
    addNote(editor, { x: 10, y: 20 });
    expect(text(editor)).toContain('"annotations": [');
    deleteSelection(editor);
    expect(text(editor)).toBe(before);
    expect(before).not.toContain('annotations');
  });

  it('stand in the graph they were made in, are saved, and mean nothing', () => {
    const { editor, frame } = framed();
    changeAnnotation(editor, frame.id, { text: '<b>One</b>', color: 'red' });
    const parsed = parseDocument(text(editor));
    if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
    expect(parsed.document.layout.annotations).toEqual([{ ...frame, text: '<b>One</b>', color: 'red' }]);
    expect(diff(row(), parsed.document)).toEqual([]);
  });

  it('a frame takes along what lies in it, by keys as well, and nothing else', () => {
    const { editor, frame, inside } = framed();
    const before = state(editor).document.layout.positions;
    expect(before.length).toBeGreaterThan(inside.length);
    select(editor.view, [], [], [frame.id]);
    moveDraft(editor, { x: 80, y: -40 });
    letGo(editor);
    for (const old of before) {
      const by = inside.includes(old.id) ? { x: old.x + 80, y: old.y - 40 } : { x: old.x, y: old.y };
      expect(placeOf(editor, old.id)).toEqual({ id: old.id, ...by });
    }
    expect(drawn(editor)).toEqual([{ ...frame, x: frame.x + 80, y: frame.y - 40 }]);
    editor.undo();
    expect(state(editor).document.layout.positions).toEqual(before);
  });

  it('are never smaller than can be held', () => {
    const { editor, frame } = framed();
    for (let i = 0; i < 200; i++) resizeDraft(editor, { x: -8, y: -8 });
    letGo(editor);
    expect(drawn(editor)[0]).toMatchObject({ x: frame.x, y: frame.y, width: 80, height: 40 });
  });

  it('a copy of a frame is one of what lies in it, too; deleting it leaves the blocks', () => {
    const { editor, frame, inside } = framed();
    const blocks = state(editor).document.graph.nodes.length;
    select(editor.view, [], [], [frame.id]);
    duplicateSelection(editor);
    expect(drawn(editor)).toHaveLength(2);
    expect(state(editor).document.graph.nodes).toHaveLength(blocks + inside.length);
    deleteSelection(editor);
    expect(drawn(editor)).toEqual([frame]);
    expect(editor.undo() && editor.undo()).toBe(true);
    select(editor.view, [], [], [frame.id]);
    deleteSelection(editor);
    expect(drawn(editor)).toEqual([]);
    expect(state(editor).document.graph.nodes).toHaveLength(blocks);
  });

  it('go into a module with their blocks, come out again, and go with a definition that is removed', () => {
    const { editor, frame, inside } = framed();
    select(editor.view, inside);
    addNote(editor, { x: frame.x + 20, y: frame.y + 20 });
    const first = text(editor);
    select(editor.view, inside);
    makeModule(editor);
    const module = state(editor).document.modules[0]?.id;
    expect(drawn(editor)).toEqual([]);
    expect(state(editor).document.layout.annotations?.map(({ scope }) => scope)).toEqual([module, module]);
    const [instance] = editor.view.getState().nodes;
    const home = placeOf(editor, instance ?? '');
    editor.edit(moveNodes(state(editor).document, new Map([[instance ?? '', { x: home.x + 500, y: 700 }]])));
    unpackModule(editor, instance ?? '');
    expect(drawn(editor)).toHaveLength(2);
    const out = drawn(editor)[0];
    const [block] = named(editor, 'attention');
    const old = row().layout.positions.find((place) => place.id === 'attention');
    const now = placeOf(editor, block ?? '');
    expect([(out?.x ?? 0) - now.x, (out?.y ?? 0) - now.y]).toEqual([frame.x - (old?.x ?? 0), frame.y - (old?.y ?? 0)]);

    expect(now.y).toBe(700);

    editor.undo();
    select(editor.view, [instance ?? '']);
    deleteSelection(editor);
    expect(removeDefinition(editor, module ?? '')).toBe(true);
    expect(state(editor).document.layout.annotations).toBeUndefined();
    for (let i = 0; i < 4; i++) editor.undo();
    expect(text(editor)).toBe(first);
  });

  it('tidy draws a frame anew around the blocks it held, and keeps others out', async () => {
    const { editor, frame, inside } = framed();
    Object.assign(globalThis, { matchMedia: () => ({ matches: true }) });
    select(editor.view, []);
    await tidy(editor);
    const now = drawn(editor)[0] ?? frame;
    const within = state(editor).document.layout.positions.filter(
      ({ x, y }) => x >= now.x && x < now.x + now.width && y >= now.y && y < now.y + now.height,
    );
    expect(within.map(({ id }) => id).sort()).toEqual([...inside].sort());
    // Wires go from left to right, into the frame and out of it.
    expect(placeOf(editor, 'positions').x).toBeLessThan(now.x);
    expect(placeOf(editor, 'norm2').x).toBeGreaterThan(now.x + now.width);
    editor.undo();
    expect(drawn(editor)).toEqual([frame]);
  });

  it('from a clipboard are limited in number and text, and checked', () => {
    const { editor, frame } = framed();
    const { document, scope } = state(editor);
    const clip = copy(document, scope, new Set(), new Set([frame.id]));
    expect(parseClip(clip)).toMatchObject({ nodes: [], annotations: [frame] });
    const many = {
      ...JSON.parse(clip),
      annotations: Array.from({ length: LIMITS.annotations + 1 }, (_, i) => ({ ...frame, id: `a${i}` })),
    };
    for (const broken of [
      JSON.stringify(many),
      clip.replace('"width":', '"width":-'),
      clip.replace('"color":"blue"', '"color":"url(x)"'),
      clip.replace('"kind":"frame"', '"kind":"script"'),
      clip.replace('"text":""', `"text":"${'a'.repeat(LIMITS.text + 1)}"`),
      clip.replace(`"id":"${frame.id}"`, '"id":"__proto__"'),
    ])
      expect(parseClip(broken)).toHaveProperty('problems');
  });

  it('are drawn in pictures, their words as text', () => {
    const { editor, frame } = framed();
    changeAnnotation(editor, frame.id, { text: '<script>x</script>' });
    addNote(editor, { x: -900, y: -700 });
    const [id] = editor.view.getState().annotations;
    changeAnnotation(editor, id ?? '', { text: 'first line\n<img onerror=x> and words that do not fit into one line' });
    const { document, scope, check } = state(editor);
    const options = { color: () => '#112233', background: true, detail: 'full' } as const;
    const { svg } = pictureOf(document, scope, check, library, options);
    expect(svg).toContain('&lt;script&gt;x&lt;/script&gt;');
    expect(svg).not.toContain('<script');
    expect(svg).not.toContain('<img');
    expect(svg.slice(svg.indexOf('<g data-note')).split('</g>')[0]?.match(/<text/g)).toHaveLength(4);
    expect(svg).toContain('viewBox="-928 -728 ');
    expect(svg.indexOf('data-frame')).toBeLessThan(svg.indexOf('data-block'));
  });
});
