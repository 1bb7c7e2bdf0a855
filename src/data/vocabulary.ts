import { fail, type Problem, problem } from '../problem';
import { SPECIAL } from './special';
import { type Tokenizer, tokenizerFor } from './tokenizers';
import type { DataSpec } from './types';

export { SPECIAL };

const special: ReadonlySet<string> = new Set(Object.values(SPECIAL));

const indexes = new WeakMap<readonly string[], ReadonlyMap<string, number>>();

/** Id by symbol; made once for a vocabulary. */
export function indexOf(vocabulary: readonly string[]): ReadonlyMap<string, number> {
  let index = indexes.get(vocabulary);
  if (!index) {
    index = new Map(vocabulary.map((symbol, id) => [symbol, id]));
    indexes.set(vocabulary, index);
  }
  return index;
}

/** The id of a symbol that a program, not a person, expects to be there. */
export function idOf(vocabulary: readonly string[], symbol: string): number {
  return indexOf(vocabulary).get(symbol) ?? fail(unknownSymbol(vocabulary, symbol, 0, 'vocabulary'));
}

function unknownSymbol(vocabulary: readonly string[], symbol: string, position: number, field: string): Problem {
  const known = vocabulary.filter((s) => !special.has(s));
  const shown = known.slice(0, 60).map((s) => (/\s/.test(s) ? JSON.stringify(s) : s));
  return problem({
    code: 'input/predict',
    at: { field, column: position + 1 },
    expected: `symbols of the vocabulary: ${shown.join(' ')}${known.length > shown.length ? ' …' : ''}`,
    received: `${JSON.stringify(symbol)} as symbol ${position + 1}`,
    fix: `Replace or remove ${JSON.stringify(symbol)}.`,
  });
}

/** Ids, or why there are none. */
export interface Encoded {
  readonly ids: readonly number[];
  readonly problems: readonly Problem[];
}

/** Ids of symbols; what is not in the vocabulary becomes its unknown symbol, or a problem where it has none. */
export function encode(symbols: readonly string[], vocabulary: readonly string[], field: string): Encoded {
  const index = indexOf(vocabulary);
  const unknown = index.get(SPECIAL.unknown);
  const ids: number[] = [];
  const problems: Problem[] = [];
  for (const [position, symbol] of symbols.entries()) {
    const id = special.has(symbol) ? undefined : (index.get(symbol) ?? unknown);
    if (id === undefined) problems.push(unknownSymbol(vocabulary, symbol, position, field));
    else ids.push(id);
  }
  return { ids, problems };
}

/** Ids of symbols that a generator made, or that a vocabulary was counted from; throws where one is missing. */
export function encodeKnown(symbols: readonly string[], vocabulary: readonly string[]): readonly number[] {
  const { ids, problems } = encode(symbols, vocabulary, 'data');
  const [first] = problems;
  return first ? fail(first) : ids;
}

/** The vocabulary of a port, or the one with this id; undefined where ids stand for nothing. */
function vocabularyId(spec: DataSpec, portOrVocabulary: string): string | undefined {
  if (Object.hasOwn(spec.vocabularies, portOrVocabulary)) return portOrVocabulary;
  return Object.hasOwn(spec.ports, portOrVocabulary) ? spec.ports[portOrVocabulary]?.vocabulary?.id : undefined;
}

export const tokenizerOf = (spec: DataSpec, vocabulary: string): Tokenizer =>
  tokenizerFor(spec.tokenizers?.[vocabulary] ?? 'character', spec.vocabularies[vocabulary] ?? []);

export const vocabularyOf = (spec: DataSpec, vocabulary: string): readonly string[] =>
  spec.vocabularies[vocabulary] ??
  fail({
    code: 'data/no-port',
    at: { port: vocabulary },
    expected: `a vocabulary of ${spec.title}: ${Object.keys(spec.vocabularies).join(', ') || '(it has none)'}`,
    received: vocabulary,
    fix: 'Ask for one of these, or for a port that carries ids.',
  });

/** Symbols of ids, special ones as `<pad>`, by vocabulary or port; throws ProblemError `data/id-range`. */
export function detokenize(spec: DataSpec, portOrVocabulary: string, ids: Iterable<number>): string[] {
  const vocabulary = vocabularyOf(spec, vocabularyId(spec, portOrVocabulary) ?? portOrVocabulary);
  return Array.from(
    ids,
    (id) =>
      vocabulary[id] ??
      fail({
        code: 'data/id-range',
        at: { port: portOrVocabulary },
        expected: `ids from 0 to ${vocabulary.length - 1}`,
        received: String(id),
        fix: 'Connect what predicts ids of this vocabulary.',
      }),
  );
}

/** The text of ids up to the end symbol, without special symbols except those that stand for a symbol. */
export function textOf(spec: DataSpec, portOrVocabulary: string, ids: Iterable<number>): string {
  const symbols = detokenize(spec, portOrVocabulary, ids);
  const end = symbols.indexOf(SPECIAL.end);
  const said = (end < 0 ? symbols : symbols.slice(0, end)).filter(
    (s) => !special.has(s) || s === SPECIAL.unknown || s === SPECIAL.mask,
  );
  return tokenizerOf(spec, vocabularyId(spec, portOrVocabulary) ?? portOrVocabulary).join(said);
}
