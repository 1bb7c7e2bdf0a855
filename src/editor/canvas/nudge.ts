import type { Point } from '../../document';
import type { Editor } from '../editor';

/** Moves what is selected, for the eye only; letting the key go writes it into the document. */
export function moveDraft(editor: Editor, by: Point): void {
  const { document, readOnly } = editor.document.getState();
  if (readOnly) return;
  const { nodes, draft } = editor.view.getState();
  const saved = new Map(document.layout.positions.map((place) => [place.id, place]));
  const moved = [...nodes].map((id): [string, Point] => {
    const { x, y } = draft.get(id) ?? saved.get(id) ?? { x: 0, y: 0 };
    return [id, { x: x + by.x, y: y + by.y }];
  });
  editor.view.setState({ draft: new Map([...draft, ...moved]) });
}
