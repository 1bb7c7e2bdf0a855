import type { CheckedDataNode } from '../check';
import { sameShape } from '../tensor';
import type { Batches } from './model';

/**
 * Tokens that a batch is about: for each data block the real ones (where a mask says which) of the sequence that is fed and
 * predicted, or else of the first sequence there is; examples where there are no sequences.
 */
export function tokensIn(nodes: readonly CheckedDataNode[], batches: Batches): number {
  return nodes.reduce((sum, node) => sum + tokensOf(node, batches), 0);
}

function tokensOf({ id, call, outputs }: CheckedDataNode, batches: Batches): number {
  const batch = batches.get(id) ?? {};
  const sequences = Object.keys(outputs).filter(
    (port) => outputs[port]?.dtype === 'int' && outputs[port]?.shape.length === 2,
  );
  const port = call.decoding?.feed ?? sequences[0];
  if (port === undefined) return Object.values(batch)[0]?.shape[0] ?? 0;
  const shape = outputs[port]?.shape ?? [];
  const mask = Object.keys(outputs).find(
    (name) => outputs[name]?.dtype === 'bool' && sameShape(outputs[name].shape, shape),
  );
  const real = mask === undefined ? undefined : batch[mask];
  if (!real) return batch[port]?.data.length ?? 0;
  let count = 0;
  for (const bit of real.data) count += bit;
  return count;
}
