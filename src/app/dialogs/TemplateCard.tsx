import { Target, TriangleAlert } from 'lucide-react';
import { Badge, formatCount, formatDuration, plural } from '../../ui';
import { Thumbnail } from '../documents/Thumbnail';
import type { TemplateFacts } from '../template-facts';
import { type BrokenTemplate, promiseOf, type Template } from '../templates';

export interface TemplateCardProps {
  readonly template: Template;
  /** Measured when it was trained; undefined for a model that is only counted. */
  readonly facts: TemplateFacts | undefined;
  readonly onUse: () => void;
}

/** A template: its picture, what it teaches, how large it is and how long it takes. */
export function TemplateCard({ template, facts, onUse }: TemplateCardProps) {
  const { meta, graph, data } = template.document;
  const promise = promiseOf(template.document);
  const [fault, ...others] = template.faults;
  return (
    <div className="relative flex h-full w-full flex-col items-start gap-1.5 rounded-lg border border-line bg-surface p-3 hover:border-accent hover:bg-hover">
      <Thumbnail document={template.document} className="h-24 w-full" />
      {/* Named by its text alone; all of the card takes the pointer. */}
      <button
        type="button"
        aria-describedby={`template-${template.id}`}
        className="text-left font-semibold after:absolute after:inset-0 after:rounded-lg"
        onClick={onUse}
      >
        {meta.name}
      </button>
      <span id={`template-${template.id}`} className="text-sm text-muted">
        {meta.description}
        {fault && (
          <span className="mt-1 flex items-start gap-1 text-danger-ink">
            <TriangleAlert aria-hidden size={13} className="mt-1 shrink-0" />
            <span className="min-w-0 break-words">
              {`Opens, and trains once mended: ${fault.fix}${others.length > 0 ? ` (${plural(template.faults.length, 'problem')})` : ''}`}
            </span>
          </span>
        )}
      </span>
      <span className="mt-auto flex flex-wrap gap-1 pt-1">
        <Badge>{plural(graph.nodes.length, 'block')}</Badge>
        {facts && <Badge>{`${formatCount(facts.parameters)} parameters`}</Badge>}
        {facts && <Badge title="Measured on two CPU cores">{`about ${formatDuration(facts.seconds)}`}</Badge>}
        {!facts && promise === undefined && <Badge>counted, too large to train here</Badge>}
        {data.map((choice) => (
          <Badge key={choice.id}>{choice.kind}</Badge>
        ))}
      </span>
      {promise !== undefined && (
        <span className="flex items-center gap-1 text-xs text-good-ink">
          <Target aria-hidden size={13} className="shrink-0" />
          {promise}
        </span>
      )}
    </div>
  );
}

/** A template that does not open, with why and what to do. */
export function BrokenCard({ template: { id, broken } }: { readonly template: BrokenTemplate }) {
  return (
    <div className="flex h-full w-full flex-col items-start gap-1.5 rounded-lg border border-line bg-sunken p-3">
      <span className="flex items-center gap-1.5 font-semibold">
        <TriangleAlert aria-hidden size={15} className="shrink-0 text-danger-ink" />
        {id}
      </span>
      <Badge tone="danger">does not open</Badge>
      <p className="max-w-full text-sm break-words text-muted">{`What came: ${broken.received}.`}</p>
      <p className="max-w-full text-sm break-words">{broken.fix}</p>
    </div>
  );
}
