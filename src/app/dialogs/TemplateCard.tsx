import { Target } from 'lucide-react';
import { Badge, formatCount, formatDuration, plural } from '../../ui';
import { Thumbnail } from '../documents/Thumbnail';
import type { TemplateFacts } from '../template-facts';
import { promiseOf, type Template } from '../templates';

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
