import { type Document, diff, parseDocument } from '../../document';
import type { RunRecord } from '../../metrics';
import { ProblemError } from '../../problem';
import { listRuns, listVersions } from '../../storage';
import { loadTemplates } from '../templates';
import type { Workspace } from '../workspace';

/** Something that can be compared: what is open, a version of it, another document, or a template. */
export interface Source {
  readonly id: string;
  readonly label: string;
  readonly text: () => Promise<string | undefined>;
  /** Document its runs are kept under; templates have none. */
  readonly owner?: string;
}

const WHEN = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

/** Everything that can be compared, nearest first. */
export async function listSources(workspace: Workspace): Promise<readonly Source[]> {
  const { id, documents } = workspace.state.getState();
  const { store } = workspace;
  const [versions, templates] = await Promise.all([store && id !== '' ? listVersions(id) : [], loadTemplates()]);
  return [
    { id: 'open', label: 'The open document, as it is now', text: async () => workspace.text(), owner: id },
    ...versions.map((version) => ({
      id: `version:${version.id}`,
      label: `Version: ${version.name === '' ? WHEN.format(version.at) : version.name}`,
      text: async () => version.text,
      owner: id,
    })),
    ...documents
      .filter((entry) => entry.id !== id)
      .map((entry) => ({
        id: `document:${entry.id}`,
        label: `Document: ${entry.name}`,
        text: async () => (await store?.load(entry.id))?.text,
        owner: entry.id,
      })),
    ...templates.flatMap((template) =>
      'broken' in template
        ? []
        : {
            id: `template:${template.id}`,
            label: `Template: ${template.document.meta.name}`,
            text: async () => template.text,
          },
    ),
  ];
}

/** The document of a source; undefined where it is gone. */
export async function documentOf(source: Source) {
  const text = await source.text();
  if (text === undefined) return undefined;
  const parsed = parseDocument(text);
  if ('problems' in parsed) throw new ProblemError(parsed.problems);
  return parsed.document;
}

/** The runs that trained this very document, whatever it was called and however it was laid out, the latest first. */
export async function runsOf({ owner }: Source, document: Document): Promise<readonly RunRecord[]> {
  if (owner === undefined || owner === '') return [];
  const runs = [...(await listRuns(owner))].sort((a, b) => b.started - a.started);
  return runs.filter(({ snapshot, step }) => {
    const parsed = parseDocument(snapshot);
    return step > 0 && 'document' in parsed && diff(parsed.document, document).every(({ what }) => what === 'text');
  });
}
