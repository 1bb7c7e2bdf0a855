import { describe, expect, it } from 'vitest';
import {
  axisOf,
  bindType,
  bool,
  broadcastShapes,
  bytesOf,
  concatShapes,
  type Dim,
  float,
  int,
  type Letters,
  noLetters,
  numericShape,
  parsePattern,
  sameShape,
  showPattern,
  showShape,
  showType,
  sizeOf,
  type TensorType,
  unify,
  withRole,
  withShape,
} from '../../src/tensor';
import { fc } from '../support/property';

const shape = fc.array(fc.oneof(fc.integer({ min: 1, max: 5 }), fc.constantFrom('B', 'T', 'T+1')), { maxLength: 4 });
/** A shape that the given one broadcasts with: axes dropped in front, or made 1. */
const partner = (dims: readonly Dim[]) =>
  fc
    .tuple(fc.nat(dims.length), fc.array(fc.boolean(), { minLength: dims.length, maxLength: dims.length }))
    .map(([drop, ones]) => dims.map((d, i) => (ones[i] ? 1 : d)).slice(drop));

describe('broadcasting', () => {
  it('gives the larger shape, whichever side it stands on', () => {
    fc.assert(
      fc.property(
        shape.chain((s) => fc.tuple(fc.constant(s), partner(s))),
        ([whole, part]) => {
          expect(broadcastShapes(whole, part)).toEqual(whole);
          expect(broadcastShapes(part, whole)).toEqual(whole);
        },
      ),
    );
  });

  it('agrees with counting elements one by one', () => {
    const small = fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 3 });
    fc.assert(
      fc.property(small, small, (a, b) => {
        const rank = Math.max(a.length, b.length);
        const padded = (s: readonly number[]) => [...Array.from({ length: rank - s.length }, () => 1), ...s];
        const [x, y] = [padded(a), padded(b)];
        const fits = x.every((n, i) => n === y[i] || n === 1 || y[i] === 1);
        const should = fits ? x.map((n, i) => Math.max(n, y[i] ?? 1)) : undefined;
        expect(broadcastShapes(a, b)).toEqual(should);
      }),
      { numRuns: 500 },
    );
  });

  it('takes a letter for no other size than itself and 1', () => {
    expect(broadcastShapes(['B', 'T', 4], [4])).toEqual(['B', 'T', 4]);
    expect(broadcastShapes(['B', 1], ['B', 'T'])).toEqual(['B', 'T']);
    expect(broadcastShapes(['B'], ['T'])).toBeUndefined();
    expect(broadcastShapes(['T'], ['B'])).toBeUndefined();
    expect(broadcastShapes(['B'], [2])).toBeUndefined();
    expect(broadcastShapes([], [2, 3])).toEqual([2, 3]);
  });
});

describe('patterns', () => {
  it.each([
    ['float [B, T, C]', float(['B', 'T', 64]), undefined],
    ['float [B, T, C]', int(['B', 'T', 64]), 'float [B, T, C]'],
    ['float [B, T, C]', float(['B', 64]), 'float [B, T, C]'],
    ['float [B, T, C]', float(['B', 'T', 64, 2]), 'float [B, T, C]'],
    ['float [..., C]', float([64]), undefined],
    ['float [..., C]', float([]), 'float [..., C]'],
    ['float [...]', float([]), undefined],
    ['any [...]', bool(['B']), undefined],
    ['float [*]', float(['B', 3]), undefined],
    ['float [*, C]', float([]), 'float [..., C]'],
    ['bool [B, 3]', bool(['B', 3]), undefined],
    ['bool [B, 3]', bool(['B', 4]), 'bool [B, 3]'],
    ['float [C, C]', float([3, 3]), undefined],
    ['float [C, C]', float([3, 4]), 'float [3, 3]'],
    ['int [B] tokens', int(['B'], 'labels'), undefined],
    ['int [B] labels', int(['B'], 'tokens'), undefined],
    ['float [B] state', float(['B'], 'loss'), 'float [B] state'],
    ['float [B] state', float(['B']), undefined],
  ] as const)('%s takes %o or says what it takes', (pattern, type, expected) => {
    expect(unify(parsePattern(pattern), type, noLetters())).toBe(expected);
  });

  it('give a letter one size on all ports', () => {
    const letters: Letters = noLetters();
    expect(unify(parsePattern('float [B, T, C]'), float(['B', 'T', 64]), letters)).toBeUndefined();
    expect(unify(parsePattern('bool [B, T]'), bool(['B', 'T']), letters)).toBeUndefined();
    expect(unify(parsePattern('bool [B, T]'), bool(['B', 'S']), letters)).toBe('bool [B, T]');
    expect(Object.fromEntries(letters.sizes)).toEqual({ B: 'B', T: 'T', C: 64 });
    expect(unify(parsePattern('float [..., C]'), float(['B', 'T', 32]), letters)).toBe('float [B, T, 64]');
  });

  it('give a star a meaning of its own on every port', () => {
    const letters = noLetters();
    expect(unify(parsePattern('float [*, C]'), float(['B', 'T', 11]), letters)).toBeUndefined();
    expect(unify(parsePattern('float [*, C]'), float(['B', 11]), letters)).toBeUndefined();
    expect(unify(parsePattern('float [...]'), float(['B']), letters)).toBeUndefined();
    expect(unify(parsePattern('float [*, C]'), float([7]), letters)).toBe('float [..., 11]');
  });

  it('give the dots one meaning on all ports', () => {
    const letters = noLetters();
    expect(unify(parsePattern('float [..., V]'), float(['B', 'T', 11]), letters)).toBeUndefined();
    expect(unify(parsePattern('int [...]'), int(['B']), letters)).toBe('int [B, T]');
    expect(unify(parsePattern('int [...]'), int(['B', 'T']), letters)).toBeUndefined();
  });

  it('print what they expect as a pattern that reads back and takes just that', () => {
    const dims = fc.array(fc.constantFrom<Dim>('B', 'T', 2, 3, 5), { maxLength: 4 });
    fc.assert(
      fc.property(dims, fc.constantFrom('float', 'int', 'bool'), (dims, dtype) => {
        const type: TensorType = { dtype: dtype === 'float' ? 'float' : dtype === 'int' ? 'int' : 'bool', shape: dims };
        const pattern = parsePattern(`${dtype} [...]`);
        const letters = noLetters();
        expect(unify(pattern, type, letters)).toBeUndefined();
        const shown = showPattern(pattern, letters);
        expect(shown).toBe(showType(type));
        const again = noLetters();
        expect(unify(parsePattern(shown), type, again)).toBeUndefined();
        expect(unify(parsePattern(shown), withShape(type, [...dims, 7]), noLetters())).toBe(shown);
      }),
    );
  });

  it.each(['float', 'float []]', 'double [B]', 'float [B] nonsense', 'float[B]', '', 'float [B] tokens mask'])(
    'are program text: %s is a mistake',
    (text) => expect(() => parsePattern(text)).toThrow(TypeError),
  );
});

describe('shapes', () => {
  it('join along an axis and nowhere else', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 }),
        fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 }),
        fc.nat(3),
        (first, sizes, at) => {
          const axis = at % first.length;
          const pieces = sizes.map((n) => first.map((d, i) => (i === axis ? n : d)));
          const total = sizes.reduce((a, b) => a + b, 0);
          expect(concatShapes(pieces, axis)).toEqual(first.map((d, i) => (i === axis ? total : d)));
        },
      ),
    );
    expect(
      concatShapes(
        [
          ['B', 'T'],
          ['B', 1],
        ],
        1,
      ),
    ).toEqual(['B', 'T+1']);
    expect(
      concatShapes(
        [
          ['B', 'T'],
          ['B', 'T'],
        ],
        1,
      ),
    ).toEqual(['B', '2*T']);
    expect(
      concatShapes(
        [
          ['B', 2],
          ['T', 2],
        ],
        1,
      ),
    ).toBeUndefined();
    expect(concatShapes([[2], [2, 2]], 0)).toBeUndefined();
    expect(concatShapes([], 0)).toBeUndefined();
  });

  it('name axes from both ends', () => {
    expect([axisOf(0, 3), axisOf(2, 3), axisOf(-1, 3), axisOf(-3, 3)]).toEqual([0, 2, 2, 0]);
    expect([axisOf(3, 3), axisOf(-4, 3), axisOf(0, 0), axisOf(0.5, 3)]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('become numbers where every letter has one', () => {
    expect(numericShape(['B', 'T+1', 3], { B: 2, T: 5 })).toEqual([2, 6, 3]);
    expect(numericShape(['B', 'T'], { B: 2 })).toBeUndefined();
    expect(bindType(float(['B', 'T'], 'hidden'), { T: 7 })).toEqual(float(['B', 7], 'hidden'));
    expect(sizeOf(['B', 'T', 3])).toBe('3*B*T');
    expect(sizeOf([])).toBe(1);
    expect(bytesOf(bool(['B', 2]))).toBe('8*B');
    expect(sameShape(['B', 2], ['B', 2])).toBe(true);
    expect(sameShape(['B', 2], ['B', 3])).toBe(false);
    expect(sameShape(['B'], ['B', 1])).toBe(false);
  });

  it('print as they are written in papers', () => {
    expect(showShape(['B', 'T', 64])).toBe('[B, T, 64]');
    expect(showType(int(['B', 'T'], 'tokens', { id: 'v', size: 7 }))).toBe('int [B, T] tokens');
    expect(showType(float([]))).toBe('float []');
    expect(withRole(float([2], 'loss'), undefined)).toEqual(float([2]));
    expect(withRole(int([2], 'tokens', { id: 'v', size: 7 }), 'labels')).toEqual(
      int([2], 'labels', { id: 'v', size: 7 }),
    );
  });
});
