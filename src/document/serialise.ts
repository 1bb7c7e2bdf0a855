import type { Document } from './schema';

/**
 * Canonical text of a document: keys in the schema's order, one line for each node, edge, position and other listed
 * thing, so that a change shows in git as the lines it is about. Ends with a newline.
 */
export function serialiseDocument(document: Document): string {
  return `${write(document, 0, [])}\n`;
}

/** Objects along these paths are spread over lines; everything else stands on one. `*` is any item of a list. */
const SPREAD = new Set([
  '',
  'meta',
  'graph',
  'modules.*',
  'training',
  'training.phases.*',
  'layout',
  'data.*',
  'data.*.source',
  'meta.expects',
]);
/** Lists with one item a line. */
const LINES = new Set([
  'graph.nodes',
  'graph.edges',
  'modules',
  'modules.*.nodes',
  'modules.*.edges',
  'modules.*.parameters',
  'data',
  'training.phases',
  'layout.positions',
  'layout.annotations',
  'meta.lesson',
]);

const ORDER: readonly string[] = [
  'wireformer',
  'meta',
  'graph',
  'modules',
  'data',
  'training',
  'layout',
  'type',
  'kind',
  'id',
  'name',
  'description',
  'lesson',
  'expects',
  'block',
  'version',
  'parameters',
  'module',
  'ties',
  'bypass',
  'from',
  'to',
  'node',
  'port',
  'nodes',
  'edges',
  'weight',
  'transpose',
  'repeat',
  'weights',
  'share',
  'recurrent',
  'reverse',
  'default',
  'source',
  'dataset',
  'seed',
  'format',
  'bytes',
  'sha256',
  'vocabularies',
  'lengths',
  'examples',
  'options',
  'metric',
  'atLeast',
  'atMost',
  'early',
  'steps',
  'batch',
  'accumulate',
  'recompute',
  'precision',
  'validation',
  'validateEvery',
  'validateExamples',
  'logEvery',
  'patience',
  'phases',
  'losses',
  'factor',
  'optimizer',
  'learningRate',
  'schedule',
  'clip',
  'turn',
  'probe',
  'positions',
  'annotations',
  'scope',
  'text',
  'x',
  'y',
  'width',
  'height',
  'color',
];
const rank = new Map(ORDER.map((key, i) => [key, i]));
/** Records whose keys a person chose: sorted by name, not by the schema. */
const NAMED = new Set(['parameters', 'options', 'vocabularies', 'lengths', 'probe', 'probe.*']);

function write(value: unknown, indent: number, path: readonly string[]): string {
  const here = path.join('.');
  if (Array.isArray(value)) {
    const items = value.map((item) => write(item, indent + 1, [...path, '*']));
    if (!LINES.has(here) || items.length === 0) return `[${items.join(', ')}]`;
    return `[\n${items.map((item) => pad(indent + 1) + item).join(',\n')}\n${pad(indent)}]`;
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .sort(keyOrder(path))
      .map(([key, item]) => `${JSON.stringify(key)}: ${write(item, indent + 1, [...path, key])}`);
    if (!SPREAD.has(here)) return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
    return `{\n${entries.map((entry) => pad(indent + 1) + entry).join(',\n')}\n${pad(indent)}}`;
  }
  return JSON.stringify(value);
}

const pad = (indent: number): string => '  '.repeat(indent);

function keyOrder(path: readonly string[]): (a: readonly [string, unknown], b: readonly [string, unknown]) => number {
  const last = path.at(-1) ?? '';
  const named = NAMED.has(last) || (last !== '*' && path.at(-2) === 'probe');
  const place = (key: string) => (named ? 0 : (rank.get(key) ?? ORDER.length));
  return ([a], [b]) => place(a) - place(b) || (a < b ? -1 : a > b ? 1 : 0);
}
