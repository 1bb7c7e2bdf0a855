import type { DataKindName } from './block';

interface Documented {
  /** What it means, with its letter and unit. */
  readonly doc: string;
  /** Left out of the line on the card while it stands at its default. */
  readonly quiet?: true;
}

export interface IntParameter extends Documented {
  readonly kind: 'int';
  readonly default: number | string;
  readonly min: number;
  readonly max: number;
  /** May also be an expression over the symbols of the data, such as `V`: then the size follows the data. */
  readonly symbolic?: boolean;
}

export interface FloatParameter extends Documented {
  readonly kind: 'float';
  readonly default: number;
  readonly min: number;
  readonly max: number;
}

export interface BoolParameter extends Documented {
  readonly kind: 'bool';
  readonly default: boolean;
}

export interface ChoiceParameter extends Documented {
  readonly kind: 'choice';
  readonly options: readonly string[];
  readonly default: string;
}

/** Names one of the document's data choices. */
export interface DataParameter extends Documented {
  readonly kind: 'data';
  readonly accepts: DataKindName;
}

export type Parameter = IntParameter | FloatParameter | BoolParameter | ChoiceParameter | DataParameter;

export type Scalar = number | boolean | string;
export type ParameterValues = Readonly<Record<string, Scalar>>;

/** What a block's functions see of one parameter. */
export type ValueOf<P extends Parameter> = P extends { readonly kind: 'int' | 'float' }
  ? number
  : P extends { readonly kind: 'bool' }
    ? boolean
    : P extends { readonly kind: 'choice'; readonly options: readonly (infer O)[] }
      ? O
      : string;

export type ValuesOf<P extends Readonly<Record<string, Parameter>>> = { readonly [K in keyof P]: ValueOf<P[K]> };

/** What would be accepted where `value` is not; undefined where it is. `symbols` holds the sizes expressions may use. */
export function parameterExpectation(parameter: Parameter, value: Scalar): string | undefined {
  switch (parameter.kind) {
    case 'int':
    case 'float': {
      const whole = parameter.kind === 'int';
      const fits =
        typeof value === 'number' &&
        (whole ? Number.isSafeInteger(value) : Number.isFinite(value)) &&
        value >= parameter.min &&
        value <= parameter.max;
      return fits ? undefined : `${whole ? 'a whole number' : 'a number'} from ${parameter.min} to ${parameter.max}`;
    }
    case 'bool':
      return typeof value === 'boolean' ? undefined : 'true or false';
    case 'choice':
      return typeof value === 'string' && parameter.options.includes(value)
        ? undefined
        : `one of ${parameter.options.join(', ')}`;
    case 'data':
      return typeof value === 'string' && value !== '' ? undefined : 'the name of a data set of the document';
  }
}

export const defaultOf = (parameter: Parameter): Scalar => (parameter.kind === 'data' ? '' : parameter.default);
