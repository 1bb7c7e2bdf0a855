import { ChevronRight } from 'lucide-react';
import { Fragment } from 'react';
import { graphOf } from '../../document';
import { useDocument, useEditor } from '../context';

/** Where in the modules the canvas is, and the way out. */
export function Breadcrumb() {
  const editor = useEditor();
  const trail = useDocument((state) => state.trail);
  const names = useDocument(({ document, trail: ids }) => {
    let scope: string | undefined;
    return ids
      .map((id) => {
        const node = graphOf(document, scope)?.nodes.find((one) => one.id === id);
        scope = node?.module?.id;
        return node?.name ?? id;
      })
      .join('/');
  });
  if (trail.length === 0) return null;
  const steps = ['Whole graph', ...names.split('/')];
  return (
    <nav
      aria-label="Module"
      className="absolute top-2 left-2 z-10 flex items-center gap-1 rounded-md border border-line bg-surface px-2 py-1 text-xs"
    >
      {steps.map((name, depth) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a step is its depth.
        <Fragment key={depth}>
          {depth > 0 && <ChevronRight aria-hidden size={12} className="text-muted" />}
          {depth === steps.length - 1 ? (
            <span aria-current="location" className="font-medium">
              {name}
            </span>
          ) : (
            <button
              type="button"
              className="text-accent-ink hover:underline"
              onClick={() => editor.enter(trail.slice(0, depth))}
            >
              {name}
            </button>
          )}
        </Fragment>
      ))}
    </nav>
  );
}
