import { expect, it } from 'vitest';
import type { CheckedGraph } from '../../src/check';
import { breaches, compileEvaluation, compileProbe, compileTraining } from '../../src/compile';
import { apply, type Document, type Graph, type Module, parseDocument, serialiseDocument } from '../../src/document';
import type { Problem } from '../../src/problem';
import { stream } from '../../src/random';
import { checker } from '../support/graph';
import { mutated, seeds } from './mutate';

const COUNT = 20_000;
/** Edits applied and Programs compiled for every so many: they cost more than the check itself. */
const EVERY = 2;

/** FUZZ_SEED looks at other documents than the suite does. */
const random = stream(Number(process.env.FUZZ_SEED ?? 1), 'fuzz');

interface Counts {
  json: number;
  checked: number;
  sound: number;
  edits: number;
  compiled: number;
}

it(`${COUNT} broken documents give problems or a graph, never an exception`, () => {
  const counts: Counts = { json: 0, checked: 0, sound: 0, edits: 0, compiled: 0 };
  for (let i = 0; i < COUNT; i++) {
    const text = mutated(random);
    try {
      tryDocument(text, i, counts);
    } catch (error) {
      throw new Error(`document ${i}: ${error instanceof Error ? error.stack : String(error)}\n${text}`);
    }
  }
  // Shares that say the mutations reach what is behind the parser, and behind the schema.
  expect(counts.json).toBeGreaterThan(COUNT / 2);
  expect(counts.checked).toBeGreaterThan(COUNT / 4);
  expect(counts.sound).toBeGreaterThan(COUNT / 100);
  expect(counts.edits).toBeGreaterThan(COUNT / 100);
  expect(counts.compiled).toBeGreaterThan(COUNT / 200);
  expect(seeds.length).toBeGreaterThan(10);
}, 180_000);

function tryDocument(text: string, i: number, counts: Counts): void {
  if (isJson(text)) counts.json++;
  const parsed = parseDocument(text);
  if ('problems' in parsed) {
    complete(parsed.problems);
    if (parsed.problems.length === 0) throw new Error('neither a document nor a problem');
    return;
  }
  counts.checked++;
  const { document } = parsed;
  const canonical = serialiseDocument(document);
  const { problems, graph } = checker.check(document);
  complete(problems);
  const errors = problems.filter(({ severity }) => severity === 'error');
  // A graph exactly where nothing is wrong, and the document is as it was.
  if ((graph === undefined) !== errors.length > 0)
    throw new Error(`${errors.length} errors, and a graph: ${graph !== undefined}`);
  if (serialiseDocument(document) !== canonical) throw new Error('checking changed the document');
  if (i % EVERY !== 0) return;
  for (const { edit } of problems) {
    if (!edit) continue;
    counts.edits++;
    const edited = apply(document, edit);
    if ('problems' in edited) throw new Error(`an edit does not fit: ${JSON.stringify(edited.problems)}`);
    const again = parseDocument(serialiseDocument(edited.document));
    if ('problems' in again) throw new Error(`an edit breaks the document: ${JSON.stringify(again.problems)}`);
  }
  if (!graph) return;
  counts.sound++;
  whole(graph, document.graph, document.modules);
  if (copiesOf(document) > 300) return;
  const losses = graph.nodes.some(({ role }) => role === 'loss');
  const programs = [
    ...graph.training.phases.slice(0, 1).map((phase) => compileProbe(graph, phase)),
    ...(losses
      ? [compileEvaluation(graph), ...graph.training.phases.map((phase) => compileTraining(graph, phase))]
      : []),
  ];
  for (const program of programs) {
    const broken = breaches(program);
    if (broken.length > 0) throw new Error(`a Program breaks the laws: ${broken.slice(0, 3).join('; ')}`);
  }
  counts.compiled++;
}

/** Where nothing is wrong no block is left out, at any depth. */
function whole(graph: CheckedGraph, drawn: Graph, modules: readonly Module[]): void {
  const missing = drawn.nodes.filter(({ id }) => !graph.nodes.some((node) => node.id === id));
  if (missing.length > 0) throw new Error(`nothing is wrong, but the graph lacks ${missing.map(({ name }) => name)}`);
  for (const { id, call } of graph.nodes) {
    const use = drawn.nodes.find((node) => node.id === id)?.module?.id;
    const definition = modules.find((module) => module.id === use);
    if (call.kind === 'module' && definition) whole(call.graph, definition, modules);
  }
}

/** Every problem says what was expected, what came and what to do. */
function complete(problems: readonly Problem[]): void {
  for (const { code, expected, fix } of problems) {
    if (expected === '' || fix === '') throw new Error(`${code} says nothing: ${JSON.stringify({ expected, fix })}`);
  }
}

/** A bound on the blocks that a document's repeats come to. */
function copiesOf({ graph, modules }: Document): number {
  const repeats = [graph, ...modules].flatMap(({ nodes }) => nodes.flatMap(({ module }) => module?.repeat ?? []));
  return repeats.reduce((product, n) => product * n, 1);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
