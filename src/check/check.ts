import type { Block } from '../block';
import { type DataSpec, specOf } from '../data';
import type { Document, Patch } from '../document';
import type { Problem } from '../problem';
import { budgetOf, budgetProblems } from './budget';
import type { DataNode, Evaluated, Shared } from './context';
import { type Reading, readingOf } from './reading';
import { Visits } from './reuse';
import { structuralProblems } from './structure';
import type { Check, NodeReport } from './types';
import { walkGraph } from './walk';

/** Remembers what blocks did with the same parameters and input types, so that an edit only works out what it changed. */
export interface Checker {
  check(document: Document): Check;
}

const MEMO_LIMIT = 20_000;

/** @param blocks every block there is; documents may name others, which become placeholders with a problem */
export function createChecker(blocks: readonly Block[]): Checker {
  const byId = new Map(blocks.map((block) => [block.id, block]));
  const memo = new Map<string, Evaluated>();
  const visits = new Visits();
  return {
    check(document) {
      if (memo.size > MEMO_LIMIT) memo.clear();
      visits.turn();
      return checkDocument(document, byId, memo, visits);
    },
  };
}

/** Types, counts and all problems of a document at once. Never throws for anything a document can say. */
function checkDocument(
  document: Document,
  blocks: ReadonlyMap<string, Block>,
  memo: Map<string, Evaluated>,
  visits: Visits,
): Check {
  const data = dataOf(document, blocks);
  const problems: Problem<Patch>[] = [...data.problems];
  const reports = new Map<string, NodeReport>();
  const bindings = { ...data.bindings, B: document.training.batch };
  const shared = new Map<string, Shared>();
  const walked = walkGraph(document.graph, {
    document,
    blocks,
    memo,
    data: data.nodes,
    visits,
    bindings,
    sizes: JSON.stringify(Object.entries(bindings).sort()),
    keyed: [document.graph, ...document.modules].some(({ nodes }) => nodes.some((node) => node.module?.share)),
    symbols: data.bindings,
    reports,
    problems,
    shared,
    scope: undefined,
    path: '',
    ids: [],
    outer: {},
    inputs: {},
    modules: [],
    size: { blocks: 0 },
    complete: data.problems.length === 0,
  });
  const totals = {
    parameters: [...shared.values()].reduce((sum, { parameters }) => sum + parameters, walked.parameters),
    flops: walked.flops,
    activationBytes: walked.activationBytes,
  };
  problems.push(...structuralProblems(document, walked, totals.parameters));
  // What recomputing saves, only the Program shows; training counts it.
  if (document.training.recompute === undefined) problems.push(...budgetProblems(budgetOf(totals, document.training)));
  const sound = problems.every((problem) => problem.severity !== 'error');
  return {
    problems,
    nodes: reports,
    totals,
    symbols: data.bindings,
    graph: sound ? { nodes: walked.nodes, bindings, training: document.training } : undefined,
  };
}

/** The data blocks' specs, and the sizes of all their symbols under names that do not collide. */
function dataOf(document: Document, blocks: ReadonlyMap<string, Block>) {
  const problems: Problem<Patch>[] = [];
  const found: { readonly id: string; readonly name: string; readonly spec: DataSpec; readonly reading: Reading }[] =
    [];
  for (const node of document.graph.nodes) {
    const block = blocks.get(node.block);
    if (block?.role !== 'data') continue;
    const at = { nodes: [node.id], path: node.name, parameter: 'data' };
    const wanted = Object.values(block.parameters).find((parameter) => parameter.kind === 'data');
    const choice = document.data.find((data) => data.id === node.parameters.data);
    if (!choice) {
      problems.push({
        code: 'data/unknown',
        severity: 'error',
        at,
        expected: 'one of the data sets of the document',
        received: String(node.parameters.data ?? 'nothing'),
        fix: 'Choose data for this block in the Data panel.',
      });
      continue;
    }
    if (wanted?.kind === 'data' && wanted.accepts !== choice.kind) {
      problems.push({
        code: 'data/kind',
        severity: 'error',
        at,
        expected: `data of the kind ${wanted.accepts}`,
        received: choice.kind,
        fix: 'Choose other data for this block, or another data block for these data.',
      });
      continue;
    }
    const reading = readingOf(block, node);
    const spec = specOf(choice, reading.length, reading.objective);
    if ('ports' in spec) found.push({ id: node.id, name: node.name, spec, reading });
    else problems.push(...spec.map((problem): Problem<Patch> => withoutEdit(problem, at)));
  }
  const uses = new Map<string, number>();
  for (const { spec } of found) for (const s of Object.keys(spec.symbols)) uses.set(s, (uses.get(s) ?? 0) + 1);
  const bindings: Record<string, number> = {};
  const nodes = new Map<string, DataNode>();
  const stems = new Set<string>();
  for (const { id, name, spec, reading } of found) {
    const symbols: Record<string, string> = {};
    const stem = stemOf(name, stems);
    for (const [symbol, size] of Object.entries(spec.symbols)) {
      const global = uses.get(symbol) === 1 ? symbol : `${stem}.${symbol}`;
      symbols[symbol] = global;
      bindings[global] = size;
    }
    nodes.set(id, { spec, symbols, reading });
  }
  return { problems, nodes, bindings };
}

/** A data block's name as the beginning of a symbol: a word that no other block begins its symbols with. */
function stemOf(name: string, taken: Set<string>): string {
  let stem = name.replaceAll('-', '_').replace(/^(?=\d)/, '_');
  while (taken.has(stem)) stem += '_';
  taken.add(stem);
  return stem;
}

function withoutEdit(problem: Problem, at: Problem['at']): Problem<Patch> {
  const { edit: _, others: __, ...rest } = problem;
  return { ...rest, at: { ...problem.at, ...at } };
}
