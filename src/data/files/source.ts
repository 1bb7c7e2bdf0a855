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

const longestOption = (doc: string): OptionSpec => ({
  kind: 'int',
  label: 'Longest',
  doc,
  default: 256,
  min: 1,
  max: 65_536,
});

const delimiterOption: OptionSpec = {
  kind: 'choice',
  label: 'Delimiter',
  doc: 'What stands between columns.',
  default: 'auto',
  options: ['auto', 'comma', 'semicolon', 'tab', 'bar'],
};

const headerOption: OptionSpec = {
  kind: 'choice',
  label: 'Header',
  doc: 'Whether the first line names the columns.',
  default: 'auto',
  options: ['auto', 'yes', 'no'],
};

/** Options of a table. `auto` and 0 are replaced by what was found, so that the document says what was done. */
export const tableOptions: Readonly<Record<string, OptionSpec>> = {
  delimiter: delimiterOption,
  header: headerOption,
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
  longest: longestOption(
    'Symbols a text has at most. A longer text with a label is cut; a pair with a longer side is left out.',
  ),
  task: {
    kind: 'choice',
    label: 'Output',
    doc: 'Whether the output of a table of numbers is a class or a value.',
    default: 'auto',
    options: ['auto', 'classes', 'value'],
  },
  test: testOption,
};

/** Options of a series: columns of numbers, a reading a row. */
export const seriesOptions: Readonly<Record<string, OptionSpec>> = {
  delimiter: delimiterOption,
  header: headerOption,
  output: {
    kind: 'int',
    label: 'Forecast column',
    doc: 'Column to be forecast, from 1; 0 is the last with numbers.',
    default: 0,
    min: 0,
    max: 10_000,
  },
  horizon: { kind: 'int', label: 'Horizon', doc: 'P, readings to be forecast.', default: 1, min: 1, max: 1_000 },
  test: testOption,
};

/** Options of tagged sentences. */
export const taggedOptions: Readonly<Record<string, OptionSpec>> = {
  word: { kind: 'int', label: 'Word column', doc: 'Column of the word, from 1.', default: 1, min: 1, max: 100 },
  tag: {
    kind: 'int',
    label: 'Tag column',
    doc: 'Column of the tag, from 1; 0 is the last one.',
    default: 0,
    min: 0,
    max: 100,
  },
  vocabulary: vocabularyOption(10_000, 1_000_000),
  longest: longestOption('Words a sentence has at most; longer ones are left out.'),
  test: testOption,
};

const colourOption: OptionSpec = {
  kind: 'choice',
  label: 'Colour',
  doc: 'Whether images are read with one channel or three; automatic takes one where all are grey.',
  default: 'auto',
  options: ['auto', 'grey', 'colour'],
};

/** Options of images in an archive. */
export const imageOptions: Readonly<Record<string, OptionSpec>> = {
  colour: colourOption,
  test: testOption,
};

/** Options of images with captions in an archive. */
export const captionOptions: Readonly<Record<string, OptionSpec>> = {
  colour: colourOption,
  vocabulary: vocabularyOption(10_000, 1_000_000),
  longest: longestOption('Words a caption has at most; longer ones are left out.'),
  test: testOption,
};
