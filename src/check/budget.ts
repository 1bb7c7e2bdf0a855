import type { Patch, Training } from '../document';
import type { Problem } from '../problem';
import type { Totals } from './types';

/** Bytes a training run may ask for: what a browser tab can hold with the WASM heap and the page beside it. */
export const BUDGET_BYTES = 3 * 2 ** 30;

export interface Budget {
  readonly weights: number;
  readonly gradients: number;
  readonly optimizer: number;
  /** What micro-batches hand on. */
  readonly sums: number;
  readonly activations: number;
  readonly total: number;
}

/** Bytes of one training step: weights, their gradients, the optimizer's moments, and activations with their gradients. */
export function budgetOf(totals: Totals, training: Training): Budget {
  const weights = 4 * totals.parameters;
  const slots = Math.max(...training.phases.map(({ optimizer }) => (optimizer.kind === 'sgd' ? 1 : 2)));
  const optimizer = slots * weights;
  const sums = (training.accumulate ?? 1) > 1 ? weights : 0;
  const activations = 2 * totals.activationBytes;
  const total = weights + weights + optimizer + sums + activations;
  return { weights, gradients: weights, optimizer, sums, activations, total };
}

/** A model too large to train here can still be drawn and counted: a warning. Training refuses it by what it counts itself. */
export function budgetProblems(
  { total, activations }: Pick<Budget, 'total' | 'activations'>,
  limit = BUDGET_BYTES,
): Problem<Patch>[] {
  if (total <= limit) return [];
  const gib = (bytes: number) => `${(bytes / 2 ** 30).toFixed(1)} GiB`;
  return [
    {
      code: 'budget/overflow',
      severity: 'warning',
      at: { field: 'training.batch' },
      expected: `at most ${gib(limit)} to train here`,
      received: gib(total),
      fix:
        activations > total / 2
          ? 'Make the batch or the sequences smaller, or recompute modules.'
          : 'Make the layers narrower or fewer; the model can still be counted and exported.',
    },
  ];
}
