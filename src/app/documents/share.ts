import type { Document } from '../../document';
import { LINK_KEY, linkIn, packLink, readLink } from '../../formats';
import type { Workspace } from '../workspace';

/** A link that holds the whole open document. */
export const linkOf = (text: string): string => {
  const { origin, pathname } = window.location;
  return `${origin}${pathname}#${LINK_KEY}=${packLink(text)}`;
};

/** Files that a document reads: they stay with the person, and are in no link. */
export const filesOf = ({ data }: Document): readonly string[] =>
  data.flatMap(({ source }) => (source.type === 'file' ? [source.name] : []));

/** Whether the address holds a document. */
export const hasLink = (): boolean => linkIn(window.location.hash) !== undefined;

/**
 * Opens the document in the address as a new one; false where it cannot be, and the person was told why. The address is
 * plain again afterwards, so that a reload brings back what was opened, with what was changed since.
 */
export async function openLink(workspace: Workspace): Promise<boolean> {
  const packed = linkIn(window.location.hash);
  if (packed === undefined) return false;
  const { pathname, search } = window.location;
  history.replaceState(null, '', `${pathname}${search}`);
  const read = readLink(packed);
  if ('problems' in read) {
    workspace.report(read.problems);
    return false;
  }
  await workspace.openNew(read.document);
  const files = filesOf(read.document);
  workspace.notices.notify({
    title: `${read.document.meta.name} was opened from a link, as a document of your own.`,
    ...(files.length > 0 && { text: `Its data are not in the link: choose ${files.join(', ')} in the Data panel.` }),
    tone: 'good',
  });
  return true;
}
