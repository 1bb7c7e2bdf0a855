import { describe, expect, it } from 'vitest';
import type { CarriedWeights } from '../../src/metrics';
import { countCarried, describeCarried } from '../../src/panels/training/carried-text';

const kept = (count: number): CarriedWeights['kept'] =>
  Array.from({ length: count }, (_, i) => ({ path: `block_${i}.kernel`, from: `block_${i}.kernel` }));

const made = (count: number): CarriedWeights['made'] =>
  Array.from({ length: count }, (_, i) => ({ path: `new_${i}.kernel`, shape: [2, 3], before: undefined }));

describe('what became of the weights of the run before', () => {
  it('is said with counts and with the shapes that changed', () => {
    const carried: CarriedWeights = {
      kept: kept(12),
      made: [
        { path: 'head.weight', shape: [128, 10], before: [64, 10] },
        { path: 'norm.scale', shape: [128], before: undefined },
      ],
      dropped: ['old.bias'],
    };
    expect(countCarried(carried)).toBe('12 of 14 weights kept');
    expect(describeCarried(carried)).toBe(
      'New: head.weight: shape [64, 10] became [128, 10]; norm.scale [128]. Gone: old.bias.',
    );
  });

  it('is short where all is kept, and where much is new', () => {
    const all = { kept: kept(3), made: [], dropped: [] };
    expect([countCarried(all), describeCarried(all)]).toEqual(['All 3 weights kept', '']);
    const none = { kept: [], made: made(30), dropped: [] };
    expect(countCarried(none)).toBe('None of 30 weights kept');
    expect(describeCarried(none)).toBe(
      'New: new_0.kernel [2, 3]; new_1.kernel [2, 3]; new_2.kernel [2, 3] and 27 more.',
    );
    // One more is named rather than counted.
    expect(describeCarried({ kept: [], made: made(4), dropped: [] })).toContain('new_3.kernel');
  });
});
