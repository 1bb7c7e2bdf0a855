import { describe, expect, it } from 'vitest';
import {
  addDims,
  type Bindings,
  bindDim,
  type Dim,
  divideDims,
  evaluateDim,
  floorDivideDim,
  isDimText,
  multiplyDims,
  parseDim,
  subtractDims,
  symbolsOf,
} from '../../src/tensor';
import { fc } from '../support/property';

/** An expression as a tree: what it should be worth is computed here, apart from the code under test. */
type Tree =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'symbol'; readonly name: string }
  | { readonly kind: 'add' | 'subtract' | 'multiply'; readonly a: Tree; readonly b: Tree }
  | { readonly kind: 'floor'; readonly a: Tree; readonly by: number };

const SYMBOLS = ['B', 'T', 'W', 'data.T'] as const;

const { tree } = fc.letrec<{ tree: Tree; leaf: Tree; node: Tree }>((tie) => ({
  tree: fc.oneof({ maxDepth: 4, withCrossShrink: true }, tie('leaf'), tie('node')),
  leaf: fc.oneof(
    fc.nat(12).map((value): Tree => ({ kind: 'number', value })),
    fc.constantFrom(...SYMBOLS).map((name): Tree => ({ kind: 'symbol', name })),
  ),
  node: fc.oneof(
    fc
      .tuple(fc.constantFrom('add' as const, 'subtract' as const, 'multiply' as const), tie('tree'), tie('tree'))
      .map(([kind, a, b]): Tree => ({ kind, a, b })),
    fc.tuple(tie('tree'), fc.integer({ min: 1, max: 7 })).map(([a, by]): Tree => ({ kind: 'floor', a, by })),
  ),
}));

const bindings: fc.Arbitrary<Bindings> = fc
  .tuple(...SYMBOLS.map(() => fc.integer({ min: 1, max: 40 })))
  .map((values) => Object.fromEntries(SYMBOLS.map((name, i) => [name, values[i] ?? 1])));

function worth(t: Tree, at: Bindings): number {
  switch (t.kind) {
    case 'number':
      return t.value;
    case 'symbol':
      return at[t.name] ?? Number.NaN;
    case 'add':
      return worth(t.a, at) + worth(t.b, at);
    case 'subtract':
      return worth(t.a, at) - worth(t.b, at);
    case 'multiply':
      return worth(t.a, at) * worth(t.b, at);
    case 'floor':
      return Math.floor(worth(t.a, at) / t.by);
  }
}

/** Written as a person would, with more brackets than needed. */
function write(t: Tree): string {
  switch (t.kind) {
    case 'number':
      return `${t.value}`;
    case 'symbol':
      return t.name;
    case 'add':
      return `(${write(t.a)} + ${write(t.b)})`;
    case 'subtract':
      return `(${write(t.a)}-${write(t.b)})`;
    case 'multiply':
      return `${write(t.a)} * ${write(t.b)}`;
    case 'floor':
      return `floor((${write(t.a)})/${t.by})`;
  }
}

/** −0 and 0 are one size: `===` says so, `toBe` does not. */
const plain = (dim: Dim): Dim => (typeof dim === 'number' ? dim + 0 : dim);

const build = (t: Tree): Dim => plain(arithmetic(t));

function arithmetic(t: Tree): Dim {
  switch (t.kind) {
    case 'number':
      return t.value;
    case 'symbol':
      return t.name;
    case 'add':
      return addDims(build(t.a), build(t.b));
    case 'subtract':
      return subtractDims(build(t.a), build(t.b));
    case 'multiply':
      return multiplyDims(build(t.a), build(t.b));
    case 'floor':
      return floorDivideDim(build(t.a), t.by);
  }
}

describe('sizes', () => {
  it('are worth what their arithmetic says, bound at once or symbol by symbol', () => {
    fc.assert(
      fc.property(tree, bindings, (t, at) => {
        const dim = build(t);
        const should = worth(t, at) + 0;
        expect(evaluateDim(dim, at)).toBe(should);
        const stepwise = SYMBOLS.reduce<Dim>((d, name) => bindDim(d, { [name]: at[name] ?? 1 }), dim);
        expect(stepwise).toBe(should);
      }),
      { numRuns: 1500 },
    );
  });

  it('read back from their print, and print the same again', () => {
    fc.assert(
      fc.property(tree, bindings, (t, at) => {
        fc.pre(write(t).length <= 200);
        const read = parseDim(write(t));
        expect(evaluateDim(read, at)).toBe(worth(t, at) + 0);
        if (typeof read === 'string' && read.length <= 200) expect(parseDim(read)).toBe(read);
        const built = build(t);
        // Canonical: written or built, the same size is the same text.
        expect(built).toBe(plain(read));
      }),
      { numRuns: 1500 },
    );
  });

  it('do not depend on the order of adding and multiplying', () => {
    fc.assert(
      fc.property(tree, tree, tree, (a, b, c) => {
        const [x, y, z] = [build(a), build(b), build(c)];
        const sum = addDims(x, y, z);
        expect(addDims(z, x, y)).toBe(sum);
        expect(addDims(addDims(x, y), z)).toBe(sum);
        expect(multiplyDims(y, x)).toBe(multiplyDims(x, y));
        expect(subtractDims(addDims(x, y), y)).toBe(x);
      }),
      { numRuns: 600 },
    );
  });

  it('divide exactly or not at all', () => {
    fc.assert(
      fc.property(tree, fc.integer({ min: 1, max: 9 }), fc.constantFrom(...SYMBOLS), (t, n, symbol) => {
        const whole = build(t);
        const by = multiplyDims(n, symbol);
        const product = multiplyDims(whole, by);
        expect(divideDims(product, by)).toBe(whole);
      }),
      { numRuns: 600 },
    );
    expect(divideDims('2*B*T', 'T')).toBe('2*B');
    expect(divideDims('2*B*T+T', 'T')).toBe('2*B+1');
    expect(divideDims('B+1', 'B')).toBeUndefined();
    expect(divideDims('3*B', 2)).toBeUndefined();
    expect(divideDims('B*T', 'B+T')).toBeUndefined();
    expect(divideDims(7, 2)).toBeUndefined();
    expect(divideDims(6, 0)).toBeUndefined();
    expect(divideDims('B', 0)).toBeUndefined();
    expect(divideDims('B', 'B')).toBe(1);
  });

  it.each([
    ['T+1', 'T+1'],
    ['1+T', 'T+1'],
    ['T - 1 + 1', 'T'],
    ['2*C', '2*C'],
    ['C*2*3', '6*C'],
    ['T*B', 'B*T'],
    ['(B+1)*(B-1)', 'B*B-1'],
    ['0*T', 0],
    ['-T+T', 0],
    ['--3', 3],
    ['7', 7],
    ['floor((W-3)/2)+1', 'floor((W+1)/2)-1'],
    ['floor((2*T+3)/2)', 'T+1'],
    ['floor(T/1)', 'T'],
    ['floor(7/2)', 3],
    ['floor((0-7)/2)', -4],
    ['floor((floor((W-3)/2)+1-3)/2)+1', 'floor((floor((W+1)/2))/2)-1'],
    ['data.T+T', 'T+data.T'],
  ])('%s is %s', (text, canonical) => {
    const at = { T: 5, B: 3, C: 7, W: 11, 'data.T': 2 };
    const read = parseDim(text);
    expect(evaluateDim(read, at)).toBe(evaluateDim(canonical, at));
    expect(typeof read === 'string' ? read.replaceAll(' ', '') : read).toBe(
      typeof canonical === 'string' ? parseDim(canonical) : canonical,
    );
  });

  it.each([
    '',
    ' ',
    '+',
    'T+',
    '*T',
    'T T',
    '2T',
    'T/2',
    'floor(T/0)',
    'floor(T/B)',
    'floor(T/-2)',
    'floor(T',
    'floor',
    'T)',
    '(T',
    'T$',
    '1.5',
    '1e3',
    'T^2',
    'π',
    '99999999999999999999',
    '94906267*94906267*T',
    `${'('.repeat(150)}T`,
    'T+'.repeat(120),
  ])('refuses %s with its text', (text) => {
    expect(isDimText(text)).toBe(false);
    expect(() => parseDim(text)).toThrow(SyntaxError);
    expect(() => parseDim(text)).toThrow(`'${text.slice(0, 20)}`);
  });

  it('never fails otherwise, whatever the text', () => {
    const text = fc.oneof(
      fc.string({ maxLength: 300 }),
      fc
        .array(fc.constantFrom('B', 'T', '(', ')', '+', '-', '*', '/', 'floor(', '2', '17', ' ', '.'), {
          maxLength: 60,
        })
        .map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, (t) => {
        expect(typeof isDimText(t)).toBe('boolean');
      }),
      { numRuns: 3000 },
    );
  });

  it('takes no time over a product of many sums', () => {
    const start = performance.now();
    isDimText(Array.from({ length: 11 }, () => '(A+B+C+D+E+F+G+H)').join('*'));
    isDimText(Array.from({ length: 13 }, (_, i) => `(${'ABCDEFGHIJKLM'[i]}+Z${i}+1)`).join('*'));
    expect(performance.now() - start).toBeLessThan(2000);
  });

  it('stays a size when it grows longer than a person may write, or larger than a number counts', () => {
    const wide = multiplyDims(...'ABCDEFGH'.split('').map((s) => addDims(s, 1)));
    expect(String(wide).length).toBeGreaterThan(200);
    expect(evaluateDim(wide, Object.fromEntries('ABCDEFGH'.split('').map((s) => [s, 2])))).toBe(3 ** 8);
    const long = addDims(...Array.from({ length: 600 }, (_, i) => `data${i}.T`));
    expect(evaluateDim(multiplyDims(long, 'B', 2), { B: 3 })).toBeUndefined();
    expect(divideDims(multiplyDims(long, 'B', 2), 'B')).toBe(multiplyDims(long, 2));
    const huge = multiplyDims('B', 1e12, 1e12);
    expect(huge).toBe(`${BigInt(1e24)}*B`);
    expect(evaluateDim(huge, { B: 2 })).toBe(2e24);
    expect(divideDims(huge, 'B')).toBe(1e24);
  });

  it('knows its symbols', () => {
    expect(symbolsOf('floor((W-3)/2)*B+source.T')).toEqual(['B', 'W', 'source.T']);
    expect(symbolsOf(7)).toEqual([]);
    fc.assert(
      fc.property(tree, (t) => {
        const dim = build(t);
        const bound = symbolsOf(dim).reduce<Dim>((d, name) => bindDim(d, { [name]: 3 }), dim);
        expect(typeof bound).toBe('number');
      }),
    );
  });

  it('leaves a symbol without a value alone', () => {
    expect(evaluateDim('B*T', { B: 2 })).toBeUndefined();
    expect(bindDim('B*T+B', { B: 2 })).toBe('2*T+2');
    expect(bindDim('floor((W-3)/2)*T', { W: 9 })).toBe('3*T');
    expect(bindDim('toString', {})).toBe('toString');
  });
});
