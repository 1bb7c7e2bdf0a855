import { blocks } from '../../blocks';
import { type CheckedGraph, createChecker, type Phase } from '../../src/check';
import { compileTraining } from '../../src/compile';
import { type Dataset, isProblems, openData, type Values } from '../../src/data';
import { type Document, parseDocument } from '../../src/document';
import { operation } from '../../src/ops';
import { exampleEpochs, exampleIndices } from '../../src/random';
import { initialValues } from '../../src/train/initial';
import type { BenchModel } from './models';
import { Weights } from './weights';

/** What a step reads: ids and the same one place later, or pixels from 0 to 255 and classes. */
export interface Batch {
  readonly x: Values;
  readonly y: Values;
}

export interface Adam {
  readonly rate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

/** What every arm begins with, so that all of them train the same model from the same weights on the same batches. */
export interface Material {
  readonly model: BenchModel;
  readonly graph: CheckedGraph;
  readonly datasets: ReadonlyMap<string, Dataset>;
  readonly weights: Weights;
  readonly adam: Adam;
  /** Floating point operations of a training step, as the Program counts them. */
  readonly flops: number;
  batch(step: number): Batch;
}

/** The document, checked; throws where it has any problem. */
export function checkedDocument(model: BenchModel): { readonly document: Document; readonly graph: CheckedGraph } {
  const parsed = parseDocument(model.document);
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  const { graph, problems, totals } = createChecker(blocks).check(parsed.document);
  if (!graph || problems.length > 0) throw new Error(JSON.stringify(problems));
  if (totals.parameters !== model.parameters) {
    throw new Error(`${model.name} has ${totals.parameters} parameters, not ${model.parameters}`);
  }
  return { document: parsed.document, graph };
}

export async function materialOf(model: BenchModel): Promise<Material> {
  const { document, graph } = checkedDocument(model);
  const [phase] = graph.training.phases;
  if (!phase) throw new Error('the document trains in no phase');
  const program = compileTraining(graph, phase);
  const { seed, batch } = graph.training;
  const [node, more] = graph.nodes.filter(({ call }) => call.kind === 'data');
  if (node?.call.kind !== 'data' || more) throw new Error('the document has one data block');
  const { data, reading } = node.call;
  const choice = document.data.find(({ id }) => id === data);
  if (!choice) throw new Error(`no data '${data}'`);
  const dataset = await openData(choice, { ...reading, validation: graph.training.validation });
  if (isProblems(dataset)) throw new Error(JSON.stringify(dataset));
  const weights = program.weights.map(({ name, spec }) => {
    return [name, { shape: spec.shape, data: initialValues(spec, seed, name) }] as const;
  });
  return {
    model,
    graph,
    datasets: new Map([[node.id, dataset]]),
    weights: new Weights(new Map(weights)),
    adam: adamOf(phase),
    flops: program.steps.reduce((sum, { op, inputs, outputs, attributes }) => {
      const given = inputs.map((id) => (id === null ? undefined : program.values[id]));
      const made = outputs.flatMap((id) => program.values[id] ?? []);
      return sum + operation(op).flops(given, made, attributes);
    }, 0),
    batch(step) {
      const count = dataset.counts.train;
      const made = dataset.batch('train', exampleIndices(step, batch, count, seed), exampleEpochs(step, batch, count));
      const x = made.tokens ?? made.image;
      const y = made.targets ?? made.label;
      if (!x || !y) throw new Error('the data are neither text nor pictures');
      return { x, y };
    },
  };
}

function adamOf({ optimizer, learningRate, schedule, clip }: Phase): Adam {
  if (optimizer.kind !== 'adam' || schedule.kind !== 'constant' || schedule.warmup !== 0 || clip !== 0) {
    throw new Error('every arm trains by plain Adam at one rate');
  }
  const { beta1, beta2, epsilon } = optimizer;
  return { rate: learningRate, beta1, beta2, epsilon };
}
