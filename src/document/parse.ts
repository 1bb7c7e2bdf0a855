import * as v from 'valibot';
import { type Problem, problem } from '../problem';
import { migrate } from './migrate';
import { Document, LIMITS, VERSION } from './schema';

/** A document, or everything that is wrong with the text. Never throws, whatever the text. */
export type Parsed = { readonly document: Document } | { readonly problems: readonly Problem[] };

/** Reads a saved document of any version up to this one. */
export function parseDocument(text: string): Parsed {
  const json = parseJson(text);
  return 'problems' in json ? json : parseValue(json.value);
}

/** Checks a JSON value that is already parsed and at most `LIMITS.depth` deep. */
function parseValue(value: unknown): Parsed {
  if (!isRecord(value) || !('wireformer' in value)) {
    return wrong('document/not-a-document', 'an object with the field "wireformer"', describe(value), {
      fix: 'Choose a file that Wireformer exported.',
    });
  }
  const version = value.wireformer;
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 1) {
    return wrong('document/invalid', 'a version number', describe(version), { field: 'wireformer' });
  }
  if (version > VERSION) {
    return wrong('document/future-version', `version ${VERSION} or older`, `version ${version}`, {
      field: 'wireformer',
      fix: 'Update Wireformer, then open the file again.',
    });
  }
  const result = v.safeParse(Document, migrate(value, version), { abortPipeEarly: true });
  if (!result.success) return { problems: result.issues.slice(0, 100).map(issueProblem) };
  const problems = duplicates(result.output);
  return problems.length > 0 ? { problems } : { document: result.output };
}

/** JSON.parse behind a cap on size and nesting: recursive validation would overflow the stack on hostile nesting. */
export function parseJson(text: string): { readonly value: unknown } | { readonly problems: readonly Problem[] } {
  if (text.length > LIMITS.characters) {
    return wrong('document/too-large', `at most ${LIMITS.characters} characters`, `${text.length}`);
  }
  const depth = nesting(text);
  if (depth > LIMITS.depth) {
    return wrong('document/too-deep', `at most ${LIMITS.depth} levels of nesting`, `${depth} or more`);
  }
  try {
    const value: unknown = JSON.parse(text);
    return { value };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return wrong('document/not-json', 'JSON', error.message.slice(0, 200), {
      fix: 'The file may be cut off or of another kind. Choose one that Wireformer exported.',
    });
  }
}

/** Deepest nesting of brackets outside strings; stops counting just past the limit. */
function nesting(text: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (inString) {
      if (c === 92) i++;
      else if (c === 34) inString = false;
    } else if (c === 34) inString = true;
    else if (c === 91 || c === 123) {
      depth++;
      if (depth > deepest) deepest = depth;
      if (deepest > LIMITS.depth) return deepest;
    } else if (c === 93 || c === 125) depth--;
  }
  return deepest;
}

/** Ids must be unique over the whole document, names within a graph. */
function duplicates(document: Document): Problem[] {
  const problems: Problem[] = [];
  const see = (
    seen: Set<string>,
    key: string,
    code: 'document/duplicate-id' | 'document/duplicate-name',
    at: string,
  ) => {
    if (!seen.has(key)) seen.add(key);
    else {
      problems.push(
        problem({
          code,
          at: { field: at },
          expected: `one '${key}'`,
          received: 'two',
          fix: `Rename one of the two in the file.`,
        }),
      );
    }
  };
  const graphs = [
    { at: 'graph', graph: document.graph },
    ...document.modules.map((module, i) => ({ at: `modules.${i}`, graph: module })),
  ];
  const nodes = new Set<string>();
  const edges = new Set<string>();
  for (const { at, graph } of graphs) {
    const names = new Set<string>();
    for (const [i, node] of graph.nodes.entries()) {
      see(nodes, node.id, 'document/duplicate-id', `${at}.nodes.${i}.id`);
      see(names, node.name, 'document/duplicate-name', `${at}.nodes.${i}.name`);
    }
    for (const [i, edge] of graph.edges.entries()) see(edges, edge.id, 'document/duplicate-id', `${at}.edges.${i}.id`);
  }
  for (const [i, { id }] of (document.layout.annotations ?? []).entries())
    see(nodes, id, 'document/duplicate-id', `layout.annotations.${i}.id`);
  for (const [field, list] of [
    ['modules', document.modules],
    ['data', document.data],
    ['layout.positions', document.layout.positions],
  ] as const) {
    const ids = new Set<string>();
    for (const [i, item] of list.entries()) see(ids, item.id, 'document/duplicate-id', `${field}.${i}.id`);
  }
  for (const [m, module] of document.modules.entries()) {
    const ids = new Set<string>();
    for (const [i, parameter] of module.parameters.entries()) {
      see(ids, parameter.id, 'document/duplicate-id', `modules.${m}.parameters.${i}.id`);
    }
  }
  return problems;
}

function issueProblem(issue: v.BaseIssue<unknown>): Problem {
  return problem({
    code: 'document/invalid',
    at: { field: v.getDotPath(issue) ?? 'document' },
    expected: expectedBy(issue),
    received: issue.received.slice(0, 200),
    fix: 'Correct the field in the file, or open an unchanged copy.',
  });
}

/** What a field should be, in words: the schema's own where it gives some, never a pattern or `never`. */
function expectedBy(issue: v.BaseIssue<unknown>): string {
  if (issue.type === 'strict_object' && issue.expected === 'never') return 'no field of this name';
  if (issue.type === 'finite') return 'a finite number';
  return issue.message.startsWith('Invalid ') ? (issue.expected ?? issue.message) : issue.message;
}

function wrong(
  code: Problem['code'],
  expected: string,
  received: string,
  more: { readonly field?: string; readonly fix?: string } = {},
): { readonly problems: readonly Problem[] } {
  const at = more.field === undefined ? {} : { field: more.field };
  return { problems: [problem({ code, at, expected, received, fix: more.fix ?? 'Choose another file.' })] };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function describe(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object without it';
  return String(value).slice(0, 80);
}
