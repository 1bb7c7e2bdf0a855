import { type Problem, ProblemError, problem } from '../problem';
import { catalogue, generatorById } from './catalogue';
import { fileOptions, openFile } from './files/open';
import { fileSpec } from './files/spec';
import { objectiveDataset, objectiveSpec } from './objectives/objective';
import { isProblems, lengthProblems, optionProblems } from './options';
import type { DataChoice, DataSpec, Dataset, GeneratedSource, Generator, Objective, Progress } from './types';

/** What checking needs to know about a document's choice: no examples are made and no file is read. */
export function specOf(choice: DataChoice, length?: number, objective?: Objective): DataSpec | readonly Problem[] {
  const spec = plainSpec(choice, length);
  return isProblems(spec) || !objective ? spec : objectiveSpec(spec, objective);
}

function plainSpec(choice: DataChoice, length: number | undefined): DataSpec | readonly Problem[] {
  const problems = lengthProblems(length);
  if (problems.length > 0) return problems;
  const { source } = choice;
  if (source.type === 'file') {
    const wrong = optionProblems(fileOptions(choice.kind), source.options);
    return wrong.length > 0 ? wrong : fileSpec({ kind: choice.kind, source }, length);
  }
  const generator = generatorOf(choice, source);
  return isProblems(generator) ? generator : generator.spec(source.options, length);
}

function generatorOf(choice: DataChoice, source: GeneratedSource): Generator | readonly Problem[] {
  const generator = generatorById(source.dataset);
  if (!generator) return [unknownDataset(choice, source)];
  if (generator.kind !== choice.kind) return [otherKind(choice, generator)];
  const problems = optionProblems(generator.options, source.options);
  return problems.length > 0 ? problems : generator;
}

const unknownDataset = (choice: DataChoice, source: GeneratedSource): Problem =>
  problem({
    code: 'data/unknown',
    at: { field: `data.${choice.id}` },
    expected: `one of ${catalogue.map(({ id }) => id).join(', ')}`,
    received: source.dataset,
    fix: 'Choose a data set that exists.',
  });

const otherKind = (choice: DataChoice, generator: Generator): Problem =>
  problem({
    code: 'data/kind',
    at: { field: `data.${choice.id}` },
    expected: `${generator.kind}, which is what ${generator.title} is`,
    received: choice.kind,
    fix: 'Choose the data set again.',
  });

export interface OpenSettings {
  /** Window length of a running text. */
  readonly length?: number | undefined;
  /** What the block makes of the text. */
  readonly objective?: Objective | undefined;
  /** Part of a file held out; generated data sets bring their own split. */
  readonly validation: number;
  /** The document's file, where the data come from one. */
  readonly file?: Blob | undefined;
  readonly progress?: Progress | undefined;
}

/** The examples of a document's choice, generated or from its file. */
export async function openData(choice: DataChoice, settings: OpenSettings): Promise<Dataset | readonly Problem[]> {
  const dataset = await openPlain(choice, settings);
  const { objective } = settings;
  if (isProblems(dataset) || !objective) return dataset;
  return objectiveDataset(dataset, objective, choice.source.type === 'generated' ? choice.source.seed : 0);
}

async function openPlain(choice: DataChoice, settings: OpenSettings): Promise<Dataset | readonly Problem[]> {
  const { length, validation, file, progress } = settings;
  const { source } = choice;
  if (source.type === 'file') {
    if (!file) return [missingFile(choice, source.name, source.bytes)];
    return openFile({ kind: choice.kind, source }, file, length, validation, progress);
  }
  const problems = lengthProblems(length);
  if (problems.length > 0) return problems;
  const generator = generatorOf(choice, source);
  if (isProblems(generator)) return generator;
  try {
    return await generator.make(source.options, source.seed, length, progress);
  } catch (error) {
    if (error instanceof ProblemError) return error.problems;
    throw error;
  }
}

const missingFile = (choice: DataChoice, name: string, bytes: number): Problem =>
  problem({
    code: 'data/missing-file',
    at: { field: `data.${choice.id}` },
    expected: `the file '${name}' of ${bytes} bytes`,
    received: 'no file',
    fix: `Choose the file '${name}'.`,
  });
