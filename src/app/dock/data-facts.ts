import { createStore, type StoreApi } from 'zustand/vanilla';
import { blocks } from '../../../blocks';
import { type Reading, readingOf } from '../../check';
import type { Baseline, Split } from '../../data';
import type { DataChoice, Document, Node } from '../../document';
import type { Problem } from '../../problem';
import type { RunBridge } from '../run/bridge';

/** What the worker has said of one choice with its settings. */
export interface DataFacts {
  readonly state: 'loading' | 'ready' | 'missing' | 'failed';
  readonly counts?: Readonly<Record<Split, number>>;
  readonly vocabularies: Readonly<Record<string, readonly string[]>>;
  readonly baselines: readonly Baseline[];
  readonly problems: readonly Problem[];
}

/** A choice with what else decides its examples. */
export interface DataQuery {
  readonly choice: DataChoice;
  readonly reading: Reading;
  readonly validation: number;
}

const byId = new Map(blocks.map((block) => [block.id, block]));

export const blockOf = ({ block }: Node) => byId.get(block);

export const queryOf = (document: Document, choice: DataChoice): DataQuery => {
  const node = document.graph.nodes.find(({ parameters }) => parameters.data === choice.id);
  const reading = node ? readingOf(blockOf(node), node) : { length: undefined, objective: undefined };
  return {
    choice,
    reading,
    validation: document.training.validation,
  };
};

export const factsKey = ({ choice, reading, validation }: DataQuery): string =>
  JSON.stringify([choice.kind, choice.source, reading, choice.source.type === 'file' ? validation : 0]);

const loading: DataFacts = { state: 'loading', vocabularies: {}, baselines: [], problems: [] };

/** Asks the worker about data once per choice and keeps the answers. */
export class DataBook {
  readonly facts: StoreApi<ReadonlyMap<string, DataFacts>> = createStore(() => new Map());
  readonly #run: RunBridge;

  constructor(run: RunBridge) {
    this.#run = run;
  }

  /** Asks where nothing is known; `again` also where a file was missing. */
  async ask(query: DataQuery, again = false): Promise<void> {
    const key = factsKey(query);
    if (this.facts.getState().has(key) && !again) return;
    this.#put(key, loading);
    const preview = await this.#run.ask({ kind: 'preview', ...query, split: 'train', from: 0, count: 0 });
    if (preview.kind !== 'preview') {
      const problems = preview.kind === 'problems' ? preview.problems : [];
      const missing = problems.some(({ code }) => code === 'data/missing-file');
      this.#put(key, { ...loading, state: missing ? 'missing' : 'failed', problems: missing ? [] : problems });
      return;
    }
    const { counts, vocabularies } = preview;
    const ready: DataFacts = { state: 'ready', counts, vocabularies, baselines: [], problems: [] };
    this.#put(key, ready);
    const answer = await this.#run.ask({ kind: 'baselines', ...query });
    if (answer.kind === 'baselines') this.#put(key, { ...ready, baselines: answer.baselines });
  }

  #put(key: string, facts: DataFacts): void {
    this.facts.setState(new Map([...this.facts.getState(), [key, facts]]), true);
  }
}
