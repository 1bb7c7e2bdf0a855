import { describe, expect, it } from 'vitest';
import { bleu } from '../../src/evaluate/bleu';
import { confusionOf, f1Of } from '../../src/evaluate/classes';
import { rougeL, rougeN } from '../../src/evaluate/rouge';
import { fc } from '../support/property';

const words = (text: string) => text.split(' ').filter(Boolean);

describe('BLEU', () => {
  /** The example of sacreBLEU's README, whose tokenizer parts the full stop from the word: 48.53 82.4/50.0/45.5/37.5. */
  it('gives the figures that sacreBLEU publishes for its example', () => {
    const hypotheses = ['The dog bit the man .', "It wasn't surprising .", 'The man had just bitten him .'].map(words);
    const references = [
      ['The dog bit the man .', 'The dog had bit the man .'],
      ['It was not unexpected .', 'No one was surprised .'],
      ['The man bit him first .', 'The man had bitten the dog .'],
    ].map((list) => list.map(words));
    const found = bleu(hypotheses, references);
    expect(found.score).toBeCloseTo(48.530827009929865, 9);
    expect(found.precisions.map((p) => Math.round(p * 10) / 10)).toEqual([82.4, 50, 45.5, 37.5]);
    expect(found.brevityPenalty).toBeCloseTo(0.943, 3);
    expect([found.hypothesisLength, found.referenceLength]).toEqual([17, 18]);
  });

  it('smooths orders without a match, each by half of the one before', () => {
    const found = bleu([words('a b c d e')], [[words('a x c y e')]]);
    expect(found.precisions).toEqual([60, 100 / (2 * 4), 100 / (4 * 3), 100 / (8 * 2)]);
  });

  it('is 0 for nothing, and for text too short to have four words', () => {
    expect(bleu([[]], [[words('a b c d')]]).score).toBe(0);
    expect(bleu([words('a b')], [[words('a b')]]).score).toBe(0);
    expect(bleu([words('p q r s')], [[words('a b c d')]]).score).toBe(0);
  });

  it('is 100 for what is right, and never more', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 4, maxLength: 12 });
    fc.assert(
      fc.property(
        fc.array(text, { minLength: 1, maxLength: 5 }),
        fc.array(text, { minLength: 5, maxLength: 5 }),
        (a, b) => {
          expect(
            bleu(
              a,
              a.map((one) => [one]),
            ).score,
          ).toBeCloseTo(100, 9);
          const { score } = bleu(
            a,
            a.map((_, i) => [b[i] ?? []]),
          );
          expect(score).toBeGreaterThanOrEqual(0);
          expect(score).toBeLessThanOrEqual(100 + 1e-9);
        },
      ),
    );
  });
});

describe('ROUGE', () => {
  /** The example of the rouge-score package, whose tokenizer drops marks and case. */
  it('gives the figures that the reference implementation publishes for its example', () => {
    const target = words('the quick brown fox jumps over the lazy dog');
    const said = words('the quick brown dog jumps on the log');
    const one = rougeN(said, target, 1);
    expect(one.precision).toBeCloseTo(0.75, 12);
    expect(one.recall).toBeCloseTo(0.6666666666666666, 12);
    expect(one.f1).toBeCloseTo(0.7058823529411765, 12);
    const long = rougeL(said, target);
    expect(long.precision).toBeCloseTo(0.625, 12);
    expect(long.recall).toBeCloseTo(0.5555555555555556, 12);
    expect(long.f1).toBeCloseTo(0.5882352941176471, 12);
  });

  /** Cases of the package's own tests. */
  it.each([
    ['ROUGE-1', rougeN(words('testing'), words('testing one two'), 1), 1, 1 / 3, 1 / 2],
    ['ROUGE-2', rougeN(words('testing one'), words('testing one two'), 2), 1, 1 / 2, 2 / 3],
    ['ROUGE-L, one after the other', rougeL(words('testing one'), words('testing one two')), 1, 2 / 3, 4 / 5],
    ['ROUGE-L, with a gap', rougeL(words('testing two'), words('testing one two')), 1, 2 / 3, 4 / 5],
    ['nothing said', rougeN([], words('testing one'), 1), 0, 0, 0],
  ] as const)('%s', (_, found, precision, recall, f1) => {
    expect(found.precision).toBeCloseTo(precision, 12);
    expect(found.recall).toBeCloseTo(recall, 12);
    expect(found.f1).toBeCloseTo(f1, 12);
  });
});

describe('classes', () => {
  it('are counted by what they were taken for', () => {
    const confusion = confusionOf(['a', 'b', 'c'], [0, 0, 0, 1, 1], [0, 0, 1, 1, 0]);
    expect(confusion.counts).toEqual([2, 1, 0, 1, 1, 0, 0, 0, 0]);
    const { classes, macro } = f1Of(confusion);
    expect(classes).toEqual([2 / 3, 1 / 2, 0].map((x) => expect.closeTo(x, 12)));
    // A class that neither occurs nor was said has no say.
    expect(macro).toBeCloseTo((2 / 3 + 1 / 2) / 2, 12);
  });
});
