import type { Training } from '../check';
import { accumulateOp, SUM, type Trace, type Value } from '../ops';
import type { Lowered } from './lower';
import type { Program } from './program';

/**
 * Which micro-batch of its step a Program is for. The first leaves its gradients in the slots `<weight>/sum`, further ones
 * add theirs, and the last takes the mean and makes the update. New running averages go the same way, so that nothing is
 * changed before the last.
 */
export type Share = 'only' | 'first' | 'further' | 'last';

/** What the micro-batches of a step are, in order. */
export function sharesOf({ accumulate = 1 }: Pick<Training, 'accumulate'>): Share[] {
  if (accumulate === 1) return ['only'];
  return ['first', ...Array.from({ length: accumulate - 2 }, (): Share => 'further'), 'last'];
}

export const isLate = (share: Share): boolean => share === 'further' || share === 'last';

/** Something that has a value in a trace. */
export interface Slot {
  readonly name: string;
  readonly value: Value;
}

export const sumSlot = (weight: string): string => `${weight}/${SUM}`;

/**
 * Lets a micro-batch after the first read running averages where the one before has left them. The weights themselves are
 * still named, though not read.
 *
 * @param names states that the step changes
 */
export function handOn(
  { trace, weights }: Pick<Lowered, 'trace' | 'weights'>,
  names: readonly string[],
): { readonly weights: Lowered['weights']; readonly slots: readonly Slot[] } {
  const handed = new Map(
    names.flatMap((name) => {
      const weight = weights.get(name);
      return weight ? [[name, weight] as const] : [];
    }),
  );
  const others = [...handed].map(
    ([name, { value, spec }]) => [name, { value: trace.input(value.type), spec }] as const,
  );
  return {
    weights: new Map([...weights, ...others]),
    slots: [...handed].map(([name, { value }]) => ({ name: sumSlot(name), value })),
  };
}

/** A weight and its gradient. */
export interface Pulled {
  readonly name: string;
  readonly gradient: Value;
}

/** Gradients with those of the micro-batches before, where there are any, times a factor. */
export function accumulate(
  trace: Trace,
  pulled: readonly Pulled[],
  { late, scale }: { readonly late: boolean; readonly scale: number },
): { readonly gradients: readonly Value[]; readonly slots: readonly Slot[] } {
  const slots = late
    ? pulled.map(({ name, gradient }) => ({ name: sumSlot(name), value: trace.input(gradient.type) }))
    : [];
  if (pulled.length === 0 || (!late && scale === 1))
    return { gradients: pulled.map(({ gradient }) => gradient), slots };
  const operands = pulled.flatMap(({ gradient }, i) => [gradient, slots[i]?.value]);
  return { gradients: trace.emit(accumulateOp, operands, { scale }), slots };
}

/** What micro-batches before the last leave. */
export const leave = (sums: ReadonlyMap<string, Value>): Program['updates'] =>
  [...sums].map(([name, { id }]) => ({ kind: 'slot', name: sumSlot(name), value: id }));
