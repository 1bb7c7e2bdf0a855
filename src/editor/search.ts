import { graphOf, type Point } from '../document';
import { cancelWire, type Editor, placeBlock } from './editor';
import type { Found } from './offer';
import { bring } from './offer';
import { middleOf } from './place';
import { replaceNode, successorOf } from './splice';
import { type BlockSearch, select } from './view-store';

/** Opens the search for a block where the pointer is, or in the middle of the canvas; a wire that is being drawn goes along. */
export function openSearch(editor: Editor, pointer?: Point): void {
  if (editor.document.getState().readOnly) return;
  const { pending } = editor.view.getState();
  const { current: canvas } = editor.canvas;
  const at = pointer ?? windowMiddle(editor);
  const wire = pending && { end: pending.end, side: pending.side };
  cancelWire(editor);
  const place = pointer && canvas?.toPlane(pointer);
  editor.view.setState({
    search: { at, ...(place && { place }), ...(wire && { wire }) },
    finding: false,
    refusal: undefined,
  });
}

/** Opens the search for what is to stand in a block's place. */
export function openReplace(editor: Editor, id: string): void {
  editor.view.setState({ search: { at: windowMiddle(editor), replace: id }, refusal: undefined });
}

export const closeSearch = (editor: Editor): void => editor.view.setState({ search: undefined });

function windowMiddle(editor: Editor): Point {
  const { current: canvas } = editor.canvas;
  return canvas ? canvas.toWindow(middleOf(canvas.sight())) : { x: 0, y: 0 };
}

/** Does what the search was opened for; the block that came of it. */
export function choose(editor: Editor, search: BlockSearch, { offer, port }: Found): string | undefined {
  closeSearch(editor);
  if (search.replace !== undefined) return replace(editor, search.replace, offer);
  const wire = search.wire && port !== undefined ? { ...search.wire, port } : undefined;
  return placeBlock(editor, offer, search.place, wire);
}

function replace(editor: Editor, id: string, offer: Found['offer']): string | undefined {
  const { document, scope } = editor.document.getState();
  const node = graphOf(document, scope)?.nodes.find((one) => one.id === id);
  const brought = bring(editor, offer, { x: 0, y: 0 });
  const successor = brought && node && successorOf(brought, node, editor.library);
  const made = successor && replaceNode(brought.base, scope, id, successor);
  if (!made || !node || !editor.edit([...brought.first, ...made.patch])) return undefined;
  select(editor.view, [id]);
  if (made.lost > 0) {
    editor.report([
      {
        code: 'editor/wires-lost',
        severity: 'warning',
        at: { nodes: [id], path: node.name },
        expected: 'a port for every wire',
        received: `${made.lost} ${made.lost === 1 ? 'wire' : 'wires'} without one`,
        fix: `Wire ${successor.title} where it needs it; Undo brings ${node.name} back.`,
      },
    ]);
  }
  return id;
}
