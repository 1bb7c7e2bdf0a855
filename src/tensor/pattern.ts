import type { Dim } from './dim';
import { type DType, type Role, sameShape, showShape, type TensorType } from './type';

/**
 * What a port takes, written the way papers write it: `float [B, T, C]`, `int [B, T] tokens`, `float [..., C]`,
 * `any [...]`. A letter stands for one size and means the same size on every port of the block; `...` stands for any
 * number of leading axes, the same on every port, and `*` for any number that may differ from port to port.
 */
export interface Pattern {
  readonly dtype: DType | 'any';
  /** Axes after the leading `...` or `*`, or all axes. */
  readonly axes: readonly (string | number)[];
  readonly leading: boolean;
  /** Written with `*`: the leading axes are this port's own. */
  readonly free: boolean;
  readonly role?: Role;
  readonly text: string;
}

const syntax = /^(float|int|bool|any) \[([^\]]*)\](?: ([a-z]+))?$/;
const roles: readonly Role[] = [
  'tokens',
  'labels',
  'features',
  'mask',
  'state',
  'logits',
  'probabilities',
  'attention',
  'loss',
  'image',
  'hidden',
];
const dtypes: readonly Pattern['dtype'][] = ['float', 'int', 'bool', 'any'];

const cache = new Map<string, Pattern>();

/** Reads a pattern; a pattern is program text, so a wrong one is a programming error. */
export function parsePattern(text: string): Pattern {
  const known = cache.get(text);
  if (known) return known;
  const match = syntax.exec(text);
  const dtype = dtypes.find((d) => d === match?.[1]);
  const role = roles.find((r) => r === match?.[3]);
  if (!match || !dtype || (match[3] !== undefined && !role)) throw new TypeError(`not a port pattern: '${text}'`);
  const items = (match[2] ?? '')
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
  const free = items[0] === '*';
  const leading = free || items[0] === '...';
  const axes = (leading ? items.slice(1) : items).map((item) => (/^\d+$/.test(item) ? Number(item) : item));
  // A star says how ports belong together; to a person both are any number of axes.
  const shown = text.replace('[*', '[...');
  const pattern: Pattern = { dtype, axes, leading, free, text: shown, ...(role ? { role } : {}) };
  cache.set(text, pattern);
  return pattern;
}

/** Sizes that letters stand for so far; `...` holds the leading axes. */
export interface Letters {
  readonly sizes: Map<string, Dim>;
  leading?: readonly Dim[];
}

export const noLetters = (): Letters => ({ sizes: new Map() });

/** Matches a type against a pattern, adding to `letters`; returns what was expected where it does not fit. */
export function unify(pattern: Pattern, type: TensorType, letters: Letters): string | undefined {
  const expected = () => showPattern(pattern, letters);
  if (pattern.dtype !== 'any' && pattern.dtype !== type.dtype) return expected();
  if (pattern.role && type.role && pattern.role !== type.role && !compatible(pattern.role, type.role)) {
    return expected();
  }
  const extra = type.shape.length - pattern.axes.length;
  if (extra < 0 || (extra > 0 && !pattern.leading)) return expected();
  if (pattern.leading && !pattern.free) {
    const leading = type.shape.slice(0, extra);
    if (letters.leading && !sameShape(letters.leading, leading)) return expected();
    letters.leading ??= leading;
  }
  for (const [i, axis] of pattern.axes.entries()) {
    const dim = type.shape[extra + i];
    if (dim === undefined) return expected();
    if (typeof axis === 'number') {
      if (dim !== axis) return expected();
      continue;
    }
    const bound = letters.sizes.get(axis);
    if (bound === undefined) letters.sizes.set(axis, dim);
    else if (bound !== dim) return expected();
  }
  return undefined;
}

/** Ids are ids: labels may enter where tokens are asked for and the other way round. */
const compatible = (wanted: Role, given: Role): boolean =>
  (wanted === 'tokens' || wanted === 'labels') && (given === 'tokens' || given === 'labels');

/** The pattern with the sizes known so far filled in: `float [B, T, 64]`. */
export function showPattern(pattern: Pattern, letters: Letters): string {
  const leading: (Dim | string)[] = pattern.leading
    ? [...((pattern.free ? undefined : letters.leading) ?? ['...'])]
    : [];
  const axes = pattern.axes.map((axis) => (typeof axis === 'number' ? axis : (letters.sizes.get(axis) ?? axis)));
  const dtype = pattern.dtype === 'any' ? 'any type' : pattern.dtype;
  return `${dtype} ${showShape([...leading, ...axes])}${pattern.role ? ` ${pattern.role}` : ''}`;
}
