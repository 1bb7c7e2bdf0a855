import { openTab } from '../layout-store';
import type { AnyTemplate } from '../templates';
import type { Workspace } from '../workspace';

/** Opens a template as a new document and says what is wrong with it; false where it does not open, and the person was told why. */
export async function openTemplate(workspace: Workspace, template: AnyTemplate): Promise<boolean> {
  if ('broken' in template) {
    workspace.report([template.broken]);
    return false;
  }
  await workspace.openNew(template.document);
  const [fault] = template.faults;
  if (!fault) return true;
  workspace.notices.notify({
    title: `${template.document.meta.name} opens, and has to be mended before it trains.`,
    text: fault.fix,
    tone: 'warn',
    action: {
      label: 'Show',
      alt: 'Open the Problems panel, which leads to each of them',
      onSelect: () => openTab('problems'),
    },
  });
  return true;
}
