/** What came of reading a text a person typed. */
export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly message: string };

export interface NumberLimits {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  readonly integer?: boolean | undefined;
}

/**
 * A number as people type it: `0.001`, `1e-3`, `10k`, and sums such as `4*64` or `2^10`, because sizes are computed
 * more often than remembered. The message says what would be accepted.
 */
export function parseNumber(text: string, limits: NumberLimits = {}): Parsed<number> {
  const value = evaluate(text);
  if (value === undefined) return { ok: false, message: `Enter a ${limits.integer ? 'whole ' : ''}number.` };
  return checkNumber(value, limits);
}

export function checkNumber(value: number, { min, max, integer }: NumberLimits): Parsed<number> {
  if (!Number.isFinite(value)) return { ok: false, message: 'Enter a finite number.' };
  if (integer && !Number.isSafeInteger(value)) return { ok: false, message: 'Enter a whole number.' };
  if (min !== undefined && max !== undefined && (value < min || value > max)) {
    return { ok: false, message: `Enter a value from ${min} to ${max}.` };
  }
  if (min !== undefined && value < min) return { ok: false, message: `Enter ${min} or more.` };
  if (max !== undefined && value > max) return { ok: false, message: `Enter ${max} or less.` };
  return { ok: true, value };
}

/** One step of an arrow key, kept within the limits and free of 0.1 + 0.2 dust. */
export function nudge(value: number, by: number, { min = -Infinity, max = Infinity }: NumberLimits): number {
  return Math.min(max, Math.max(min, Number((value + by).toPrecision(12))));
}

const SUFFIXES: Readonly<Record<string, number>> = { k: 1e3, K: 1e3, M: 1e6, G: 1e9, '%': 0.01 };

/** Characters that a sum may have: a pasted page is not one, and its brackets would be read one inside the other. */
const LONGEST = 200;

/** Value of an arithmetic expression, or undefined where it is not one. Signs bind looser than `^`: −2^2 is −4. */
function evaluate(text: string): number | undefined {
  if (text.length > LONGEST) return undefined;
  const tokens = text.replaceAll(/[\s_]/g, '').match(/(\d+\.?\d*|\.\d+)(e[+-]?\d+)?|[-+*/^()kKMG%−×]|./gi) ?? [];
  let at = 0;
  const take = (...accepted: readonly string[]): string | undefined => {
    const token = tokens[at];
    if (token === undefined || !accepted.includes(token)) return undefined;
    at++;
    return token;
  };

  function sum(): number | undefined {
    let left = product();
    for (let sign = take('+', '-', '−'); sign !== undefined && left !== undefined; sign = take('+', '-', '−')) {
      const right = product();
      left = right === undefined ? undefined : sign === '+' ? left + right : left - right;
    }
    return left;
  }
  function product(): number | undefined {
    let left = signed();
    for (let sign = take('*', '×', '/'); sign !== undefined && left !== undefined; sign = take('*', '×', '/')) {
      const right = signed();
      left = right === undefined ? undefined : sign === '/' ? left / right : left * right;
    }
    return left;
  }
  function signed(): number | undefined {
    const sign = take('+', '-', '−');
    if (sign === undefined) return power();
    const value = signed();
    return value === undefined || sign === '+' ? value : -value;
  }
  function power(): number | undefined {
    const base = suffixed();
    if (base === undefined || take('^') === undefined) return base;
    const exponent = signed();
    return exponent === undefined ? undefined : base ** exponent;
  }
  function suffixed(): number | undefined {
    const value = atom();
    const suffix = value === undefined ? undefined : take(...Object.keys(SUFFIXES));
    return value === undefined || suffix === undefined ? value : value * (SUFFIXES[suffix] ?? 1);
  }
  function atom(): number | undefined {
    if (take('(') !== undefined) {
      const inner = sum();
      return take(')') === undefined ? undefined : inner;
    }
    const token = tokens[at];
    if (token === undefined || !/^[\d.]/.test(token)) return undefined;
    at++;
    const value = Number(token);
    return Number.isNaN(value) ? undefined : value;
  }

  const value = sum();
  return at === tokens.length ? value : undefined;
}
