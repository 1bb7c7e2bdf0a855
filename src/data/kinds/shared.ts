import { fail, type Problem, problem } from '../../problem';
import type { DataSpec, ProbeField, Split } from '../types';
import { type Encoded, encode, tokenizerOf, vocabularyOf } from '../vocabulary';

export type Fields = Readonly<Record<string, string>>;

/** What a symbol of the spec stands for; a missing one is a programming error. */
export function sizeOfSymbol(spec: DataSpec, symbol: string): number {
  const size = spec.symbols[symbol];
  if (size === undefined) throw new TypeError(`the spec of ${spec.title} has no symbol ${symbol}`);
  return size;
}

/** Refuses an index outside the split before anything is read with it. */
export function checkIndices(indices: readonly number[], count: number, split: Split): void {
  for (const index of indices) {
    if (Number.isInteger(index) && index >= 0 && index < count) continue;
    fail({
      code: 'data/id-range',
      at: { field: split },
      expected: count === 0 ? `no index: the ${split} split is empty` : `example indices from 0 to ${count - 1}`,
      received: String(index),
      fix: 'Ask for examples of this split only.',
    });
  }
}

/** Indices of a page of a preview that exist. */
export const pageOf = (from: number, count: number, total: number): number[] => {
  const first = Math.max(0, Math.min(from, total));
  return Array.from({ length: Math.max(0, Math.min(count, total - first)) }, (_, i) => first + i);
};

/** The person's text of a field, or what the field says by itself. */
export const fieldOf = (spec: DataSpec, fields: Fields, name: string): string =>
  (Object.hasOwn(fields, name) ? fields[name] : undefined) ?? spec.probe.find((f) => f.name === name)?.value ?? '';

/** The text of a field as ids of a vocabulary, at most `longest` of them. */
export function encodeField(
  spec: DataSpec,
  fields: Fields,
  name: string,
  vocabulary: string,
  longest: number,
  shortest = 0,
): Encoded {
  const symbols = tokenizerOf(spec, vocabulary).split(fieldOf(spec, fields, name));
  const { ids, problems } = encode(symbols, vocabularyOf(spec, vocabulary), name);
  return { ids, problems: [...problems, ...symbolsFit(spec, vocabulary, symbols.length, name, longest, shortest)] };
}

const UNITS = { character: 'characters', word: 'words', bpe: 'tokens' } as const;

/** The problem of a text that is too long or too short, or none. */
export function symbolsFit(
  spec: DataSpec,
  vocabulary: string,
  length: number,
  field: string,
  longest: number,
  shortest: number,
): readonly Problem[] {
  if (length <= longest && length >= shortest) return [];
  const unit = UNITS[spec.tokenizers?.[vocabulary] ?? 'character'];
  const range = shortest > 0 ? `from ${shortest} to ${longest} ${unit}` : `at most ${longest} ${unit}`;
  const limit = problem({
    code: 'input/predict',
    at: { field },
    expected: range,
    received: `${length} ${unit}`,
    fix: length > longest ? `Shorten the text by ${length - longest} ${unit}.` : `Write ${range}.`,
  });
  return [limit];
}

/** The class a field names; an empty field stands for the first, for a person who only asks for a prediction. */
export function encodeClass(spec: DataSpec, fields: Fields, name: string, vocabulary: string): Encoded {
  const text = fieldOf(spec, fields, name).trim();
  const classes = vocabularyOf(spec, vocabulary);
  const id = text === '' ? 0 : classes.indexOf(text);
  if (id >= 0) return { ids: [id], problems: [] };
  return { ids: [], problems: [unknownClass(classes, text, name)] };
}

/** The probe of data that nobody types: one of their own examples. */
export const exampleField: ProbeField = { name: 'example', label: 'Held-out example', value: '0', kind: 'int' };

/** The examples the probe is one of: those that validate, or those that train where none are held out. */
export const probeSplit = (counts: Readonly<Record<Split, number>>): Split =>
  counts.validation > 0 ? 'validation' : 'train';

/** The index the example field names, below `count` where that is known. */
export function encodeIndex(spec: DataSpec, fields: Fields, count = Number.POSITIVE_INFINITY): Encoded {
  const text = fieldOf(spec, fields, exampleField.name).trim();
  const index = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (index < count) return { ids: [index], problems: [] };
  const wrong = problem({
    code: 'input/predict',
    at: { field: exampleField.name },
    expected: Number.isFinite(count) ? `a whole number from 0 to ${count - 1}` : 'a whole number from 0',
    received: text === '' ? 'nothing' : text,
    fix: 'Write the number of an example, as the Data panel counts them.',
  });
  return { ids: [], problems: [wrong] };
}

export const unknownClass = (classes: readonly string[], received: string, field: string): Problem =>
  problem({
    code: 'input/predict',
    at: { field },
    expected: `one of ${classes.slice(0, 40).join(', ')}${classes.length > 40 ? ' …' : ''}`,
    received,
    fix: 'Choose one of these, or leave the field empty.',
  });
