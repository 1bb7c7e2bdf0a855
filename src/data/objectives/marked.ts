import { symbolsFit } from '../kinds/shared';
import type { DataSpec } from '../types';
import { type Encoded, encode, indexOf, SPECIAL, tokenizerOf, vocabularyOf } from '../vocabulary';

/** `<mask>`, `<extra_0>`: what a person may write besides text. */
const MARK = /<(?:mask|extra_\d+)>/g;

/** The text of a field with marks in it as ids, at most `longest` of them and one at least. */
export function encodeMarked(
  spec: DataSpec,
  vocabulary: string,
  text: string,
  field: string,
  longest: number,
): Encoded {
  const known = vocabularyOf(spec, vocabulary);
  const index = indexOf(known);
  const { split } = tokenizerOf(spec, vocabulary);
  const marks = [...text.matchAll(MARK)].filter(([mark]) => index.has(mark));
  const symbols: string[] = [];
  let at = 0;
  for (const { 0: mark, index: from } of marks) {
    symbols.push(...split(text.slice(at, from)), mark);
    at = from + mark.length;
  }
  symbols.push(...split(text.slice(at)));
  const limit = symbolsFit(spec, vocabulary, symbols.length, field, longest, 1);
  const plain = encode(
    symbols.filter((symbol) => symbol !== SPECIAL.mask),
    known,
    field,
  );
  if (plain.problems.length > 0 || limit.length > 0) return { ids: [], problems: [...plain.problems, ...limit] };
  let next = 0;
  const mask = index.get(SPECIAL.mask) ?? 0;
  return { ids: symbols.map((symbol) => (symbol === SPECIAL.mask ? mask : (plain.ids[next++] ?? 0))), problems: [] };
}
