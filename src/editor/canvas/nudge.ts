import type { Point } from '../../document';
import { LEAST, selectionWithin } from '../annotations';
import type { Editor } from '../editor';

/** Moves what is selected, and what lies in frames that are, for the eye only; letting the key go writes it into the document. */
export function moveDraft(editor: Editor, by: Point): void {
  const { document, readOnly } = editor.document.getState();
  if (readOnly) return;
  const { draft } = editor.view.getState();
  const { nodes, annotations } = selectionWithin(editor);
  const saved = new Map(
    [...document.layout.positions, ...(document.layout.annotations ?? [])].map((place) => [place.id, place]),
  );
  const moved = [...nodes, ...annotations].map((id): [string, Point] => {
    const { x, y } = draft.get(id) ?? saved.get(id) ?? { x: 0, y: 0 };
    return [id, { x: x + by.x, y: y + by.y }];
  });
  editor.view.setState({ draft: new Map([...draft, ...moved]) });
}

/** Makes the frames and notes that are selected larger or smaller, in the same way. */
export function resizeDraft(editor: Editor, by: Point): void {
  const { document, readOnly } = editor.document.getState();
  if (readOnly) return;
  const { draft, annotations } = editor.view.getState();
  const resized = (document.layout.annotations ?? [])
    .filter(({ id }) => annotations.has(id))
    .map(({ id, ...saved }) => {
      const { x, y, width, height } = { ...saved, ...draft.get(id) };
      return [
        id,
        { x, y, width: Math.max(LEAST.width, width + by.x), height: Math.max(LEAST.height, height + by.y) },
      ] as const;
    });
  editor.view.setState({ draft: new Map([...draft, ...resized]) });
}
