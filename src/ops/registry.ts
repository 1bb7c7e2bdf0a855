import type { Op } from './op';

const byName = new Map<string, Op>();

/** Makes operations known by name. The table does it once with all there are. */
export function register(operations: readonly Op[]): void {
  for (const op of operations) byName.set(op.name, op);
}

/** The operation of this name: for whatever holds operations as data, a `scan` with its body among them. */
export function operation(name: string): Op {
  const op = byName.get(name);
  if (!op) throw new RangeError(`no operation '${name}'`);
  return op;
}
