import type { Editor } from './editor';
import { duplicate, removeSelection } from './gestures';
import { select } from './view-store';

export function deleteSelection(editor: Editor): void {
  const { document, scope } = editor.document.getState();
  const { nodes, edges } = editor.view.getState();
  editor.edit(removeSelection(document, scope, nodes, edges));
}

export function duplicateSelection(editor: Editor): void {
  const { document, scope } = editor.document.getState();
  const made = duplicate(document, scope, editor.view.getState().nodes);
  if (editor.edit(made.patch)) select(editor.view, made.ids);
}
