import type { Document } from '../document';
import ROWS from './template-rows.json';
import type { AnyTemplate } from './templates';

/** What a template took when it was trained: on another machine than the person's, so for orientation. */
export interface TemplateFacts {
  readonly parameters: number;
  readonly seconds: number;
}

/** Measured by scripts/templates.mjs; those that are only counted have none. */
export async function loadFacts(): Promise<ReadonlyMap<string, TemplateFacts>> {
  const { default: measured } = await import('../../docs/templates.json');
  return new Map(
    Object.entries(measured).map(([id, { params, seconds }]) => [id, { parameters: params, seconds: seconds }]),
  );
}

export interface TemplateRow {
  readonly title: string;
  readonly templates: readonly AnyTemplate[];
}

/** Templates by the row of the curriculum they belong to, those that answer a search only. */
export function rowsOf(templates: readonly AnyTemplate[], query: string): readonly TemplateRow[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const answers = (title: string, template: AnyTemplate) => {
    const text = `${title} ${template.id} ${'broken' in template ? '' : contentOf(template.document)}`.toLowerCase();
    return words.every((word) => text.includes(word));
  };
  const known = new Set(ROWS.flatMap((row) => row.templates));
  const rest = { title: 'More', templates: templates.map(({ id }) => id).filter((id) => !known.has(id)) };
  return [...ROWS, rest]
    .map((row) => ({
      title: row.title,
      templates: templates.filter((one) => row.templates.includes(one.id) && answers(row.title, one)),
    }))
    .filter((row) => row.templates.length > 0);
}

const contentOf = ({ meta, data, graph }: Document): string =>
  [meta.name, meta.description, ...data.map(({ kind }) => kind), ...graph.nodes.map(({ block }) => block)].join(' ');
