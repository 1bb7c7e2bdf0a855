import { type Dim, float, sameShape, sizeOf, type TensorType } from '../tensor';
import { add, affine, multiply } from './arithmetic';
import { broadcast } from './broadcast';
import { count, given, numeric, only, operand, refuse } from './common';
import { toFloat } from './logic';
import { defineOp, type OperandTypes } from './op';
import { reshape } from './shape';
import type { Trace, Value } from './trace';

type None = Record<string, never>;

/** What stands behind the mask, if there is one, each of its shape. */
function maskedOperands(op: string, [mask, ...rest]: OperandTypes): readonly TensorType[] {
  const values = rest.map((_, i) => operand(op, rest, i));
  const shape = mask?.shape ?? values[0]?.shape ?? [];
  const fits = values.every((one) => one.dtype === 'float' && sameShape(one.shape, shape));
  if (!fits || values.length === 0 || (mask && mask.dtype !== 'bool')) {
    refuse(op, 'a mask bool [...], or none, and floats of its shape', mask, ...values);
  }
  return values;
}

/** A number at every place of a shape. */
const spread = (trace: Trace, dy: Value, shape: readonly Dim[]): Value =>
  broadcast(
    trace,
    reshape(
      trace,
      dy,
      shape.map(() => 1),
    ),
    shape,
  );

/** The mean of what is trained over the items that count, and the sums that figures over several batches are made of. */
export const maskedMeanOp = defineOp<None>({
  name: 'maskedMean',
  doc: 'Σ m · a / Σ m, Σ m, and Σ m · x for each of a, b …, all []; from m bool [...], 1 where it is not given, and a, b … [...]',
  type: (inputs) => [float([], 'loss'), float([]), ...maskedOperands('maskedMean', inputs).map(() => float([]))],
  flops: (inputs) => 2 * inputs.slice(1).reduce((all, one) => all + count(one), 0),
  gradient({ trace, inputs, outputs, grads, wants }) {
    const [mask, ...values] = inputs;
    const [mean, , ...sums] = grads;
    const ofMean = (x: Value, dy: Value): Value =>
      mask
        ? only(trace.emit(maskedMeanGradientOp, [mask, dy, outputs[1]], {}))
        : affine(trace, spread(trace, dy, x.type.shape), 1 / numeric(sizeOf(x.type.shape)), 0);
    const ofSum = (x: Value, dy: Value): Value => {
      const everywhere = spread(trace, dy, x.type.shape);
      return mask ? multiply(trace, everywhere, toFloat(trace, mask)) : everywhere;
    };
    const each = values.map((x, i) => {
      if (!x || !wants(i + 1)) return undefined;
      const dy = sums[i];
      const terms = [...(i === 0 && mean ? [ofMean(x, mean)] : []), ...(dy ? [ofSum(x, dy)] : [])];
      return terms.length === 0 ? undefined : terms.reduce((a, b) => add(trace, a, b));
    });
    return [undefined, ...each];
  },
});

export const maskedMeanGradientOp = defineOp<None>({
  name: 'maskedMeanGradient',
  doc: 'da [...] = m · dy / n, from m bool [...], dy [], n []',
  type: (inputs) => [float(operand('maskedMeanGradient', inputs, 0).shape)],
  flops: ([mask]) => count(mask),
});

/** Exact match: sequences without a miss. */
export const exactMatchOp = defineOp<None>({
  name: 'exactMatch',
  doc: 'y [] = how many rows have Σ m · (1 − hit) = 0, from m bool [B, T], hit float [B, T]',
  type(inputs) {
    const [hit] = maskedOperands('exactMatch', inputs);
    if (hit?.shape.length !== 2) refuse('exactMatch', 'hits float [B, T]', hit);
    return [float([])];
  },
  flops: ([mask]) => 3 * count(mask),
});

export interface MaskedMean {
  readonly mean: Value;
  /** The sum of value i, and how many items count: a metric. */
  readonly figure: (i: number) => { readonly sum: Value; readonly count: Value };
}

/** The mean of the first value, and of each the sum, over items whose mask is true; over all where there is none. */
export function maskedMean(trace: Trace, values: readonly Value[], mask?: Value): MaskedMean {
  const made = trace.emit(maskedMeanOp, [mask, ...values], {});
  return { mean: given(made, 0), figure: (i) => ({ sum: given(made, 2 + i), count: given(made, 1) }) };
}

export const exactMatch = (trace: Trace, hit: Value, mask: Value): Value =>
  only(trace.emit(exactMatchOp, [mask, hit], {}));
