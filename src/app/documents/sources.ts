import { parseDocument } from '../../document';
import { ProblemError } from '../../problem';
import { listVersions } from '../../storage';
import { loadTemplate, templateIds } from '../templates';
import type { Workspace } from '../workspace';

/** Something that can be compared: what is open, a version of it, another document, or a template. */
export interface Source {
  readonly id: string;
  readonly label: string;
  readonly text: () => Promise<string | undefined>;
}

const WHEN = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

/** Everything that can be compared, nearest first. */
export async function listSources(workspace: Workspace): Promise<readonly Source[]> {
  const { id, documents } = workspace.state.getState();
  const { store } = workspace;
  const versions = store && id !== '' ? await listVersions(id) : [];
  return [
    { id: 'open', label: 'The open document, as it is now', text: async () => workspace.text() },
    ...versions.map((version) => ({
      id: `version:${version.id}`,
      label: `Version: ${version.name === '' ? WHEN.format(version.at) : version.name}`,
      text: async () => version.text,
    })),
    ...documents
      .filter((entry) => entry.id !== id)
      .map((entry) => ({
        id: `document:${entry.id}`,
        label: `Document: ${entry.name}`,
        text: async () => (await store?.load(entry.id))?.text,
      })),
    ...templateIds().map((template) => ({
      id: `template:${template}`,
      label: `Template: ${template}`,
      text: async () => (await loadTemplate(template))?.text,
    })),
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
