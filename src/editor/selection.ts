import { annotationsOf, graphOf, removeAnnotations } from '../document';
import { selectionWithin } from './annotations';
import type { Editor } from './editor';
import { duplicate, removeSelection } from './gestures';
import { insertInWire, removeAndJoin } from './splice';
import { select } from './view-store';
import { wiringOf } from './wiring';

/** Everything of the graph that is shown. */
export function selectAll(editor: Editor): void {
  const { document, scope, views } = editor.document.getState();
  const drawn = annotationsOf(document, scope).map(({ id }) => id);
  select(editor.view, views.nodes.keys(), views.wires.keys(), drawn);
}

export function deleteSelection(editor: Editor): void {
  const { document, scope } = editor.document.getState();
  const { nodes, edges, annotations } = editor.view.getState();
  editor.edit([...removeSelection(document, scope, nodes, edges), ...removeAnnotations(document, annotations)]);
}

export function duplicateSelection(editor: Editor): void {
  const { document, scope } = editor.document.getState();
  const { nodes, annotations } = selectionWithin(editor);
  const made = duplicate(document, scope, nodes, annotations);
  if (editor.edit(made.patch)) select(editor.view, made.ids, [], made.drawn);
}

/** Removes what is selected and joins what stood before with what stood after. */
export function deleteAndJoin(editor: Editor): void {
  const { document, scope, check } = editor.document.getState();
  const wiring = wiringOf(document, scope, check, editor.library);
  editor.edit(removeAndJoin(document, scope, wiring, editor.view.getState().nodes));
}

/** Puts the block that is selected into the wire that is selected. */
export function insertIntoSelectedWire(editor: Editor): void {
  const { document, scope, check } = editor.document.getState();
  const { nodes, edges } = editor.view.getState();
  const [[node], [wire]] = [[...nodes], [...edges]];
  const edge = graphOf(document, scope)?.edges.find(({ id }) => id === wire);
  if (!edge || node === undefined) return;
  editor.edit(insertInWire(document, scope, wiringOf(document, scope, check, editor.library), edge, node));
}
