import ROWS from './template-rows.json';
import type { Template } from './templates';

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
  readonly templates: readonly Template[];
}

/** Templates by the row of the curriculum they belong to, those that answer a search only. */
export function rowsOf(templates: readonly Template[], query: string): readonly TemplateRow[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const answers = (title: string, { id, document: { meta, data, graph } }: Template) => {
    const kinds = [...data.map(({ kind }) => kind), ...graph.nodes.map(({ block }) => block)].join(' ');
    const text = `${title} ${id} ${meta.name} ${meta.description} ${kinds}`.toLowerCase();
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
