import type { CarriedWeights } from '../../metrics';

/** Weights that are named one by one in a sentence. */
const NAMED = 3;

const showShape = (shape: readonly number[]): string => `[${shape.join(', ')}]`;

/** `head.weight: shape [64, 10] became [128, 10]`. */
export const describeMade = ({ path, shape, before }: CarriedWeights['made'][number]): string =>
  before ? `${path}: shape ${showShape(before)} became ${showShape(shape)}` : `${path} ${showShape(shape)}`;

/** `12 of 14 weights kept`. */
export function countCarried({ kept, made }: CarriedWeights): string {
  const all = kept.length + made.length;
  if (made.length === 0) return all === 1 ? 'The one weight is kept' : `All ${all} weights kept`;
  return kept.length === 0 ? `None of ${all} weights kept` : `${kept.length} of ${all} weights kept`;
}

/** What is new and what is gone, in a sentence or two; empty where all is kept. */
export function describeCarried({ made, dropped }: CarriedWeights): string {
  const list = (items: readonly string[], separator: string) =>
    items.length > NAMED + 1
      ? `${items.slice(0, NAMED).join(separator)} and ${items.length - NAMED} more`
      : items.join(separator);
  return [
    made.length > 0 ? `New: ${list(made.map(describeMade), '; ')}.` : '',
    dropped.length > 0 ? `Gone: ${list(dropped, ', ')}.` : '',
  ]
    .filter((part) => part !== '')
    .join(' ');
}
