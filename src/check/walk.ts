import { type Block, isMany, isOptional, type ParameterValues, type Scalar } from '../block';
import { type Edge, type Graph, graphOf, type Node, type Patch } from '../document';
import type { Place, Problem } from '../problem';
import { bindDim, type Dim, sameShape, type TensorType } from '../tensor';
import { type Evaluated, own, placeOf, type Walk } from './context';
import { evaluateBlock, type PortTypes } from './evaluate';
import { blockProblem, cycleProblem, faultProblem, missingInput, wireProblem } from './explain';
import { resolveParameters } from './parameters';
import { sortGraph } from './topology';
import type { CheckedNode, NodeReport, Source } from './types';

export interface Walked {
  readonly nodes: readonly CheckedNode[];
  /** Types at the module's output ports. */
  readonly outputs: Readonly<Record<string, TensorType>>;
  readonly parameters: number;
  readonly flops: number;
  readonly activationBytes: number;
  /** Every node got its types. */
  readonly complete: boolean;
}

/** Blocks of a model, copies counted: far above what trains, and what a hostile repeat of repeats stops at. */
const MOST_BLOCKS = 50_000;

/** Works out a graph in order. A node whose inputs are unknown waits silently: its cause has been reported already. */
export function walkGraph(graph: Graph, walk: Walk): Walked {
  const { order, cycles, incoming } = sortGraph(graph);
  for (const cycle of cycles) walk.problems.push(cycleProblem(graph, cycle, walk));
  reportDangling(graph, walk);
  const done = new Map<string, CheckedNode>();
  const moduleOutputs: Record<string, TensorType> = {};
  let parameters = 0;
  let flops = 0;
  let activationBytes = 0;
  for (const node of order) {
    if (++walk.size.blocks > MOST_BLOCKS) break;
    const result = visit(node, incoming.get(node.id) ?? [], done, walk);
    if (!result) continue;
    done.set(node.id, result.node);
    parameters += result.counted;
    flops += result.report.flops;
    activationBytes += result.report.activationBytes;
    if (!walk.reports.has(node.id)) walk.reports.set(node.id, result.report);
    if (result.node.role === 'module-output') Object.assign(moduleOutputs, result.node.outputs);
  }
  return {
    nodes: [...done.values()],
    outputs: moduleOutputs,
    parameters,
    flops,
    activationBytes,
    complete: done.size === graph.nodes.length,
  };
}

interface Visited {
  readonly node: CheckedNode;
  readonly report: NodeReport;
  /** Parameters that each copy of the graph around has; those under a share key are counted once for all. */
  readonly counted: number;
}

function visit(
  node: Node,
  edges: readonly Edge[],
  done: ReadonlyMap<string, CheckedNode>,
  walk: Walk,
): Visited | undefined {
  const at = placeOf(node, walk);
  if (node.module) return visitModule(node, edges, done, walk);
  const block = walk.blocks.get(node.block);
  if (!block) {
    walk.problems.push({
      code: 'graph/unknown-block',
      severity: 'error',
      at,
      expected: 'a block of the library',
      received: `'${node.block}'`,
      fix: 'Replace the block, or open the document with the Wireformer that made it. It is kept as it is.',
    });
    return undefined;
  }
  if (node.version > block.version) {
    walk.problems.push({
      code: 'graph/newer-block',
      severity: 'error',
      at,
      expected: `version ${block.version} or older`,
      received: `version ${node.version}`,
      fix: 'Update Wireformer.',
    });
    return undefined;
  }
  const { values, faults, open } = resolveParameters(block, node, walk.outer, walk.symbols, walk.complete);
  for (const fault of faults) walk.problems.push(faultProblem(node, fault, walk));
  if (block.role === 'data') return visitData(node, block, walk);
  if (block.role === 'module-input' || block.role === 'module-output') {
    if (walk.scope === undefined) return outside(at, walk);
    if (block.role === 'module-input') return visitInput(node, values, walk);
  }
  const wires = gather(node, block, edges, done, walk);
  if (!wires || faults.length > 0 || open) return undefined;
  if (block.role === 'module-output') {
    const [type] = wires.types.x ?? [];
    return type && simple(node, block, { kind: 'output' }, wires, { [node.name]: type }, walk);
  }
  if (node.bypass) return bypass(node, Object.keys(block.outputs), wires, walk);
  const result = remembered(block, values, wires.types, walk);
  if (!result.ok) {
    walk.problems.push(
      'mismatch' in result
        ? wireProblem(node, result.mismatch, edges, wires.types, walk)
        : blockProblem(node, block, result, edges, walk),
    );
    return undefined;
  }
  const weights = result.weights;
  const tied = new Set((node.ties ?? []).map((tie) => tie.weight));
  const held = Object.entries(weights).filter(([name]) => !tied.has(name));
  const counted = held.reduce((sum, [, { shape }]) => sum + shape.reduce((a, b) => a * b, 1), 0);
  return {
    node: {
      id: node.id,
      name: node.name,
      call: { kind: 'block', definition: block, parameters: values },
      inputs: wires.sources,
      outputs: result.outputs,
      weights,
      ties: node.ties ?? [],
      taps: result.taps,
      role: block.role,
    },
    report: {
      ...baseReport(node, wires.types, result.outputs, walk),
      parameters: counted,
      trainable: held.some(([, { trainable }]) => trainable),
      flops: result.flops,
      activationBytes: result.activationBytes,
      weights: Object.fromEntries(Object.entries(weights).map(([name, { shape }]) => [name, shape])),
    },
    counted,
  };
}

/** The same block with the same parameters on the same types does the same: asked once. */
function remembered(block: Block, values: ParameterValues, types: PortTypes, walk: Walk): Evaluated {
  const key = JSON.stringify([block.id, values, types, walk.bindings]);
  const known = walk.memo.get(key);
  if (known) return known;
  const result = evaluateBlock(block, values, types, walk.bindings);
  walk.memo.set(key, result);
  return result;
}

interface Wires {
  readonly types: PortTypes;
  readonly sources: Readonly<Record<string, readonly Source[]>>;
}

/** Types and sources by input port; undefined where one is missing or not known yet. */
function gather(
  node: Node,
  block: Block,
  edges: readonly Edge[],
  done: ReadonlyMap<string, CheckedNode>,
  walk: Walk,
): Wires | undefined {
  const types: Record<string, TensorType[]> = {};
  const sources: Record<string, Source[]> = {};
  let waiting = false;
  for (const edge of edges) {
    const input = Object.hasOwn(block.inputs, edge.to.port) ? block.inputs[edge.to.port] : undefined;
    if (input === undefined) continue;
    const type = typeAt(edge, done, walk);
    if (!type || type === 'nothing') {
      if (!type) waiting = true;
      continue;
    }
    const list = types[edge.to.port] ?? [];
    if (list.length > 0 && !isMany(input)) {
      walk.problems.push(portTaken(node, edge, walk));
      continue;
    }
    list.push(type);
    types[edge.to.port] = list;
    const ends = sources[edge.to.port] ?? [];
    ends.push({ node: edge.from.node, port: edge.from.port });
    sources[edge.to.port] = ends;
  }
  for (const [port, input] of Object.entries(block.inputs)) {
    if (waiting || sources[port] || isOptional(input)) continue;
    walk.problems.push(missingInput(node, block, port, walk));
    waiting = true;
  }
  return waiting ? undefined : { types, sources };
}

/**
 * The type that comes over a wire; `nothing` from an optional module port that the instance leaves open, undefined where
 * it is not known and a problem already says why.
 */
function typeAt(
  { id, from }: Edge,
  done: ReadonlyMap<string, CheckedNode>,
  walk: Walk,
): TensorType | 'nothing' | undefined {
  const source = done.get(from.node);
  const type = source && own(source.outputs, from.port);
  if (type || !source) return type;
  if (source.call.kind === 'input') return 'nothing';
  if (source.call.kind === 'data' && declares(source.id, from.port, walk)) {
    walk.problems.push({
      code: 'data/no-port',
      severity: 'error',
      at: { nodes: [...walk.ids, source.id], path: walk.path + source.name, port: from.port, edge: id },
      expected: `one of ${Object.keys(source.outputs).join(', ')}`,
      received: from.port,
      fix: 'Wire another port, or choose data that have this one.',
    });
  }
  return undefined;
}

/** Whether a block has an output of this name, whatever its data provide. */
function declares(id: string, port: string, walk: Walk): boolean {
  const node = graphOf(walk.document, walk.scope)?.nodes.find((n) => n.id === id);
  const block = node && walk.blocks.get(node.block);
  return block !== undefined && Object.hasOwn(block.outputs, port);
}

function visitData(node: Node, block: Block, walk: Walk): Visited | undefined {
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
  const call = { kind: 'data', data: String(node.parameters.data), spec: data.spec, decoding: block.decoding } as const;
  return simple(node, block, call, { types: {}, sources: {} }, bound, walk);
}

function visitInput(node: Node, values: ParameterValues, walk: Walk): Visited | undefined {
  const type = own(walk.inputs, node.name);
  if (!type && values.optional !== true) return undefined;
  return simple(node, undefined, { kind: 'input' }, { types: {}, sources: {} }, type ? { y: type } : {}, walk);
}

/** A bypassed block or module hands its first input to every output. */
function bypass(node: Node, ports: readonly string[], wires: Wires, walk: Walk): Visited | undefined {
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

function simple(
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

function visitModule(
  node: Node,
  edges: readonly Edge[],
  done: ReadonlyMap<string, CheckedNode>,
  walk: Walk,
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
  if (use.recurrent) {
    walk.problems.push({
      code: 'module/recurrent',
      severity: 'error',
      at,
      expected: 'a module without state ports',
      received: 'a recurrent module',
      fix: 'Use the RNN, LSTM or GRU block; cells drawn by hand come later.',
    });
    return undefined;
  }
  const inputs: Record<string, TensorType> = {};
  const sources: Record<string, readonly Source[]> = {};
  const ports = definition.nodes.filter((inner) => inner.block === 'module-input');
  for (const port of ports) {
    const [wire, second] = edges.filter((edge) => edge.to.port === port.name);
    if (second) walk.problems.push(portTaken(node, second, walk));
    const type = wire ? typeAt(wire, done, walk) : 'nothing';
    if (!type) return undefined;
    if (!wire || type === 'nothing') {
      if (port.parameters.optional === true) continue;
      walk.problems.push(missingInput(node, undefined, port.name, walk));
      return undefined;
    }
    inputs[port.name] = type;
    sources[port.name] = [{ node: wire.from.node, port: wire.from.port }];
  }
  const types = Object.fromEntries(Object.entries(inputs).map(([port, type]) => [port, [type]]));
  if (node.bypass) {
    const outputs = definition.nodes.filter((inner) => inner.block === 'module-output').map(({ name }) => name);
    return bypass(node, outputs, { types, sources }, walk);
  }
  const outer: Record<string, Scalar> = {};
  for (const parameter of definition.parameters) {
    const value = own(node.parameters, parameter.id) ?? parameter.default;
    outer[parameter.id] = typeof value === 'object' ? (own(walk.outer, value.parameter) ?? parameter.default) : value;
  }
  const repeat = use.repeat ?? 1;
  const before = walk.problems.length;
  const blocks = walk.size.blocks;
  const inner = walkGraph(definition, {
    ...walk,
    scope: definition.id,
    path: `${walk.path}${node.name}${repeat > 1 ? '.0' : ''}.`,
    ids: [...walk.ids, node.id],
    outer,
    inputs,
    modules: [...walk.modules, definition.id],
  });
  if (walk.problems.length > before) return undefined;
  walk.size.blocks += (walk.size.blocks - blocks) * (repeat - 1);
  if (walk.size.blocks > MOST_BLOCKS) return tooLarge(at, walk);
  if (repeat > 1 && !closes(inner.outputs, inputs, ports, at, walk)) return undefined;
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
        graph: { nodes: inner.nodes, bindings: walk.bindings, training: walk.document.training },
        repeat,
        shared,
        ...(use.share === undefined ? {} : { share: use.share }),
      },
      inputs: sources,
      outputs: inner.outputs,
      weights: {},
      ties: [],
      taps: {},
      role: undefined,
    },
    report: {
      ...baseReport(node, types, inner.outputs, walk),
      parameters,
      trainable: parameters > 0,
      flops: inner.flops * repeat,
      activationBytes: inner.activationBytes * repeat,
      weights: {},
    },
    counted: use.share === undefined ? parameters : 0,
  };
}

/** Whether an instance can use the weights under a key: those of the instances before, and of nothing else. */
function shares(key: string, inner: Walked, at: Place, walk: Walk): boolean {
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

function tooLarge(at: Place, walk: Walk): undefined {
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
  ports: readonly Node[],
  at: Place,
  walk: Walk,
): boolean {
  for (const [i, type] of Object.values(outputs).entries()) {
    const port = ports[i];
    const wanted = port && own(inputs, port.name);
    if (wanted && wanted.dtype === type.dtype && sameShape(wanted.shape, type.shape)) continue;
    walk.problems.push({
      code: 'module/repeat',
      severity: 'error',
      at,
      expected: `${Object.keys(outputs)[i]} like ${port?.name ?? 'an input'} ${wanted ? show(wanted) : ''}`,
      received: show(type),
      fix: 'Make the module give back the shape it takes, or set ×1.',
    });
    return false;
  }
  return true;
}

const show = (type: TensorType): string => `${type.dtype} [${type.shape.join(', ')}]`;

function reportDangling(graph: Graph, walk: Walk): void {
  const ports = (node: Node | undefined, side: 'inputs' | 'outputs'): readonly string[] | undefined => {
    if (!node) return [];
    if (node.module) {
      const wanted = side === 'inputs' ? 'module-input' : 'module-output';
      const module = walk.document.modules.find((m) => m.id === node.module?.id);
      return module?.nodes.filter((inner) => inner.block === wanted).map((inner) => inner.name);
    }
    const block = walk.blocks.get(node.block);
    return block && Object.keys(block[side]);
  };
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  for (const [index, edge] of graph.edges.entries()) {
    const from = ports(nodes.get(edge.from.node), 'outputs');
    const to = ports(nodes.get(edge.to.node), 'inputs');
    // A placeholder's ports are unknown; only a port that is known not to exist dangles.
    if ((from?.includes(edge.from.port) ?? true) && (to?.includes(edge.to.port) ?? true)) continue;
    const name = (id: string) => walk.path + (nodes.get(id)?.name ?? `(${id})`);
    walk.problems.push({
      code: 'graph/dangling-wire',
      severity: 'error',
      at: {
        edge: edge.id,
        nodes: walk.ids,
        from: { block: name(edge.from.node), port: edge.from.port },
        to: { block: name(edge.to.node), port: edge.to.port },
      },
      expected: 'a block and a port at both ends',
      received: 'an end with nothing there',
      fix: 'Remove the wire.',
      edit: [
        {
          path: [...(walk.scope === undefined ? ['graph'] : ['modules', walk.scope]), 'edges', edge.id],
          before: edge,
          index,
        },
      ],
    });
  }
}

function portTaken(node: Node, edge: Edge, walk: Walk): Problem<Patch> {
  const path = [...(walk.scope === undefined ? ['graph'] : ['modules', walk.scope]), 'edges', edge.id];
  return {
    code: 'graph/port-taken',
    severity: 'error',
    at: { ...placeOf(node, walk), port: edge.to.port, edge: edge.id },
    expected: 'one wire',
    received: 'another one',
    fix: 'Remove one of the two; to join tensors use Concatenate or Residual add.',
    edit: [{ path, before: edge }],
  };
}

function outside(at: Place, walk: Walk): undefined {
  walk.problems.push({
    code: 'module/outside',
    severity: 'error',
    at,
    expected: walk.scope === undefined ? 'module ports inside a module' : 'data blocks outside modules',
    received: walk.scope === undefined ? 'one on the main canvas' : `one inside ${walk.scope}`,
    fix: 'Move or remove the block.',
  });
  return undefined;
}

function baseReport(node: Node, types: PortTypes, outputs: Readonly<Record<string, TensorType>>, walk: Walk) {
  const inputs = Object.fromEntries(
    Object.entries(types).flatMap(([port, [type]]): [string, TensorType][] => (type ? [[port, type]] : [])),
  );
  return { path: walk.path + node.name, block: node.module ? `module ${node.module.id}` : node.block, inputs, outputs };
}
