import './trusted-types';
import '../ui/tokens.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { emptyDocument } from '../document';
import { onForbidden, openDocumentStore } from '../storage';
import { App } from './App';
import { attempt } from './actions';
import { backendChoice, backendNamed } from './backend';
import { hasLink, openLink } from './documents/share';
import { purgeOld } from './documents/shelf';
import { openTemplate } from './documents/templates';
import { problemsOf } from './notices';
import { loadTemplate } from './templates';
import { offerTour } from './tour/tour-store';
import { hasLast, Workspace } from './workspace';

const query = new URLSearchParams(location.search);
const forced = backendNamed(query.get('backend'));
/** What a person meets who has nothing here yet. */
const FIRST = 'gpt';

/** Opens what the address asks for, what was open last, or the first template, unless the person was quicker. */
async function begin(workspace: Workspace): Promise<void> {
  try {
    workspace.keepIn(await openDocumentStore());
    await purgeOld(workspace);
    await workspace.personal.load();
    await workspace.refresh();
  } catch (error) {
    workspace.report(problemsOf(error));
  }
  if (hasLink() && (await openLink(workspace))) return;
  const wanted = query.get('template');
  if (wanted !== null) {
    // A reload is to bring back the document that was made of the template, not another one.
    query.delete('template');
    history.replaceState(null, '', `${location.pathname}${query.size > 0 ? `?${query}` : ''}${location.hash}`);
    const template = await loadTemplate(wanted);
    if (workspace.asked) return;
    if (template && (await openTemplate(workspace, template))) return;
    if (!template) workspace.notices.notify({ title: `There is no template called ${wanted}.`, tone: 'warn' });
  }
  if (workspace.asked) return;
  const last = workspace.lastId();
  try {
    if (last !== undefined && (await workspace.openStored(last))) return;
  } catch (error) {
    // Kept by a newer version, or damaged: it stays where it is, and the page opens something that works.
    workspace.report(problemsOf(error));
  }
  const first = await loadTemplate(FIRST);
  if (workspace.asked) return;
  if (!first || !(await openTemplate(workspace, first))) await workspace.openNew(emptyDocument('Untitled'));
}

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');

// Who follows a link came for what it opens.
offerTour(!hasLast() && !query.has('template') && !hasLink());

const workspace = new Workspace();
workspace.run.send({ type: 'configure', backend: forced ?? backendChoice.getState() });

onForbidden(() =>
  workspace.notices.notify({
    title: 'This browser lets the page keep nothing.',
    text: 'Theme, keys and the arrangement of panels are as at first when the page is opened again.',
    tone: 'warn',
  }),
);

// What waits to be saved is written before the page can go.
const flush = () => void workspace.flush();
window.addEventListener('pagehide', flush);
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'hidden') flush();
});
// Another tab may have published a module meanwhile.
window.addEventListener('focus', () => void attempt(workspace, () => workspace.personal.refresh()));

createRoot(root).render(
  <StrictMode>
    <App workspace={workspace} forced={forced} />
  </StrictMode>,
);

// A link pasted into the address of a page that is open already.
window.addEventListener('hashchange', () => void attempt(workspace, async () => void (await openLink(workspace))));

begin(workspace).catch((error: unknown) => workspace.report(problemsOf(error)));
