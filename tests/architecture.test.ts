import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

/**
 * The import table of docs/architecture.md, read from the real imports. `room` may import the rooms listed; one with `type:`
 * before it only as types. Packages are free unless the table restricts them below.
 */
const TABLE: Readonly<Record<string, readonly string[]>> = {
  problem: [],
  metrics: [],
  random: [],
  tensor: ['problem'],
  document: ['problem'],
  ops: ['tensor', 'problem'],
  data: ['tensor', 'problem', 'random'],
  block: ['ops', 'tensor', 'problem'],
  blocks: ['block', 'ops', 'tensor'],
  check: ['document', 'block', 'ops', 'data', 'tensor', 'problem'],
  compile: ['check', 'ops', 'tensor'],
  kernels: ['ops', 'tensor', 'random', 'type:compile'],
  train: ['compile', 'kernels', 'data', 'metrics', 'random', 'tensor', 'type:check'],
  generate: ['train', 'kernels', 'check', 'data', 'metrics', 'random', 'tensor', 'problem'],
  evaluate: ['generate', 'train', 'kernels', 'check', 'data', 'metrics', 'random', 'tensor', 'problem'],
  formats: ['document', 'tensor', 'problem'],
  storage: ['document', 'metrics', 'problem'],
  worker: [
    'document',
    'check',
    'compile',
    'data',
    'kernels',
    'train',
    'generate',
    'evaluate',
    'formats',
    'metrics',
    'problem',
  ],
  ui: [],
  editor: ['document', 'check', 'block', 'ui', 'tensor', 'problem', 'type:metrics'],
  panels: ['metrics', 'ui', 'type:check', 'type:worker', 'type:document', 'type:data', 'type:problem'],
};

/** Composition roots and what they may not touch. */
const ROOTS: Readonly<Record<string, readonly string[]>> = {
  app: ['kernels', 'compile', 'generate', 'ops'],
  cli: ['editor', 'panels', 'app', 'ui', 'storage'],
};

/** Rooms in which tfjs may be imported at all. */
const TFJS = ['kernels', 'train'];
const REACT = ['ui', 'editor', 'panels', 'app'];

const top = fileURLToPath(new URL('..', import.meta.url));

interface Import {
  readonly file: string;
  readonly from: string;
  readonly typeOnly: boolean;
}

const sources = [...walk(join(top, 'src')), ...walk(join(top, 'blocks'))].filter((file) => /\.tsx?$/.test(file));
const imports = sources.flatMap(importsOf);

function walk(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? walk(join(folder, entry.name)) : [join(folder, entry.name)],
  );
}

function importsOf(file: string): Import[] {
  const text = readFileSync(file, 'utf8');
  const pattern = /^(?:import|export)\s+(type\s+)?([^'";]*?from\s+)?'([^']+)'|import\('([^']+)'\)/gm;
  return [...text.matchAll(pattern)].map((match) => ({
    file,
    from: match[3] ?? match[4] ?? '',
    typeOnly: match[1] !== undefined || allTypes(match[2] ?? ''),
  }));
}

/** `import { type A, type B }` is as good as `import type`. */
function allTypes(clause: string): boolean {
  const names = /\{([^}]*)\}/.exec(clause)?.[1];
  if (names === undefined || /^\s*\w/.test(clause)) return false;
  const list = names
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  return list.length > 0 && list.every((name) => name.startsWith('type '));
}

function roomOf(file: string): string {
  const [first = '', second = ''] = relative(top, file).split('/');
  return first === 'src' ? second : first;
}

const target = (entry: Import): string | undefined =>
  entry.from.startsWith('.') ? roomOf(resolve(dirname(entry.file), entry.from)) : undefined;

describe('rooms import only what the table allows', () => {
  for (const [room, allowed] of Object.entries(TABLE)) {
    it(room, () => {
      const wrong = imports
        .filter((entry) => roomOf(entry.file) === room)
        .filter((entry) => !isHost(entry.file))
        .filter((entry) => {
          const to = target(entry);
          if (to === undefined || to === room) return false;
          return !(allowed.includes(to) || (entry.typeOnly && allowed.includes(`type:${to}`)));
        });
      expect(wrong.map(show)).toEqual([]);
    });
  }

  for (const [room, forbidden] of Object.entries(ROOTS)) {
    it(room, () => {
      const wrong = imports
        .filter((entry) => roomOf(entry.file) === room && !entry.typeOnly)
        .filter((entry) => forbidden.includes(target(entry) ?? ''));
      expect(wrong.map(show)).toEqual([]);
    });
  }

  it('every room of src stands in the table', () => {
    const rooms = new Set(sources.map(roomOf));
    const known = new Set([...Object.keys(TABLE), ...Object.keys(ROOTS)]);
    expect([...rooms].filter((room) => !known.has(room))).toEqual([]);
  });
});

describe('packages stay where they belong', () => {
  it('tfjs only in kernels and train', () => {
    const wrong = imports.filter(
      (entry) => entry.from.startsWith('@tensorflow/') && !TFJS.includes(roomOf(entry.file)),
    );
    expect(wrong.filter((entry) => !isHost(entry.file)).map(show)).toEqual([]);
  });

  it('React only in the page', () => {
    const page = /^(react|react-dom|@xyflow|radix-ui|lucide-react|zustand)/;
    const wrong = imports.filter((entry) => page.test(entry.from) && !REACT.includes(roomOf(entry.file)));
    expect(wrong.map(show)).toEqual([]);
  });

  it('a block never imports another block', () => {
    const wrong = imports.filter(
      (entry) => roomOf(entry.file) === 'blocks' && entry.from.startsWith('./') && !entry.file.endsWith('index.ts'),
    );
    expect(wrong.map(show)).toEqual([]);
  });

  it('only composition roots import the list of blocks', () => {
    const wrong = imports
      .filter((entry) => target(entry) === 'blocks' && roomOf(entry.file) !== 'blocks')
      .filter((entry) => !['app', 'cli'].includes(roomOf(entry.file)) && !isHost(entry.file));
    expect(wrong.map(show)).toEqual([]);
  });

  it('within the worker room, protocol has types only and the client knows nothing else', () => {
    const own = (name: string) => imports.filter((entry) => entry.file.endsWith(`src/worker/${name}`));
    expect(
      own('protocol.ts')
        .filter((entry) => !entry.typeOnly)
        .map(show),
    ).toEqual([]);
    expect(
      own('client.ts')
        .filter((entry) => entry.from !== './protocol' || !entry.typeOnly)
        .map(show),
    ).toEqual([]);
  });
});

/** The worker's own composition root. */
const isHost = (file: string): boolean => file.endsWith('src/worker/host.ts');
const show = (entry: Import): string => `${relative(top, entry.file)} imports ${entry.from}`;
