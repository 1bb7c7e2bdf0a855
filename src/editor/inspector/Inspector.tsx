import { Trash2 } from 'lucide-react';
import { setMeta } from '../../document';
import { Button, plural, scrollable, TextField } from '../../ui';
import { cardOf } from '../canvas/cards';
import { useDocument, useEditor, useView } from '../context';
import { deleteSelection } from '../selection';
import { AnnotationInspector, SeveralAnnotations } from './AnnotationInspector';
import { NodeInspector } from './NodeInspector';
import { Several } from './Several';
import { WholeModule } from './WholeModule';

/** What is selected, and what can be set about it. */
export function Inspector() {
  const nodes = useView((view) => view.nodes);
  const edges = useView((view) => view.edges);
  const readOnly = useDocument((state) => state.readOnly);
  const scope = useDocument((state) => state.scope);
  const drawn = useView((view) => view.annotations);
  const [only, ...more] = nodes;
  const [annotation, ...others] = drawn;
  const bare = only === undefined && annotation === undefined;
  return (
    <section
      aria-label="Inspector"
      className="flex h-full min-h-0 flex-col bg-surface text-sm"
      onKeyDown={(event) => {
        // Escape in a field goes back to the block that it sets. What a menu hears comes here too: only what stands in it counts.
        const here = event.target instanceof Node && event.currentTarget.contains(event.target);
        if (event.key === 'Escape' && here && only !== undefined) cardOf(only)?.focus();
      }}
    >
      <h2 className="sr-only">Inspector</h2>
      <div {...scrollable('Inspector')} className="focus-inset min-h-0 flex-1 overflow-auto">
        {/* One attribute makes every field in it read-only. */}
        <fieldset disabled={readOnly} className="min-w-0">
          {only !== undefined && more.length === 0 && <NodeInspector key={only} id={only} />}
          {more.length > 0 && <Several count={nodes.size} />}
          {only === undefined && annotation !== undefined && others.length === 0 && (
            <AnnotationInspector key={annotation} id={annotation} />
          )}
          {only === undefined && others.length > 0 && <SeveralAnnotations count={drawn.size} />}
          {bare && edges.size > 0 && <Wires count={edges.size} />}
          {bare &&
            edges.size === 0 &&
            (scope === undefined ? <WholeDocument /> : <WholeModule key={scope} id={scope} />)}
        </fieldset>
      </div>
    </section>
  );
}

function Wires({ count }: { readonly count: number }) {
  const editor = useEditor();
  const chosen = useView((view) => view.edges);
  const views = useDocument((state) => state.views.wires);
  return (
    <div className="space-y-2 p-3">
      <h3 className="font-semibold">{plural(count, 'wire')} selected</h3>
      <ul className="space-y-1 text-xs">
        {[...chosen].map((id) => (
          <li key={id}>
            {views.get(id)?.name} <span className="font-mono text-muted">{views.get(id)?.label}</span>
            {views.get(id)?.mark && <p className="text-danger-ink">{views.get(id)?.mark?.text}</p>}
          </li>
        ))}
      </ul>
      <Button size="sm" icon={Trash2} onClick={() => deleteSelection(editor)}>
        Delete
      </Button>
    </div>
  );
}

function WholeDocument() {
  const editor = useEditor();
  const meta = useDocument((state) => state.document.meta);
  const set = (change: Partial<typeof meta>) => {
    const { document } = editor.document.getState();
    editor.edit(setMeta(document, { ...document.meta, ...change }));
  };
  return (
    <div className="space-y-3 p-3">
      <TextField
        label="Document name"
        value={meta.name}
        check={(name) => (name.trim() === '' ? 'Enter a name.' : undefined)}
        onCommit={(name) => set({ name })}
      />
      <TextField
        label="Description"
        lines={5}
        value={meta.description}
        onCommit={(description) => set({ description })}
      />
      {meta.lesson && meta.lesson.length > 0 && (
        <section aria-label="Lesson">
          <h3 className="mb-1 text-xs font-semibold">Things to try</h3>
          <ol className="list-decimal space-y-1.5 pl-4 text-sm text-muted marker:text-ink">
            {meta.lesson.map((step) => (
              <li key={step}>{step}</li>
            ))}
          </ol>
        </section>
      )}
      <p className="text-xs text-muted">Select a block to see what it does and to set it.</p>
    </div>
  );
}
