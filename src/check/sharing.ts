import type { Place } from '../problem';
import type { Walk } from './context';
import type { CheckedNode } from './types';
import type { Walked } from './walk';

/** Whether an instance can use the weights under a key: those of the instances before, and of nothing else. */
export function shares(key: string, inner: Walked, at: Place, walk: Walk): boolean {
  const weights = JSON.stringify(shapesIn(inner.nodes, ''));
  const known = walk.shared.get(key);
  // Weights under a key and those of a module of that name would have the same paths.
  const namesake = walk.document.graph.nodes.find(({ name, module }) => name === key && module && module.share !== key);
  if (!namesake && (!known || known.weights === weights)) {
    walk.shared.set(key, { weights, parameters: inner.parameters });
    return true;
  }
  walk.problems.push({
    code: 'module/share',
    severity: 'error',
    at,
    expected: namesake ? 'a key that is no name of another module' : 'the same weights wherever the key stands',
    received: namesake ? key : `other weights under '${key}'`,
    fix: 'Give this one another key.',
  });
  return false;
}

/** Names and shapes of the weights in a graph, those under other keys left out. */
function shapesIn(nodes: readonly CheckedNode[], prefix: string): (readonly [string, readonly number[]])[] {
  return nodes.flatMap(({ name, call, weights }) =>
    call.kind === 'module'
      ? call.share === undefined
        ? shapesIn(call.graph.nodes, `${prefix}${name}.${call.shared ? 1 : call.repeat}.`)
        : []
      : Object.entries(weights).map(([weight, { shape }]) => [`${prefix}${name}.${weight}`, shape] as const),
  );
}
