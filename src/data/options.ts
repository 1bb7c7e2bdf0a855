import { fail, type Problem, problem } from '../problem';
import type { OptionSpec, Options } from './types';

type Specs = Readonly<Record<string, OptionSpec>>;

/** Tells results from problems; `Array.isArray` does not narrow a read-only array. */
export const isProblems = <T>(result: T | readonly Problem[]): result is readonly Problem[] => Array.isArray(result);

const range = (spec: OptionSpec): string =>
  spec.kind === 'choice'
    ? `one of ${(spec.options ?? []).join(', ')}`
    : `a whole number from ${spec.min ?? 0} to ${spec.max ?? Number.MAX_SAFE_INTEGER}`;

function fits(spec: OptionSpec, value: number | string | boolean): boolean {
  if (spec.kind === 'choice') return typeof value === 'string' && (spec.options ?? []).includes(value);
  if (typeof value !== 'number' || !Number.isInteger(value)) return false;
  return value >= (spec.min ?? 0) && value <= (spec.max ?? Number.MAX_SAFE_INTEGER);
}

const refusal = (name: string, spec: OptionSpec, value: number | string | boolean): Problem =>
  problem({
    code: 'data/option',
    at: { parameter: name },
    expected: range(spec),
    received: String(value),
    fix: `Set ${spec.label} to ${range(spec)}; it is ${spec.default} where nothing is set.`,
  });

/** Everything wrong with the options of a document: names that do not exist, values that cannot be. */
export function optionProblems(specs: Specs, options: Options): readonly Problem[] {
  return Object.entries(options).flatMap(([name, value]) => {
    const spec = Object.hasOwn(specs, name) ? specs[name] : undefined;
    if (spec) return fits(spec, value) ? [] : [refusal(name, spec, value)];
    return [
      problem({
        code: 'data/option',
        at: { parameter: name },
        expected: `one of the options ${Object.keys(specs).join(', ') || '(there are none)'}`,
        received: name,
        fix: 'Remove this option.',
      }),
    ];
  });
}

function read(specs: Specs, options: Options, name: string): number | string {
  const spec = Object.hasOwn(specs, name) ? specs[name] : undefined;
  if (!spec) throw new TypeError(`no option is called '${name}'`);
  const value = Object.hasOwn(options, name) ? options[name] : undefined;
  if (value === undefined) return spec.default;
  return fits(spec, value) && typeof value !== 'boolean' ? value : fail(refusal(name, spec, value));
}

/** A whole number from the options, or its default; throws ProblemError for a value it cannot take. */
export function readInt(specs: Specs, options: Options, name: string): number {
  const value = read(specs, options, name);
  if (typeof value !== 'number') throw new TypeError(`option '${name}' is not a number`);
  return value;
}

/** One of the choices from the options, or its default; throws ProblemError for one that does not exist. */
export function readChoice(specs: Specs, options: Options, name: string): string {
  const value = read(specs, options, name);
  if (typeof value !== 'string') throw new TypeError(`option '${name}' is not a choice`);
  return value;
}

/** The window length of a tokens data set. */
export function lengthProblems(length: number | undefined): readonly Problem[] {
  if (length === undefined || (Number.isInteger(length) && length >= 1 && length <= 65_536)) return [];
  return [
    problem({
      code: 'data/option',
      at: { parameter: 'length' },
      expected: 'a whole number from 1 to 65536',
      received: String(length),
      fix: 'Change the length of the data block.',
    }),
  ];
}
