import type { Problem } from '../../problem';
import type { DataKind, FileSource, OptionSpec, PreviewRow } from '../types';
import { testOption } from './split';

/** What the document keeps of a file, what the person is shown of it, and what was left out on the way. */
export interface Inspection {
  readonly kind: DataKind;
  readonly source: FileSource;
  readonly preview: readonly PreviewRow[];
  readonly warnings: readonly Problem[];
}

/** A file as the document names it. */
export interface FileChoice {
  readonly kind: DataKind;
  readonly source: FileSource;
}

export const PREVIEW_ROWS = 20;

const vocabularyOption = (standard: number, most: number): OptionSpec => ({
  kind: 'int',
  label: 'Vocabulary',
  doc: 'How many symbols there are at most; rarer ones become <unknown>.',
  default: standard,
  min: 2,
  max: most,
});

/** Options of a running text. */
export const textOptions: Readonly<Record<string, OptionSpec>> = {
  tokenizer: {
    kind: 'choice',
    label: 'Symbols',
    doc: 'Whether the text falls into characters, words, or byte pairs learned from it.',
    default: 'character',
    options: ['character', 'word', 'bpe'],
  },
  vocabulary: vocabularyOption(1_000, 60_000),
  test: testOption,
};

/** Options of a table. `auto` and 0 are replaced by what was found, so that the document says what was done. */
export const tableOptions: Readonly<Record<string, OptionSpec>> = {
  delimiter: {
    kind: 'choice',
    label: 'Delimiter',
    doc: 'What stands between columns.',
    default: 'auto',
    options: ['auto', 'comma', 'semicolon', 'tab', 'bar'],
  },
  header: {
    kind: 'choice',
    label: 'Header',
    doc: 'Whether the first line names the columns.',
    default: 'auto',
    options: ['auto', 'yes', 'no'],
  },
  input: { kind: 'int', label: 'Input column', doc: 'Column of the text, from 1.', default: 1, min: 1, max: 10_000 },
  output: {
    kind: 'int',
    label: 'Output column',
    doc: 'Column of the label or target, from 1; 0 is the last one.',
    default: 0,
    min: 0,
    max: 10_000,
  },
  tokenizer: {
    kind: 'choice',
    label: 'Symbols',
    doc: 'Whether text falls into words, characters, or byte pairs learned from it.',
    default: 'word',
    options: ['word', 'character', 'bpe'],
  },
  vocabulary: vocabularyOption(10_000, 1_000_000),
  longest: {
    kind: 'int',
    label: 'Longest',
    doc: 'Symbols a text has at most. A longer text with a label is cut; a pair with a longer side is left out.',
    default: 256,
    min: 1,
    max: 65_536,
  },
  task: {
    kind: 'choice',
    label: 'Output',
    doc: 'Whether the output of a table of numbers is a class or a value.',
    default: 'auto',
    options: ['auto', 'classes', 'value'],
  },
  test: testOption,
};
