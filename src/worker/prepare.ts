import { budgetOf, budgetProblems, type CheckedGraph, type Checker, type Reading } from '../check';
import { type StepMemory, stepMemory } from '../compile';
import { type DataChoice, type Dataset, openData } from '../data';
import { type Document, parseDocument } from '../document';
import type { Device } from '../kernels';
import { type Problem, problem } from '../problem';
import type { HostServices } from './host-services';

/** A document that can run. */
export interface Prepared {
  readonly document: Document;
  readonly graph: CheckedGraph;
}

/** Parses and checks a serialised document; warnings are no obstacle here. */
export function prepareGraph(checker: Checker, text: string): Prepared | readonly Problem[] {
  const parsed = parseDocument(text);
  if ('problems' in parsed) return parsed.problems;
  const { graph, problems } = checker.check(parsed.document);
  if (!graph) return problems.filter(({ severity }) => severity === 'error');
  return { document: parsed.document, graph };
}

/** What a graph lacks that is otherwise in order, to be trained. */
export function missingToTrain(checker: Checker, { document }: Prepared): readonly Problem[] {
  return checker
    .check(document)
    .problems.filter(({ code }) => code === 'graph/no-loss' || code === 'graph/no-weights')
    .map((found): Problem => ({ ...found, severity: 'error' }));
}

/** What stands in the way of training a graph that is otherwise in order. */
export function trainingObstacles(checker: Checker, prepared: Prepared): readonly Problem[] {
  const missing = missingToTrain(checker, prepared);
  if (missing.length > 0) return missing;
  const { training } = prepared.graph;
  const { totals } = checker.check(prepared.document);
  if (budgetProblems(budgetOf(totals, training)).length === 0) return [];
  // The estimate does not know what is recomputed, and how long values live.
  const { total, values } = stepMemory(prepared.graph);
  return budgetProblems({ total, activations: values }).map((found): Problem => ({ ...found, severity: 'error' }));
}

/** Whether a device can train in the precision that is asked for. */
export function precisionObstacles(
  { precision }: CheckedGraph['training'],
  { name, adapter, halves }: Pick<Device, 'name' | 'adapter' | 'halves'>,
): readonly Problem[] {
  if (precision !== 'mixed' || halves) return [];
  return [
    problem({
      code: 'training/precision',
      at: { field: 'training.precision' },
      expected: 'for mixed precision, WebGPU with the feature shader-f16',
      received: name === 'webgpu' ? `webgpu without it: ${adapter}` : `the ${name} backend`,
      fix: 'Switch Mixed precision off in Training settings, or train where the browser has a GPU with shader-f16.',
    }),
  ];
}

/** What a step takes, and what it would take if nothing were recomputed. */
export function memoryFor({ graph }: Prepared): { memory: StepMemory; kept: StepMemory | undefined } {
  const memory = stepMemory(graph);
  const { recompute: _, ...training } = graph.training;
  const same = graph.training.recompute === undefined;
  return { memory, kept: same ? undefined : stepMemory({ ...graph, training }) };
}

/** Data sets that were opened, so that a second run or a preview does not make them again. */
export class DatasetCache {
  readonly #opened = new Map<string, Promise<Dataset | readonly Problem[]>>();
  readonly #services: HostServices;
  /** Files given in this session by hash, where there is no storage. */
  readonly files = new Map<string, Blob>();

  constructor(services: HostServices) {
    this.#services = services;
  }

  open(choice: DataChoice, reading: Reading, validation: number): Promise<Dataset | readonly Problem[]> {
    const held = choice.source.type === 'file' ? validation : 0;
    const key = JSON.stringify([choice.kind, choice.source, reading.length, reading.objective, held]);
    const known = this.#opened.get(key);
    if (known) return known;
    const opening = this.#open(choice, reading, validation);
    this.#opened.set(key, opening);
    const forget = () => this.#opened.delete(key);
    // What failed may succeed later, with the file chosen again.
    opening.then((result) => 'spec' in result || forget(), forget);
    return opening;
  }

  async #open(
    choice: DataChoice,
    { length, objective }: Reading,
    validation: number,
  ): Promise<Dataset | readonly Problem[]> {
    const { source } = choice;
    const label = source.type === 'file' ? `Reading ${source.name}` : `Making ${source.dataset}`;
    const { emit, now, turn, store } = this.#services;
    const file =
      source.type === 'file' ? (this.files.get(source.sha256) ?? (await store?.loadFile(source.sha256))) : undefined;
    let last = now();
    const result = await openData(choice, {
      length,
      objective,
      validation,
      file,
      progress: async (done, total, unit) => {
        if (now() - last < 100) return;
        last = now();
        emit({ type: 'progress', label, done, total, unit });
        await turn();
      },
    });
    emit({ type: 'progress-done', label });
    return result;
  }

  /** The data of every data block, by node id. */
  async forGraph({ document, graph }: Prepared): Promise<ReadonlyMap<string, Dataset> | readonly Problem[]> {
    const datasets = new Map<string, Dataset>();
    const problems: Problem[] = [];
    for (const node of graph.nodes) {
      if (node.call.kind !== 'data') continue;
      const { data, reading } = node.call;
      const choice = document.data.find(({ id }) => id === data);
      if (!choice) continue;
      const opened = await this.open(choice, reading, graph.training.validation);
      if ('spec' in opened) datasets.set(node.id, opened);
      else problems.push(...opened);
    }
    return problems.length > 0 ? problems : datasets;
  }
}
