import type { Scalar } from '../block';
import { type Edge, type Graph, type ModulePorts, modulePorts, type Node } from '../document';
import type { Place } from '../problem';
import { sameShape, showType, type TensorType } from '../tensor';
import { MOST_BLOCKS, own, placeOf, type Walk } from './context';
import { missingInput } from './explain';
import { baseReport, bypass, type Visited } from './plain';
import { averaging, enterScan, leaveScan, statePortsFit, stepsOf } from './recurrent';
import { shares } from './sharing';
import type { CheckedNode, Source } from './types';
import type { Walked } from './walk';
import { portTaken, typeAt } from './wires';

/** @param walkInner works out the graph inside */
export function visitModule(
  node: Node,
  edges: readonly Edge[],
  done: ReadonlyMap<string, CheckedNode>,
  walk: Walk,
  walkInner: (graph: Graph, walk: Walk) => Walked,
): Visited | undefined {
  const use = node.module;
  const at = placeOf(node, walk);
  const definition = walk.document.modules.find((module) => module.id === use?.id);
  if (!use || !definition) {
    walk.problems.push({
      code: 'module/unknown',
      severity: 'error',
      at,
      expected: `one of ${walk.document.modules.map((m) => m.id).join(', ') || 'no modules'}`,
      received: `'${use?.id ?? ''}'`,
      fix: 'Choose another module, or define this one.',
    });
    return undefined;
  }
  if (walk.modules.includes(definition.id)) {
    walk.problems.push({
      code: 'module/recursive',
      severity: 'error',
      at,
      expected: 'modules that do not contain themselves',
      received: [...walk.modules, definition.id].join(' in '),
      fix: 'Take the module out of its own definition; to repeat it, set ×N.',
    });
    return undefined;
  }
  if (!statePortsFit(definition, use, at, walk)) return undefined;
  const ports = modulePorts(definition, use);
  const inputs: Record<string, TensorType> = {};
  const sources: Record<string, readonly Source[]> = {};
  for (const { name, optional } of ports.inputs) {
    const [wire, second] = edges.filter((edge) => edge.to.port === name);
    if (second) walk.problems.push(portTaken(node, second, walk));
    const type = wire ? typeAt(wire, done, walk) : 'nothing';
    if (!type) return undefined;
    if (!wire || type === 'nothing') {
      if (optional) continue;
      walk.problems.push(missingInput(node, undefined, name, walk));
      return undefined;
    }
    inputs[name] = type;
    sources[name] = [{ node: wire.from.node, port: wire.from.port }];
  }
  const types = Object.fromEntries(Object.entries(inputs).map(([port, type]) => [port, [type]]));
  if (node.bypass) return bypass(node, ports.outputs, { types, sources }, walk);
  const outer: Record<string, Scalar> = {};
  for (const parameter of definition.parameters) {
    const value = own(node.parameters, parameter.id) ?? parameter.default;
    outer[parameter.id] = typeof value === 'object' ? (own(walk.outer, value.parameter) ?? parameter.default) : value;
  }
  const repeat = use.repeat ?? 1;
  if (use.recurrent && repeat > 1) return repeatedCell(at, walk);
  const entered = use.recurrent && enterScan(ports, use, inputs, outer, at, walk);
  if (use.recurrent && !entered) return undefined;
  const before = walk.problems.length;
  const blocks = walk.size.blocks;
  const inner = walkInner(definition, {
    ...walk,
    scope: definition.id,
    path: `${walk.path}${node.name}${repeat > 1 ? '.0' : ''}.`,
    ids: [...walk.ids, node.id],
    outer,
    inputs: entered?.inputs ?? inputs,
    modules: [...walk.modules, definition.id],
  });
  if (walk.problems.length > before) return undefined;
  if (entered && averaging(inner.nodes, { ...walk, ids: at.nodes ?? [], path: `${at.path}.` })) return undefined;
  // In the order in which people see the ports, not that in which the blocks run.
  const given = inOrder(inner.outputs, ports.outputs);
  walk.size.blocks += (walk.size.blocks - blocks) * (repeat - 1);
  if (walk.size.blocks > MOST_BLOCKS) return tooLarge(at, walk);
  if (repeat > 1 && !closes(given, inputs, ports, at, walk)) return undefined;
  const outputs = entered ? leaveScan(entered, given, definition, at, walk) : given;
  if (!outputs) return undefined;
  const times = entered ? stepsOf(entered, walk) : repeat;
  const shared = use.weights === 'shared';
  const known = use.share !== undefined && walk.shared.has(use.share);
  if (use.share !== undefined && !shares(use.share, inner, at, walk)) return undefined;
  const parameters = known ? 0 : inner.parameters * (shared || use.share !== undefined ? 1 : repeat);
  return {
    node: {
      id: node.id,
      name: node.name,
      call: {
        kind: 'module',
        module: definition.id,
        ports: ports.inputs.map(({ name }) => name),
        graph: { nodes: inner.nodes, bindings: walk.bindings, training: walk.document.training },
        repeat,
        shared,
        ...(use.share === undefined ? {} : { share: use.share }),
        ...(entered ? { scan: entered.scan } : {}),
      },
      inputs: sources,
      outputs,
      weights: {},
      ties: [],
      taps: {},
      role: undefined,
    },
    report: {
      ...baseReport(node, types, outputs, walk),
      parameters,
      trainable: parameters > 0,
      flops: inner.flops * times,
      activationBytes: inner.activationBytes * times,
      weights: {},
    },
    counted: use.share === undefined ? parameters : 0,
  };
}

const inOrder = (types: Readonly<Record<string, TensorType>>, names: readonly string[]): Record<string, TensorType> =>
  Object.fromEntries(
    names.flatMap((name): [string, TensorType][] => {
      const type = own(types, name);
      return type ? [[name, type]] : [];
    }),
  );

function repeatedCell(at: Place, walk: Walk): undefined {
  walk.problems.push({
    code: 'module/repeat',
    severity: 'error',
    at,
    expected: 'a module that is not recurrent, or ×1',
    received: 'a recurrent module repeated',
    fix: 'Make a module of the recurrent one and repeat that.',
  });
  return undefined;
}

export function tooLarge(at: Place, walk: Walk): undefined {
  walk.problems.push({
    code: 'module/too-large',
    severity: 'error',
    at,
    expected: `at most ${MOST_BLOCKS} blocks, copies counted`,
    received: 'more',
    fix: 'Repeat the module less often.',
  });
  return undefined;
}

/** Whether what comes out of one copy can go into the next: outputs feed the inputs in order. */
function closes(
  outputs: Readonly<Record<string, TensorType>>,
  inputs: Readonly<Record<string, TensorType>>,
  ports: ModulePorts,
  at: Place,
  walk: Walk,
): boolean {
  for (const [i, type] of Object.values(outputs).entries()) {
    const port = ports.inputs[i];
    const wanted = port && own(inputs, port.name);
    if (wanted && wanted.dtype === type.dtype && sameShape(wanted.shape, type.shape)) continue;
    walk.problems.push({
      code: 'module/repeat',
      severity: 'error',
      at,
      expected: `${Object.keys(outputs)[i]} like ${port?.name ?? 'an input'} ${wanted ? showType(wanted) : ''}`,
      received: showType(type),
      fix: 'Make the module give back the shape it takes, or set ×1.',
    });
    return false;
  }
  return true;
}
