import { formatBytes } from '../../ui';
import type { Answer } from '../../worker/protocol';

/** What a step takes, and what it would take if nothing were recomputed. */
export type MemoryFigures = Pick<Extract<Answer, { readonly kind: 'memory' }>, 'memory' | 'kept'>;

/** In words: the whole, its parts, and what it would be without recomputing. */
export function memoryText({ memory, kept }: MemoryFigures): string {
  const { total, weights, gradients, optimizer, sums, values } = memory;
  const parts = [
    ['weights', weights],
    ['gradients', gradients],
    ['optimizer', optimizer],
    ['sums of micro-batches', sums],
    ['values', values],
  ] as const;
  const listed = parts.filter(([, bytes]) => bytes > 0).map(([name, bytes]) => `${name} ${formatBytes(bytes)}`);
  const otherwise = kept && kept.total !== total ? `; without recomputing ${formatBytes(kept.total)}` : '';
  return `A step needs ${formatBytes(total)}: ${listed.join(', ')}${otherwise}.`;
}
