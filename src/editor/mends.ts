import type { Check, Checker } from '../check';
import { apply, type Document, type Patch, type Scope } from '../document';
import { connect } from './gestures';
import { type End, type Wiring, whyNot } from './wiring';

/** What would make a wire that was refused: in words, and as one edit that holds the wire as well. */
export interface WireMend {
  readonly label: string;
  readonly patch: Patch;
}

/**
 * Ways to wire two ends that do not fit: the wire that has the port gives way, another width is set before, or blocks that make one
 * type into the other are put between. Each has been tried: after it, nothing is wrong at this port.
 */
export function mendsFor(
  document: Document,
  scope: Scope,
  wiring: Wiring,
  checker: Checker,
  from: End,
  to: End,
): readonly WireMend[] {
  const taken = wiring.incoming.get(to.node)?.find((edge) => edge.to.port === to.port);
  if (taken && whyNot(wiring, from, to, taken.id) === undefined) {
    return [{ label: 'Put this wire in its place.', patch: connect(document, scope, from, to, new Set([taken.id])) }];
  }
  const wire = connect(document, scope, from, to);
  const id = wire.at(-1)?.path.at(-1);
  const applied = apply(document, wire);
  if (id === undefined || 'problems' in applied) return [];
  const found = mismatchAt(checker.check(applied.document), id, to);
  if (!found?.edit) return [];
  return [{ fix: found.fix, edit: found.edit }, ...(found.others ?? [])].flatMap(({ fix, edit }) => {
    const patch = [...wire, ...edit];
    const after = apply(document, patch);
    const settled = !('problems' in after) && !mismatchAt(checker.check(after.document), id, to);
    return settled ? [{ label: fix, patch }] : [];
  });
}

const mismatchAt = (check: Check, edge: string, to: End) =>
  check.problems.find(
    ({ code, at }) =>
      code === 'type/mismatch' && (at.edge === edge || (at.nodes?.at(-1) === to.node && at.port === to.port)),
  );
