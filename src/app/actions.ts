import { adaptToData } from '../check';
import { type DataChoice, emptyDocument } from '../document';
import { loadFile } from '../storage';
import type { Answer } from '../worker';
import { keepNow } from './documents/version';
import { dataNodeFor } from './files/data-file';
import { download, fileName } from './files/download';
import { kindOfFile } from './files/kind';
import { openTab } from './layout-store';
import { problemsOf } from './notices';
import type { Workspace } from './workspace';

/** What a person can ask the whole page for. Faults become messages; anything else is a fault of ours and is thrown. */

export const running = (state: string): boolean => state === 'training' || state === 'preparing';

export function train(workspace: Workspace, once = false): void {
  const { run, editor, state } = workspace;
  const { id, elsewhere } = state.getState();
  // The tab that has the document trains it; two would write over each other's run.
  if (running(run.view.getState().state) || id === '' || elsewhere) return;
  const { check, document } = editor.document.getState();
  const errors = check.problems.filter((problem) => problem.severity === 'error');
  if (errors.length > 0) {
    openTab('problems');
    const [first] = errors;
    workspace.notices.notify({
      title: errors.length === 1 ? 'One problem stands in the way.' : `${errors.length} problems stand in the way.`,
      ...(first && { text: first.fix }),
      tone: 'danger',
    });
    return;
  }
  // A single step is no new beginning.
  if (!once) void attempt(workspace, () => keepNow(workspace, 'run'));
  run.train(id, document, once);
}

/** Runs something that may fail with problems, and shows those. */
export async function attempt(workspace: Workspace, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    workspace.report(problemsOf(error));
  }
}

/** An empty document beside the one that is open, which is kept. */
export const startDocument = (workspace: Workspace): void =>
  void attempt(workspace, async () => void (await workspace.openNew(emptyDocument('Untitled'))));

/** A file that was dropped or chosen anywhere: a document, weights, or data for the model. */
export async function takeFile(workspace: Workspace, file: File): Promise<void> {
  switch (kindOfFile(file.name)) {
    case 'document':
      await workspace.openText(await file.text());
      return;
    case 'weights':
      return importWeights(workspace, file);
    case 'data': {
      const { document } = workspace.editor.document.getState();
      const target = dataNodeFor(document, workspace.editor.view.getState().nodes);
      if (target) return takeData(workspace, target.choice.id, file);
      workspace.notices.notify({
        title: 'Put a data block on the canvas first.',
        text: `${file.name} is data for a model; a data block says where in the model they go.`,
        tone: 'warn',
      });
    }
  }
}

/** Makes a file the data of a choice, with the settings that must follow, as one entry of the history. */
export async function takeData(
  workspace: Workspace,
  id: string,
  file: File,
  wanted?: DataChoice['source']['options'],
): Promise<void> {
  const { editor, run, notices } = workspace;
  const before = editor.document.getState().document.data.find((choice) => choice.id === id);
  if (!before) return;
  openTab('data');
  const options = wanted ?? (before.source.type === 'file' ? before.source.options : {});
  const answer = await run.ask({ kind: 'inspect-file', file, as: before.kind, options });
  if (answer.kind !== 'inspect-file') return refused(workspace, answer);
  const { source, warnings, kind } = answer.inspection;
  const choice: DataChoice = { id, kind, source };
  const { patch, changes } = adaptToData(editor.document.getState().document, choice, editor.checker.check);
  if (!editor.edit(patch)) return;
  run.settle('data/missing-file');
  const followed = changes.length === 0 ? 'No setting had to follow.' : `Set to follow: ${changes.join('; ')}.`;
  notices.notify({ title: `The model now reads ${file.name}`, text: followed, tone: 'good' });
  workspace.report(warnings);
}

/** Another seed, option or data set. Other options of a file give other examples, so the file is read again. */
export async function changeData(workspace: Workspace, choice: DataChoice): Promise<void> {
  const { source } = choice;
  if (source.type === 'file') {
    const blob = await loadFile(source.sha256);
    if (blob) return takeData(workspace, choice.id, new File([blob], source.name), source.options);
    workspace.notices.notify({ title: `Choose ${source.name} again first.`, tone: 'warn' });
    return;
  }
  const { editor } = workspace;
  editor.edit(adaptToData(editor.document.getState().document, choice, editor.checker.check).patch);
}

/** Gives the file that the document names; another one is refused, and can be taken instead. */
export async function attachFile(workspace: Workspace, choice: DataChoice, file: File): Promise<boolean> {
  const answer = await workspace.run.ask({ kind: 'attach-file', file, choice });
  if (answer.kind === 'attach-file') {
    workspace.run.settle('data/missing-file');
    return true;
  }
  const [problem] = answer.kind === 'problems' ? answer.problems : [];
  workspace.notices.notify({
    title: `${file.name} is not the file of this document`,
    ...(problem && { text: `Expected ${problem.expected}, received ${problem.received}.` }),
    tone: 'warn',
    sticky: true,
    action: {
      label: 'Use it instead',
      alt: 'Choose a generated data set first, then choose the file again',
      onSelect: () => void attempt(workspace, () => takeData(workspace, choice.id, file)),
    },
  });
  return false;
}

export async function importWeights(workspace: Workspace, file: File): Promise<void> {
  const { run, state, notices } = workspace;
  const { id: documentId, elsewhere } = state.getState();
  // Its run is the other tab's too.
  if (elsewhere)
    return notices.notify({ title: 'Another tab has this document: press Edit here first.', tone: 'warn' });
  const bytes = await file.arrayBuffer();
  const answer = await run.ask({ kind: 'import-weights', bytes, documentId, document: workspace.text() });
  if (answer.kind !== 'import-weights') return refused(workspace, answer);
  notices.notify({ title: `Read ${answer.weights} weights from ${file.name}`, tone: 'good' });
}

export async function exportWeights(workspace: Workspace, which: 'last' | 'best'): Promise<void> {
  const answer = await workspace.run.ask({ kind: 'export-weights', which });
  if (answer.kind !== 'export-weights') return refused(workspace, answer);
  const { name } = workspace.editor.document.getState().document.meta;
  download(fileName(`${name}-${which}`, 'safetensors'), answer.bytes, 'application/octet-stream');
}

export function exportJson(workspace: Workspace): void {
  const { name } = workspace.editor.document.getState().document.meta;
  download(fileName(name, 'json'), workspace.text(), 'application/json');
}

function refused(workspace: Workspace, answer: Answer): void {
  if (answer.kind === 'problems') workspace.report(answer.problems);
}
