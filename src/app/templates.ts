import type { Document } from '../document';
import { parseDocument } from '../document';
import { ProblemError } from '../problem';
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
}

export async function loadTemplate(id: string): Promise<Template | undefined> {
  const load = Object.entries(files).find(([path]) => idOf(path) === id)?.[1];
  if (!load) return undefined;
  const text = await load();
  const parsed = parseDocument(text);
  if ('problems' in parsed) throw new ProblemError(parsed.problems);
  return { id, text, document: parsed.document };
}

/** From the simplest to the largest. */
export const templateIds = (): readonly string[] =>
  Object.keys(files)
    .map(idOf)
    .sort((a, b) => rank(a) - rank(b));

export async function loadTemplates(): Promise<readonly Template[]> {
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
