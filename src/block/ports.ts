import { parsePattern } from '../tensor';

/** A port that takes something: a pattern, or one that may stay empty, or one that takes several wires in order. */
export type Input =
  | string
  | { readonly pattern: string; readonly optional: true }
  | { readonly pattern: string; readonly many: true };

export type Inputs = Readonly<Record<string, Input>>;

/** May stay unconnected. */
export const optional = <const S extends string>(pattern: S) => ({ pattern, optional: true }) as const;

/** Takes any number of wires, at least one, in the order they were drawn. */
export const many = <const S extends string>(pattern: S) => ({ pattern, many: true }) as const;

export const patternOf = (input: Input) => parsePattern(typeof input === 'string' ? input : input.pattern);
export const isOptional = (input: Input): boolean => typeof input !== 'string' && 'optional' in input;
export const isMany = (input: Input): boolean => typeof input !== 'string' && 'many' in input;

type Letter<Item extends string> = Item extends '...' | '*' | `${number}` | '' ? never : Item;
type LettersIn<List extends string> = List extends `${infer Head}, ${infer Rest}`
  ? Letter<Head> | LettersIn<Rest>
  : Letter<List>;
type LettersOf<S> = S extends `${string}[${infer List}]${string}` ? LettersIn<List> : never;

/** The letters of the required inputs, as the numbers they stand for. */
export type SizesOf<I extends Inputs> = {
  readonly [L in { [K in keyof I]: I[K] extends string ? LettersOf<I[K]> : never }[keyof I]]: number;
};
