import { SearchX } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Dialog, EmptyState, SearchField } from '../../ui';
import { attempt } from '../actions';
import { useWorkspace } from '../context';
import { openTemplate } from '../documents/templates';
import { loadFacts, rowsOf, type TemplateFacts } from '../template-facts';
import { type AnyTemplate, loadTemplates } from '../templates';
import { BrokenCard, TemplateCard } from './TemplateCard';

export interface DialogState {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}

export function TemplatesDialog({ open, onOpenChange }: DialogState) {
  const workspace = useWorkspace();
  const [templates, setTemplates] = useState<readonly AnyTemplate[]>();
  const [facts, setFacts] = useState<ReadonlyMap<string, TemplateFacts>>(new Map());
  useEffect(() => {
    if (!open || templates) return;
    void attempt(workspace, async () => {
      setTemplates(await loadTemplates());
      setFacts(await loadFacts());
    });
  }, [open, templates, workspace]);
  const use = (template: AnyTemplate) => {
    onOpenChange(false);
    void attempt(workspace, async () => void (await openTemplate(workspace, template)));
  };
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      size="lg"
      title="Templates"
      description="Each opens as a document of your own, beside what you have. What it trains to is checked, with its seed; times were measured on two CPU cores."
    >
      <Gallery templates={templates} facts={facts} onUse={use} />
    </Dialog>
  );
}

interface GalleryProps {
  /** Undefined while they are read: the search has the focus already. */
  readonly templates: readonly AnyTemplate[] | undefined;
  readonly facts: ReadonlyMap<string, TemplateFacts>;
  readonly onUse: (template: AnyTemplate) => void;
}

function Gallery({ templates, facts, onUse }: GalleryProps) {
  const [query, setQuery] = useState('');
  const rows = rowsOf(templates ?? [], query);
  return (
    <div className="space-y-4">
      <SearchField
        label="Find a template"
        placeholder="Find a template: attention, images, recurrent …"
        value={query}
        onChange={setQuery}
      />
      {templates && rows.length === 0 && <EmptyState icon={SearchX} title="No template answers that" />}
      {rows.map((row) => (
        <section key={row.title} aria-label={row.title}>
          <h3 className="mb-1.5 text-xs font-semibold text-muted">{row.title}</h3>
          <ul className="grid grid-cols-[repeat(auto-fill,minmax(15rem,1fr))] gap-3">
            {row.templates.map((template) => (
              <li key={template.id}>
                {'broken' in template ? (
                  <BrokenCard template={template} />
                ) : (
                  <TemplateCard template={template} facts={facts.get(template.id)} onUse={() => onUse(template)} />
                )}
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}
