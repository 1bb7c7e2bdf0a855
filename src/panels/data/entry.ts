import type { Baseline, DataChoice, Generator, OptionSpec, PreviewRow, Split } from '../../data/types';
import type { Place, Problem } from '../../problem';

/** One data set of the document, as far as it is known at the moment. */
export interface DataEntry {
  readonly choice: DataChoice;
  readonly title: string;
  /** What it is, in a few sentences. */
  readonly doc?: string | undefined;
  /** Fields of the generator, or of the file's format. */
  readonly options: Readonly<Record<string, OptionSpec>>;
  /** `missing`: the document names a file that is not on this machine. */
  readonly state: 'ready' | 'loading' | 'missing' | 'failed';
  readonly progress?: { readonly done: number; readonly total: number; readonly unit: string } | undefined;
  readonly counts?: Readonly<Record<Split, number>> | undefined;
  readonly vocabularies: Readonly<Record<string, readonly string[]>>;
  readonly baselines: readonly Baseline[];
  readonly problems: readonly Problem[];
}

export type GeneratorInfo = Pick<Generator, 'id' | 'kind' | 'title' | 'doc'>;

export interface DataPanelProps {
  readonly entries: readonly DataEntry[];
  readonly generators: readonly GeneratorInfo[];
  /** Another seed or option. */
  readonly onChange: (choice: DataChoice) => void;
  /** A generated data set instead of what the entry has. */
  readonly onGenerator: (id: string, generator: string) => void;
  /** A file instead, or the missing one. */
  readonly onFile: (id: string, file: File) => void;
  /** A place in words, for problems. */
  readonly showPlace: (at: Place) => string;
  readonly loadPreview: (id: string, split: Split, from: number, count: number) => Promise<readonly PreviewRow[]>;
}

/** Symbols that contain the text, with their ids; a number also finds the symbol of that id. */
export function findSymbols(
  vocabulary: readonly string[],
  query: string,
): readonly { readonly id: number; readonly symbol: string }[] {
  const wanted = query.trim().toLowerCase();
  return vocabulary.flatMap((symbol, id) =>
    wanted === '' || symbol.toLowerCase().includes(wanted) || String(id) === wanted ? [{ id, symbol }] : [],
  );
}
