import { graphOf } from '../../document';
import type { Editor } from '../editor';

/** The block that help is wanted on: what has the focus, in the palette or on the canvas, or else what is selected. */
export function helpTarget(editor: Editor, focus: Element | null): string | undefined {
  const named = focus?.closest<HTMLElement>('[data-help]')?.dataset.help;
  if (named !== undefined) return named;
  const [only, ...more] = editor.view.getState().nodes;
  const id = focus?.closest<HTMLElement>('.react-flow__node')?.dataset.id ?? (more.length === 0 ? only : undefined);
  const { document, scope } = editor.document.getState();
  const node = graphOf(document, scope)?.nodes.find((one) => one.id === id);
  return node && editor.library.byId.has(node.block) ? node.block : undefined;
}

export const openHelp = (editor: Editor, block: string): void =>
  editor.view.setState({ help: { block, from: document.activeElement } });

/** Closes it and gives the focus back, once the dialog has let go of it. */
export function closeHelp(editor: Editor): void {
  const from = editor.view.getState().help?.from;
  editor.view.setState({ help: undefined });
  if (from instanceof HTMLElement) setTimeout(() => from.focus());
}
