import type { Block, ParameterValues } from '../block';
import type { Node } from '../document';
import type { Place } from '../problem';
import { bindDim, type Dim, type TensorType } from '../tensor';
import { own, placeOf, type Walk } from './context';
import type { PortTypes } from './evaluate';
import type { CheckedNode, NodeReport } from './types';
import type { Wires } from './wires';

/** A node worked out. */
export interface Visited {
  readonly node: CheckedNode;
  readonly report: NodeReport;
  /** Parameters that each copy of the graph around has; those under a share key are counted once for all. */
  readonly counted: number;
}

export function visitData(node: Node, block: Block, walk: Walk): Visited | undefined {
  const data = walk.data.get(node.id);
  if (walk.scope !== undefined) return outside(placeOf(node, walk), walk);
  if (!data) return undefined;
  const rename = (dim: Dim): Dim => (typeof dim === 'string' ? (data.symbols[dim] ?? dim) : dim);
  const outputs = Object.fromEntries(
    Object.entries(data.spec.ports).map(([port, type]) => [port, { ...type, shape: type.shape.map(rename) }]),
  );
  // Only S and T stay letters on the wires; the width of features is a number everywhere.
  const fixed = Object.fromEntries(
    Object.entries(data.symbols)
      .filter(([symbol]) => !data.spec.axes.includes(symbol))
      .map(([symbol, name]) => [name, data.spec.symbols[symbol] ?? 0]),
  );
  const bound = Object.fromEntries(
    Object.entries(outputs).map(([port, type]) => [
      port,
      { ...type, shape: type.shape.map((dim) => bindDim(dim, fixed)) },
    ]),
  );
  const { spec, reading } = data;
  const { decoding } = block;
  const call = { kind: 'data', data: String(node.parameters.data), spec, reading, decoding } as const;
  return simple(node, block, call, { types: {}, sources: {} }, bound, walk);
}

export function visitInput(node: Node, values: ParameterValues, walk: Walk): Visited | undefined {
  const type = own(walk.inputs, node.name);
  if (!type && values.optional !== true) return undefined;
  return simple(node, undefined, { kind: 'input' }, { types: {}, sources: {} }, type ? { y: type } : {}, walk);
}

/** A bypassed block or module hands its first input to every output. */
export function bypass(node: Node, ports: readonly string[], wires: Wires, walk: Walk): Visited | undefined {
  const first = Object.entries(wires.types).find(([, list]) => list.length > 0);
  const type = first?.[1][0];
  if (!first || !type) {
    walk.problems.push({
      code: 'graph/bypass',
      severity: 'error',
      at: placeOf(node, walk),
      expected: 'an input to hand on',
      received: 'none',
      fix: 'Take the bypass off, or remove the block.',
    });
    return undefined;
  }
  const outputs = Object.fromEntries(ports.map((port) => [port, type]));
  // A bypassed loss is no loss and a bypassed output predicts nothing: only what it hands on is left of it.
  return simple(node, undefined, { kind: 'bypass', source: first[0] }, wires, outputs, walk);
}

export function simple(
  node: Node,
  block: Block | undefined,
  call: CheckedNode['call'],
  wires: Wires,
  outputs: Readonly<Record<string, TensorType>>,
  walk: Walk,
): Visited {
  return {
    node: {
      id: node.id,
      name: node.name,
      call,
      inputs: wires.sources,
      outputs,
      weights: {},
      ties: [],
      taps: {},
      role: call.kind === 'input' ? 'module-input' : block?.role,
    },
    report: {
      ...baseReport(node, wires.types, outputs, walk),
      parameters: 0,
      trainable: false,
      flops: 0,
      activationBytes: 0,
      weights: {},
    },
    counted: 0,
  };
}

export function outside(at: Place, walk: Walk): undefined {
  walk.problems.push({
    code: 'module/outside',
    severity: 'error',
    at,
    expected: walk.scope === undefined ? 'module ports inside a module' : 'data, losses and outputs outside modules',
    received: walk.scope === undefined ? 'one on the main canvas' : `one inside ${walk.scope}`,
    fix: 'Move or remove the block.',
  });
  return undefined;
}

export function baseReport(node: Node, types: PortTypes, outputs: Readonly<Record<string, TensorType>>, walk: Walk) {
  const inputs = Object.fromEntries(
    Object.entries(types).flatMap(([port, [type]]): [string, TensorType][] => (type ? [[port, type]] : [])),
  );
  return { path: walk.path + node.name, block: node.module ? `module ${node.module.id}` : node.block, inputs, outputs };
}
