import { Target } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Badge, Dialog, plural } from '../../ui';
import { attempt } from '../actions';
import { useWorkspace } from '../context';
import { loadTemplates, promiseOf, type Template } from '../templates';

export interface DialogState {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}

export function TemplatesDialog({ open, onOpenChange }: DialogState) {
  const workspace = useWorkspace();
  const [templates, setTemplates] = useState<readonly Template[]>();
  useEffect(() => {
    if (open && !templates) void attempt(workspace, async () => setTemplates(await loadTemplates()));
  }, [open, templates, workspace]);
  const use = (template: Template) => {
    onOpenChange(false);
    void attempt(workspace, () => workspace.openNew(template.document));
  };
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      size="lg"
      title="Templates"
      description="Each opens as a document of your own. What it trains to is checked, with its seed."
    >
      <ul className="grid grid-cols-[repeat(auto-fill,minmax(15rem,1fr))] gap-3">
        {templates?.map((template) => (
          <li key={template.id}>
            <Card template={template} onUse={() => use(template)} />
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

function Card({ template, onUse }: { readonly template: Template; readonly onUse: () => void }) {
  const { meta, graph, data } = template.document;
  const promise = promiseOf(template.document);
  return (
    <button
      type="button"
      aria-label={meta.name}
      aria-describedby={`template-${template.id}`}
      className="flex h-full w-full flex-col items-start gap-1.5 rounded-lg border border-line bg-surface p-3 text-left hover:border-accent hover:bg-hover"
      onClick={onUse}
    >
      <span className="font-semibold">{meta.name}</span>
      <span id={`template-${template.id}`} className="text-sm text-muted">
        {meta.description}
      </span>
      <span className="mt-auto flex flex-wrap gap-1 pt-1">
        <Badge>{plural(graph.nodes.length, 'block')}</Badge>
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
    </button>
  );
}
