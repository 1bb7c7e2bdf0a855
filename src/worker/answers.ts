import type { Checker } from '../check';
import { firstExample, inspectFile, isProblems, openFile } from '../data';
import { summariseWeight } from '../train';
import { wouldCarry } from './carry';
import type { HostServices } from './host-services';
import { type DatasetCache, memoryFor, missingToTrain, prepareGraph } from './prepare';
import type { Answer, Question } from './protocol';
import type { Run } from './run';
import { noWeights } from './writing';

/** Questions that are answered from documents, data, and what is kept of the run, without a device. */
type Asked = Exclude<Question, { readonly kind: 'generate' | 'evaluate' | 'export-weights' | 'import-weights' }>;

export class Answers {
  readonly #checker: Checker;
  readonly #services: HostServices;
  readonly #datasets: DatasetCache;

  constructor(checker: Checker, services: HostServices, datasets: DatasetCache) {
    this.#checker = checker;
    this.#services = services;
    this.#datasets = datasets;
  }

  async to(question: Asked, run: Run | undefined): Promise<Answer> {
    switch (question.kind) {
      case 'inspect-file': {
        const { file, as, options } = question;
        const label = `Reading ${file.name}`;
        const inspection = await inspectFile(file, file.name, { kind: as, options }, (done, total, unit) => {
          this.#services.emit({ type: 'progress', label, done, total, unit });
          return this.#services.turn();
        });
        this.#services.emit({ type: 'progress-done', label });
        if (isProblems(inspection)) return { kind: 'problems', problems: inspection };
        await this.#keepFile(inspection.source.sha256, file);
        return { kind: 'inspect-file', inspection };
      }
      case 'attach-file': {
        const { source, kind } = question.choice;
        if (source.type !== 'file') return { kind: 'attach-file' };
        // Whether it is the file, not whether it is long enough for what the document does with it.
        const opened = await openFile({ kind, source }, question.file, 1, 0);
        if (isProblems(opened)) return { kind: 'problems', problems: opened };
        await this.#keepFile(source.sha256, question.file);
        return { kind: 'attach-file' };
      }
      case 'preview': {
        const { choice, reading, validation, split, from, count } = question;
        const dataset = await this.#datasets.open(choice, reading, validation);
        if (isProblems(dataset)) return { kind: 'problems', problems: dataset };
        const { vocabularies } = dataset.spec;
        return { kind: 'preview', rows: dataset.preview(split, from, count), counts: dataset.counts, vocabularies };
      }
      case 'example': {
        const dataset = await this.#datasets.open(question.choice, question.reading, question.validation);
        if (isProblems(dataset)) return { kind: 'problems', problems: dataset };
        return { kind: 'example', parts: firstExample(dataset) };
      }
      case 'baselines': {
        const dataset = await this.#datasets.open(question.choice, question.reading, question.validation);
        if (isProblems(dataset)) return { kind: 'problems', problems: dataset };
        return { kind: 'baselines', baselines: dataset.baselines() };
      }
      case 'memory': {
        const prepared = prepareGraph(this.#checker, question.document);
        if (isProblems(prepared)) return { kind: 'problems', problems: prepared };
        const missing = missingToTrain(this.#checker, prepared);
        return missing.length > 0
          ? { kind: 'problems', problems: missing }
          : { kind: 'memory', ...memoryFor(prepared) };
      }
      case 'carry': {
        const prepared = prepareGraph(this.#checker, question.document);
        if (isProblems(prepared)) return { kind: 'problems', problems: prepared };
        if (!run) return { kind: 'problems', problems: [noWeights()] };
        return { kind: 'carry', carried: wouldCarry(run.model, prepared.graph) };
      }
      case 'weights': {
        const kept = run?.kept;
        if (!kept) return { kind: 'problems', problems: [noWeights()] };
        const { paths, bins } = question;
        const weights = paths.flatMap((path) => {
          const tensor = kept.weights.get(path);
          return tensor ? [summariseWeight(path, tensor, bins)] : [];
        });
        return { kind: 'weights', step: kept.step, weights };
      }
      default: {
        const never: never = question;
        throw new Error(`no such question: ${JSON.stringify(never)}`);
      }
    }
  }

  /** Keeps the person's file for this session, and for the next visit where there is storage. */
  async #keepFile(sha256: string, file: Blob): Promise<void> {
    this.#datasets.files.set(sha256, file);
    await this.#services.store?.saveFile(sha256, file);
  }
}
