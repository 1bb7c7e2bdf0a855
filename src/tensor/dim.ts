/**
 * A Dim is a size: a number, or an expression over named symbols (`B`, `T+1`, `2*C`, `floor((W-3)/2)+1`).
 *
 * Expressions are kept as canonical text, so two Dims are the same size exactly when they are `===`, a type prints as
 * it is stored, and a type is plain JSON. Inside, arithmetic works on polynomials with integer coefficients whose
 * atoms are symbols and floor-quotients.
 */
export type Dim = number | string;

/** Product of atoms (sorted, joined by `*`; '' for the constant) → integer coefficient. */
type Polynomial = ReadonlyMap<string, number>;

const parsed = new Map<string, Polynomial>();

/** Limits on what a person writes; what arithmetic makes of it may be longer. */
const MOST_CHARACTERS = 200;
const MOST_TERMS = 500;

/** Reads an expression that somebody wrote; throws SyntaxError with the offending text. */
export function parseDim(text: string): Dim {
  return print(read(text));
}

/** True for text that `parseDim` accepts. */
export function isDimText(text: string): boolean {
  try {
    read(text);
    return true;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

export const addDims = (...dims: readonly Dim[]): Dim =>
  dims.every((d) => typeof d === 'number')
    ? dims.reduce((a, b) => a + b, 0)
    : print(dims.map(toPolynomial).reduce(plus, new Map()));

export const subtractDims = (a: Dim, b: Dim): Dim =>
  typeof a === 'number' && typeof b === 'number'
    ? a - b
    : print(plus(toPolynomial(a), times(toPolynomial(b), constant(-1))));

export const multiplyDims = (...dims: readonly Dim[]): Dim =>
  dims.every((d) => typeof d === 'number')
    ? dims.reduce((a, b) => a * b, 1)
    : print(dims.map(toPolynomial).reduce((a, b) => times(a, b), constant(1)));

/** `floor(a / n)` for a positive integer n; exact where every coefficient divides. */
export function floorDivideDim(a: Dim, n: number): Dim {
  if (typeof a === 'number') return Math.floor(a / n);
  return print(floorDivide(toPolynomial(a), n));
}

/** Quotient of a by b, or undefined where it is not exact: `divideDims('2*B*T', 'T')` is `2*B`. */
export function divideDims(a: Dim, b: Dim): Dim | undefined {
  if (a === b) return 1;
  if (typeof a === 'number' && typeof b === 'number') return b !== 0 && a % b === 0 ? a / b : undefined;
  const divisor = [...toPolynomial(b)];
  const [only, ...more] = divisor;
  if (only === undefined || more.length > 0) return undefined;
  const [atoms, k] = only;
  const out = new Map<string, number>();
  for (const [term, c] of toPolynomial(a)) {
    const rest = term === '' ? [] : term.split('*');
    for (const atom of atoms === '' ? [] : atoms.split('*')) {
      const at = rest.indexOf(atom);
      if (at < 0) return undefined;
      rest.splice(at, 1);
    }
    if (c % k !== 0) return undefined;
    out.set(rest.join('*'), c / k);
  }
  return print(out);
}

/** Symbols an expression mentions, sorted. */
export function symbolsOf(dim: Dim): readonly string[] {
  if (typeof dim === 'number') return [];
  return [...new Set((dim.match(/[A-Za-z_][A-Za-z0-9_.]*/g) ?? []).filter((word) => word !== 'floor'))].sort();
}

export type Bindings = Readonly<Record<string, number>>;

/** Replaces the symbols that have a binding; the rest stays symbolic. */
export function bindDim(dim: Dim, bindings: Bindings): Dim {
  if (typeof dim === 'number') return dim;
  const whole = Object.hasOwn(bindings, dim) ? bindings[dim] : undefined;
  if (whole !== undefined) return whole;
  return print(substitute(toPolynomial(dim), bindings));
}

/** The number an expression stands for, or undefined where a symbol has no binding. */
export function evaluateDim(dim: Dim, bindings: Bindings): number | undefined {
  const bound = bindDim(dim, bindings);
  return typeof bound === 'number' ? bound : undefined;
}

function read(text: string): Polynomial {
  if (text.length > MOST_CHARACTERS)
    throw new SyntaxError(`'${text.slice(0, MOST_CHARACTERS)}…' is too long for a size`);
  const out = parse(text);
  if (![...out.values()].every(Number.isSafeInteger)) throw new SyntaxError(`'${text}' is too large for a size`);
  return out;
}

function toPolynomial(dim: Dim): Polynomial {
  return typeof dim === 'number' ? constant(dim) : parse(dim);
}

const constant = (n: number): Polynomial => (n === 0 ? new Map() : new Map([['', n]]));

function plus(a: Polynomial, b: Polynomial): Polynomial {
  const out = new Map(a);
  for (const [term, c] of b) accumulate(out, term, c);
  return out;
}

function accumulate(into: Map<string, number>, term: string, c: number): void {
  const sum = (into.get(term) ?? 0) + c;
  if (sum === 0) into.delete(term);
  else into.set(term, sum);
}

function times(a: Polynomial, b: Polynomial, most = Number.POSITIVE_INFINITY): Polynomial {
  const out = new Map<string, number>();
  for (const [s, c] of a) {
    for (const [t, d] of b) accumulate(out, [...splitTerm(s), ...splitTerm(t)].sort().join('*'), c * d);
    if (out.size > most) throw new SyntaxError(`a size of more than ${most} terms`);
  }
  return out;
}

function floorDivide(a: Polynomial, n: number): Polynomial {
  if (n === 1) return a;
  // What divides exactly comes out of the floor: floor((2*T+3)/2) = T + floor(3/2) = T+1.
  let whole: Polynomial = new Map();
  let rest: Polynomial = new Map();
  for (const [term, c] of a) {
    const quotient = term === '' ? Math.floor(c / n) : c % n === 0 ? c / n : 0;
    whole = plus(whole, quotient === 0 ? new Map() : new Map([[term, quotient]]));
    rest = plus(rest, c - quotient * n === 0 ? new Map() : new Map([[term, c - quotient * n]]));
  }
  if ([...rest.keys()].every((term) => term === '')) return whole;
  return plus(whole, new Map([[`floor((${String(print(rest))})/${n})`, 1]]));
}

function substitute(a: Polynomial, bindings: Bindings): Polynomial {
  let out: Polynomial = new Map();
  for (const [term, c] of a) {
    let product = constant(c);
    for (const atom of splitTerm(term)) product = times(product, substituteAtom(atom, bindings));
    out = plus(out, product);
  }
  return out;
}

function substituteAtom(atom: string, bindings: Bindings): Polynomial {
  const quotient = /^floor\(\((.*)\)\/(\d+)\)$/.exec(atom);
  if (quotient) return floorDivide(substitute(parse(quotient[1] ?? ''), bindings), Number(quotient[2]));
  const value = Object.hasOwn(bindings, atom) ? bindings[atom] : undefined;
  return value === undefined ? new Map([[atom, 1]]) : constant(value);
}

/** Splits `B*floor((W*2-3)/2)` at the stars outside parentheses. */
function splitTerm(term: string): string[] {
  if (term === '') return [];
  const out: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i <= term.length; i++) {
    const c = term[i];
    if (c === '(') depth++;
    else if (c === ')') depth--;
    else if ((c === '*' && depth === 0) || i === term.length) {
      out.push(term.slice(start, i));
      start = i + 1;
    }
  }
  return out;
}

function print(a: Polynomial): Dim {
  if (a.size === 0) return 0;
  const only = a.size === 1 ? a.get('') : undefined;
  if (only !== undefined) return only;
  const degree = (term: string) => splitTerm(term).length;
  const terms = [...a].sort(([s], [t]) => degree(t) - degree(s) || (s < t ? -1 : 1));
  let text = '';
  for (const [term, c] of terms) {
    const size = Math.abs(c);
    const sign = c < 0 ? '-' : text === '' ? '' : '+';
    // All digits: numbers from 1e21 on would print with an exponent, which does not read back.
    const digits = Number.isFinite(size) ? `${BigInt(size)}` : `${size}`;
    text += sign + (term === '' ? digits : size === 1 ? term : `${digits}*${term}`);
  }
  return text;
}

function parse(text: string): Polynomial {
  const known = parsed.get(text);
  if (known) return known;
  const tokens = text.match(/\s*(\d+|[A-Za-z_][A-Za-z0-9_.]*|[-+*/()])/g) ?? [];
  if (tokens.join('') !== text.trimEnd() || tokens.length === 0) {
    throw new SyntaxError(`'${text}' is not a size`);
  }
  let at = 0;
  const peek = () => tokens[at]?.trim();
  const take = (expected?: string): string => {
    const token = peek();
    if (token === undefined || (expected !== undefined && token !== expected)) {
      throw new SyntaxError(`'${text}' is not a size: ${expected ?? 'more'} expected at token ${at + 1}`);
    }
    at++;
    return token;
  };
  const factor = (): Polynomial => {
    const token = take();
    if (token === '-') return times(factor(), constant(-1));
    if (/^\d/.test(token)) return constant(Number(token));
    if (token === '(') {
      const inner = sum();
      take(')');
      return inner;
    }
    if (token === 'floor') {
      take('(');
      const numerator = product();
      take('/');
      const n = Number(take());
      take(')');
      if (!Number.isInteger(n) || n < 1) throw new SyntaxError(`'${text}' divides by something else than a number`);
      return floorDivide(numerator, n);
    }
    if (!/^[A-Za-z_]/.test(token)) throw new SyntaxError(`'${text}' is not a size: '${token}' is out of place`);
    return new Map([[token, 1]]);
  };
  const product = (): Polynomial => {
    let out = factor();
    while (peek() === '*') {
      take();
      // Sums multiplied out grow exponentially with the length of the text.
      out = times(out, factor(), MOST_TERMS);
    }
    return out;
  };
  const sum = (): Polynomial => {
    let out = product();
    for (let sign = peek(); sign === '+' || sign === '-'; sign = peek()) {
      take();
      const next = product();
      out = plus(out, sign === '+' ? next : times(next, constant(-1)));
    }
    return out;
  };
  const out = sum();
  if (at < tokens.length) throw new SyntaxError(`'${text}' is not a size: '${peek() ?? ''}' is out of place`);
  // Sizes repeat (every wire of a graph shows a handful); the cap keeps a hostile document from filling memory.
  if (parsed.size > 10_000) parsed.clear();
  parsed.set(text, out);
  return out;
}
