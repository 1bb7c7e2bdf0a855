import { describe, expect, it } from 'vitest';
import {
  annotationsOf,
  type Document,
  graphOf,
  moveNodes,
  parseDocument,
  serialiseDocument,
  setParameter,
} from '../../src/document';
import { addFrame, addNote, changeAnnotation, settled } from '../../src/editor/annotations';
import { moveDraft, resizeDraft } from '../../src/editor/canvas/nudge';
import { beginWire, type Editor, endWire, placeBlock } from '../../src/editor/editor';
import { nameFault, rename, toggleBypass } from '../../src/editor/gestures';
import { makeModule, unpackModule } from '../../src/editor/modules';
import { offersFor } from '../../src/editor/offers';
import { publishModule } from '../../src/editor/personal';
import { choose, openReplace } from '../../src/editor/search';
import { deleteAndJoin, deleteSelection, duplicateSelection, insertIntoSelectedWire } from '../../src/editor/selection';
import { endDraft, select } from '../../src/editor/view-store';
import { stream } from '../../src/random';
import { editorOf } from '../support/editor';
import { gpt, mlp } from '../support/models';
import { fc } from '../support/property';

/** What a person does, drawn at random: which action, and which things it is done to. */
type Step = readonly [action: number, one: number, other: number];

const state = (editor: Editor) => editor.document.getState();
const text = (editor: Editor) => serialiseDocument(state(editor).document);

function act(editor: Editor, [action, one, other]: Step): void {
  const { document, scope, trail, views } = state(editor);
  const graph = graphOf(document, scope) ?? { nodes: [], edges: [] };
  const node = graph.nodes[one % Math.max(1, graph.nodes.length)];
  const second = graph.nodes[other % Math.max(1, graph.nodes.length)];
  const random = stream(one * 65_537 + other, 'step');
  const pick = () =>
    select(
      editor.view,
      [node, second].flatMap((each) => each?.id ?? []),
    );
  const edge = graph.edges[other % Math.max(1, graph.edges.length)];
  const actions: readonly (() => unknown)[] = [
    () => placeBlock(editor, { block: random.pick(editor.library.blocks).id }, { x: one, y: other }),
    () => {
      const [from, to] = [views.nodes.get(node?.id ?? ''), views.nodes.get(second?.id ?? '')];
      const [output, input] = [
        from?.outputs[one % (from.outputs.length || 1)],
        to?.inputs[other % (to.inputs.length || 1)],
      ];
      if (!from || !to || !output || !input) return;
      beginWire(editor, { node: from.id, port: output.name }, 'output', 'keyboard');
      endWire(editor, { node: to.id, port: input.name }, { x: 0, y: 0 });
      const mend = editor.view.getState().refusal?.mends[0];
      if (mend && other % 2 === 0) editor.edit(mend.patch);
    },
    () => {
      const view = views.nodes.get(node?.id ?? '');
      const port = view?.outputs[0];
      if (!view || !port) return;
      const wire = { end: { node: view.id, port: port.name }, side: 'output' as const };
      const found = offersFor(editor, '', wire);
      const chosen = found[other % Math.max(1, found.length)];
      if (chosen) choose(editor, { at: { x: 0, y: 0 }, place: { x: one, y: other }, wire }, chosen);
    },
    () => {
      if (!node) return;
      openReplace(editor, node.id);
      const { search } = editor.view.getState();
      const found = offersFor(editor, '').filter(({ category }) => category !== 'data');
      const chosen = found[other % Math.max(1, found.length)];
      if (search && chosen) choose(editor, search, chosen);
    },
    () => {
      pick();
      deleteSelection(editor);
    },
    () => {
      pick();
      deleteAndJoin(editor);
    },
    () => {
      if (node && edge) select(editor.view, [node.id], [edge.id]);
      insertIntoSelectedWire(editor);
    },
    () => {
      pick();
      duplicateSelection(editor);
    },
    () => node && editor.edit(toggleBypass(document, scope, new Set([node.id]))),
    () => {
      const name = `name_${other}`;
      if (node && nameFault(document, scope, node.id, name) === undefined)
        editor.edit(rename(document, scope, node.id, name));
    },
    () => node && 'units' in node.parameters && editor.edit(setParameter(document, scope, node.id, 'units', 1 + other)),
    () => node && editor.edit(moveNodes(document, new Map([[node.id, { x: one, y: -other }]]))),
    () => {
      select(
        editor.view,
        graph.nodes.filter((_, i) => (one >> (i % 8)) % 2 === 1).map(({ id }) => id),
      );
      makeModule(editor);
    },
    () => node?.module && publishModule(editor, node),
    () => {
      const { modules } = editor.personal.list.getState();
      const published = modules[other % Math.max(1, modules.length)];
      const into = one % 2 === 0 ? edge?.id : undefined;
      if (published) placeBlock(editor, { published: published.id }, { x: one, y: other }, undefined, into);
    },
    () => node?.module && unpackModule(editor, node.id),
    () => node?.module && editor.enter([...trail, node.id]),
    () => editor.enter(trail.slice(0, -1)),
    () => {
      pick();
      addFrame(editor, { x: one, y: -other });
    },
    () => {
      select(editor.view, []);
      addNote(editor, { x: one, y: other });
    },
    () => {
      const drawn = annotationsOf(document, scope);
      const chosen = drawn[one % Math.max(1, drawn.length)];
      if (!chosen) return;
      select(editor.view, other % 2 === 0 && node ? [node.id] : [], [], [chosen.id]);
      const gestures = [
        () => changeAnnotation(editor, chosen.id, { text: `<b>${one}</b>\n${other}`, color: 'violet' }),
        () => letGo(editor, () => moveDraft(editor, { x: one, y: other })),
        () => letGo(editor, () => resizeDraft(editor, { x: one - other, y: other - one })),
        () => duplicateSelection(editor),
        () => deleteSelection(editor),
      ];
      gestures[other % gestures.length]?.();
    },
    () => editor.undo(),
    () => editor.undo(),
    () => editor.redo(),
  ];
  actions[action % actions.length]?.();
}

function letGo(editor: Editor, move: () => void): void {
  move();
  editor.edit(settled(state(editor).document, editor.view.getState().draft));
  endDraft(editor.view);
}

const steps = fc.array(fc.tuple(fc.nat(1000), fc.nat(5000), fc.nat(5000)), { minLength: 200, maxLength: 200 });

describe.each([
  ['an MLP', mlp],
  ['GPT', gpt],
] as const)('two hundred actions on %s', (_, begin: () => Document) => {
  it('leave a document that can be read, and a history that leads to its first and its last byte', () => {
    fc.assert(
      fc.property(steps, (list) => {
        const { editor } = editorOf(begin());
        const first = text(editor);
        for (const [i, step] of list.entries()) {
          act(editor, step);
          if (i % 10 !== 9) continue;
          const parsed = parseDocument(text(editor));
          if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems[0]));
          expect(serialiseDocument(parsed.document)).toBe(text(editor));
        }
        const last = text(editor);
        const ahead = state(editor).history.future.length;
        while (state(editor).history.past.length > 0) expect(editor.undo()).toBe(true);
        expect(text(editor)).toBe(first);
        while (state(editor).history.future.length > ahead) expect(editor.redo()).toBe(true);
        expect(text(editor)).toBe(last);
      }),
      { numRuns: 12 },
    );
  }, 120_000);
});
