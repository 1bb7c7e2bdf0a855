import { Group, Trash2 } from 'lucide-react';
import { LIMITS, putAnnotations } from '../../document';
import { Button, plural, Select, TextField } from '../../ui';
import { type AnnotationColor, COLORS, carriedBy, changeAnnotation } from '../annotations';
import { useDocument, useEditor, useView } from '../context';
import { deleteSelection } from '../selection';
import { select } from '../view-store';

const OPTIONS = (['grey', 'blue', 'green', 'orange', 'red', 'violet'] as const).map((value) => ({
  value,
  label: (
    <span className="flex items-center gap-2">
      <span aria-hidden className="size-2.5 rounded-sm" style={{ background: `var(--wf-${COLORS[value]})` }} />
      {`${value[0]?.toUpperCase()}${value.slice(1)}`}
    </span>
  ),
}));

/** What a frame or note says, and its colour. */
export function AnnotationInspector({ id }: { readonly id: string }) {
  const editor = useEditor();
  const annotation = useDocument(({ document }) => document.layout.annotations?.find((one) => one.id === id));
  if (!annotation) return null;
  const frame = annotation.kind === 'frame';
  const within = () => {
    const { document, scope, views } = editor.document.getState();
    const { nodes, annotations } = carriedBy(document, scope, views, new Set([id]));
    select(editor.view, nodes, [], annotations);
  };
  return (
    <div className="space-y-3 p-3">
      <h3 className="font-semibold">{frame ? 'Frame' : 'Note'}</h3>
      <TextField
        label={frame ? 'Title' : 'Text'}
        value={annotation.text}
        {...(!frame && { lines: 8 })}
        check={(text) => (text.length > LIMITS.text ? `At most ${LIMITS.text} characters.` : undefined)}
        onCommit={(text) => changeAnnotation(editor, id, { text })}
      />
      <Select<AnnotationColor>
        label="Colour"
        value={annotation.color}
        options={OPTIONS}
        onChange={(color) => changeAnnotation(editor, id, { color })}
      />
      <div className="flex flex-wrap gap-2">
        {frame && (
          <Button size="sm" icon={Group} onClick={within}>
            Select what is in it
          </Button>
        )}
        <Button size="sm" icon={Trash2} onClick={() => deleteSelection(editor)}>
          Delete
        </Button>
      </div>
      <p className="text-xs text-muted">
        {frame
          ? 'Dragged by its title, a frame takes along what lies in it. Deleting it leaves the blocks. It means nothing to the model.'
          : 'Plain text for whoever reads the graph. It means nothing to the model.'}
      </p>
    </div>
  );
}

/** Several frames and notes, and no block. */
export function SeveralAnnotations({ count }: { readonly count: number }) {
  const editor = useEditor();
  const chosen = useView((view) => view.annotations);
  const recolor = (color: AnnotationColor) => {
    const { document } = editor.document.getState();
    const all = (document.layout.annotations ?? []).filter((one) => chosen.has(one.id));
    editor.edit(
      putAnnotations(
        document,
        all.map((one) => ({ ...one, color })),
      ),
    );
  };
  return (
    <div className="space-y-3 p-3">
      <h3 className="font-semibold">{plural(count, 'frame or note', 'frames and notes')} selected</h3>
      <Select<AnnotationColor>
        label="Colour"
        value={undefined}
        placeholder="As they are"
        options={OPTIONS}
        onChange={recolor}
      />
      <Button size="sm" icon={Trash2} onClick={() => deleteSelection(editor)}>
        Delete
      </Button>
    </div>
  );
}
