import { describe, expect, test } from 'vitest';
import { catalogue, type Dataset, type Generator, type OptionSpec, optionProblems } from '../../src/data';
import { evaluateDim } from '../../src/tensor';
import { fc } from '../support/property';
import { good, inputsOf, port } from './help';

/** Sizes of data sets, kept small: everything else about them may be anything. */
const SIZES: Readonly<Record<string, number>> = { examples: 300, characters: 20_000, words: 5_000, readings: 2_000 };

const anyValue = (
  name: string,
  { kind, min = 0, max = min, options = [] }: OptionSpec,
): fc.Arbitrary<number | string> => {
  if (kind === 'choice') return fc.constantFrom(...options);
  const size = SIZES[name];
  return size === undefined ? fc.integer({ min, max }) : fc.constant(size);
};

const optionsOf = (generator: Generator) =>
  fc.record(Object.fromEntries(Object.entries(generator.options).map(([name, spec]) => [name, anyValue(name, spec)])), {
    noNullPrototype: true,
  });

const SPLITS = ['train', 'validation', 'test'] as const;

/** Ports as the spec says them, ids below the size of their vocabulary, numbers finite. */
function fits({ spec, batch, counts }: Dataset): void {
  for (const split of SPLITS) {
    if (counts[split] === 0) continue;
    const values = batch(split, [0, counts[split] - 1]);
    for (const [name, type] of Object.entries(spec.ports)) {
      const { data, shape } = port(values, name);
      expect(shape).toEqual(type.shape.map((dim) => evaluateDim(dim, { B: 2, ...spec.symbols })));
      expect(data.every(Number.isFinite)).toBe(true);
      if (type.vocabulary) expect(data.every((id) => id >= 0 && id < (type.vocabulary?.size ?? 0))).toBe(true);
    }
  }
}

describe.each(catalogue.map((generator) => [generator.id, generator] as const))(
  '%s with any options',
  (_, generator) => {
    test('fills its ports, shares nothing between its splits, and has a probe', async () => {
      await fc.assert(
        fc.asyncProperty(optionsOf(generator), fc.nat(1_000), async (options, seed) => {
          expect(optionProblems(generator.options, options)).toEqual([]);
          const dataset = await generator.make(options, seed, 12);
          expect(dataset.spec).toEqual(generator.spec(options, 12));
          fits(dataset);
          if (generator.kind !== 'tokens') {
            const inputs = SPLITS.map((split) => inputsOf(dataset, split));
            expect(new Set(inputs.flat()).size).toBe(inputs.reduce((sum, part) => sum + new Set(part).size, 0));
          }
          good(dataset.probe({}));
          const again = await generator.make(options, seed, 12);
          expect(again.batch('train', [0])).toEqual(dataset.batch('train', [0]));
        }),
        { numRuns: 8 },
      );
    });
  },
);
