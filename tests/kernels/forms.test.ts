import { describe, expect, it } from 'vitest';
import { FORMS, Forms, type Product } from '../../src/kernels/gpu/forms';

const product: Product = { kind: 'nn', batch: 1, M: 64, N: 32, K: 16 };
const other: Product = { ...product, kind: 'tn' };

describe('the forms of products', () => {
  it('are timed once for each product, and the fastest is kept', async () => {
    const forms = new Forms(false);
    forms.of(product);
    expect(forms.open).toBe(false);
    forms.noting = true;
    forms.of(product);
    forms.of(other);
    const timed: string[] = [];
    const time = async ({ kind }: Product, { name }: { name: string }) => {
      timed.push(`${kind} ${name}`);
      return name === (kind === 'nn' ? 'shared 32×32' : 'registers 4×4') ? 1 : 2;
    };
    expect(forms.open).toBe(true);
    await forms.choose(time);
    expect(timed).toHaveLength(2 * FORMS.length);
    expect([forms.of(product).name, forms.of(other).name]).toEqual(['shared 32×32', 'registers 4×4']);
    expect(forms.open).toBe(false);
    await forms.choose(time);
    expect(timed).toHaveLength(2 * FORMS.length);
  });

  it('can be pinned by what a record says', async () => {
    const first = new Forms(false);
    first.noting = true;
    first.of(product);
    await first.choose(async (_, { depth }) => depth ?? 0);
    const again = new Forms(false);
    again.noting = true;
    again.pin({ ...first.chosen, 'nn 1×1×1×1': 'a form of long ago' });
    expect(again.of(product)).toBe(first.of(product));
    expect(again.open).toBe(false);
    again.of({ ...product, M: 1, N: 1, K: 1 });
    expect(again.open).toBe(true);
  });

  it('go by size on a GPU in software, which is never timed', () => {
    const forms = new Forms(true);
    expect(forms.of(product).sized).toBe('alone');
    expect(new Forms(true, true).of(product).sized).toBe('quads');
    expect(forms.of({ ...product, N: 8 }).sized).toBeUndefined();
    expect(forms.open).toBe(false);
  });
});
