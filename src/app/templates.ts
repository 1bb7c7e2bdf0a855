import { blocks } from '../../blocks';
import { createChecker } from '../check';
import { type Document, parseDocument } from '../document';
import { type Problem, problem, showPlace } from '../problem';
import { formatExact, formatPercent } from '../ui';
import ORDER from './template-order.json';

const files = import.meta.glob<string>('../../templates/*.json', { query: '?raw', import: 'default' });

const idOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1, -'.json'.length);

/** From the simplest to the largest; ones that are not named in the list come last. */
const rank = (id: string) => (ORDER.includes(id) ? ORDER.indexOf(id) : ORDER.length);

export interface Template {
  readonly id: string;
  readonly text: string;
  readonly document: Document;
  /** Errors of the document: it opens, and says what has to be mended before it trains. */
  readonly faults: readonly Problem[];
}

/** A template that does not open, and why. */
export interface BrokenTemplate {
  readonly id: string;
  readonly broken: Problem;
}

export type AnyTemplate = Template | BrokenTemplate;

/** Reads the text of a template; never throws, whatever the text. */
export function readTemplate(id: string, text: string): AnyTemplate {
  const parsed = parseDocument(text);
  if ('problems' in parsed) {
    const [first] = parsed.problems;
    const { at, expected, received } = first ?? { at: {}, expected: 'a document', received: 'another text' };
    return broken(id, `a fault at ${showPlace(at)} (expected ${expected}, received ${received})`);
  }
  const { problems } = createChecker(blocks).check(parsed.document);
  const faults = problems.filter(({ severity }) => severity === 'error');
  return { id, text, document: parsed.document, faults };
}

const broken = (id: string, received: string): BrokenTemplate => ({
  id,
  broken: problem({
    code: 'template/unreadable',
    at: { field: `template ${id}` },
    expected: 'a template that this version of the page reads',
    received,
    fix: 'Choose another template, or reload the page: the browser may hold an old or damaged copy of it.',
  }),
});

/** Undefined where there is no template of this name. */
export async function loadTemplate(id: string): Promise<AnyTemplate | undefined> {
  const load = Object.entries(files).find(([path]) => idOf(path) === id)?.[1];
  if (!load) return undefined;
  try {
    return readTemplate(id, await load());
  } catch (error) {
    // It is a file of its own: without a connection, or cut off on its way, it is not there.
    return broken(id, error instanceof Error ? error.message : String(error));
  }
}

/** From the simplest to the largest. */
export const templateIds = (): readonly string[] =>
  Object.keys(files)
    .map(idOf)
    .sort((a, b) => rank(a) - rank(b));

export async function loadTemplates(): Promise<readonly AnyTemplate[]> {
  const loaded = await Promise.all(templateIds().map(loadTemplate));
  return loaded.filter((template) => template !== undefined);
}

const FIGURES: Readonly<Record<string, string>> = {
  loss: 'validation loss',
  accuracy: 'validation accuracy',
  exact: 'exact match',
};

/** What a template promises, in words. */
export function promiseOf({ meta, training }: Document): string | undefined {
  const { expects } = meta;
  if (!expects) return undefined;
  const { metric, atLeast, atMost } = expects;
  const end = metric.lastIndexOf('/');
  const kind = metric.slice(end + 1);
  const show = (value: number) => (kind === 'loss' ? String(value) : formatPercent(value));
  const name = `${FIGURES[kind] ?? kind}${end < 0 ? '' : ` of ${metric.slice(0, end)}`}`;
  const steps = `in ${formatExact(training.steps)} steps`;
  if (atMost !== undefined) return `${name} of ${show(atMost)} or less ${steps}`;
  if (atLeast === undefined) return undefined;
  return `${name} of ${show(atLeast)}${kind !== 'loss' && atLeast >= 1 ? '' : ' or more'} ${steps}`;
}
