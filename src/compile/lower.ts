import type { CheckedGraph, CheckedNode, Source, WeightSpec } from '../check';
import { makeOps, type Trace, transpose, type Value } from '../ops';
import { type Bindings, bindType } from '../tensor';
import { Frame } from './frame';
import { hashText } from './hash';
import type { ProgramTap } from './program';
import type { ModuleCopy } from './recompute';
import { lowerScan } from './scan';

/** A weight as the trace knows it. */
interface LoweredWeight {
  readonly value: Value;
  readonly spec: WeightSpec;
}

export interface LoweredMetric {
  readonly path: string;
  readonly name: string;
  readonly sum: Value;
  readonly count: Value;
}

/** The forward pass of a graph on one trace, with everything that has a name. */
export interface Lowered {
  readonly trace: Trace;
  readonly inputs: ReadonlyMap<string, Value>;
  readonly weights: ReadonlyMap<string, LoweredWeight>;
  /** What the step leaves in weights that are not trained. */
  readonly states: ReadonlyMap<string, Value>;
  readonly losses: ReadonlyMap<string, Value>;
  readonly outputs: ReadonlyMap<string, Value>;
  readonly metrics: readonly LoweredMetric[];
  readonly taps: readonly ProgramTap[];
  /** Copies of modules, those inside a time step aside. */
  readonly copies: readonly ModuleCopy[];
}

export interface LowerOptions {
  readonly bindings: Bindings;
  readonly training: boolean;
  readonly scoring: boolean;
  /** Whether a backward pass will follow: then recurrent modules keep what it needs. */
  readonly backward: boolean;
  /** Whether somebody looks at the taps: those inside recurrent modules are kept for every step. */
  readonly taps: boolean;
  /** Nodes whose results are wanted; only what leads to them is traced. */
  readonly goals: (node: CheckedNode) => boolean;
}

/** Where in the document the walk is. */
export interface Scope {
  readonly path: string;
  /** Where the weights are named: differs from `path` in copies that share. */
  readonly weights: string;
  readonly inputs: ReadonlyMap<string, Value>;
  /** The trace that is written: the Program's, or that of a recurrent module's body. */
  readonly frame: Frame;
}

/** Traces the forward pass with numeric sizes. Modules are flattened: each copy under its own path. */
export function lower(graph: CheckedGraph, options: LowerOptions): Lowered {
  const frame = new Frame();
  const state = {
    trace: frame.trace,
    inputs: new Map<string, Value>(),
    weights: new Map<string, LoweredWeight>(),
    states: new Map<string, Value>(),
    losses: new Map<string, Value>(),
    outputs: new Map<string, Value>(),
    metrics: [] as LoweredMetric[],
    taps: [] as ProgramTap[],
    copies: [] as ModuleCopy[],
    options,
  };
  lowerGraph(graph, ancestors(graph, options.goals), { path: '', weights: '', inputs: new Map(), frame }, state);
  return state;
}

export interface State extends Lowered {
  readonly inputs: Map<string, Value>;
  readonly weights: Map<string, LoweredWeight>;
  readonly states: Map<string, Value>;
  readonly losses: Map<string, Value>;
  readonly outputs: Map<string, Value>;
  readonly metrics: LoweredMetric[];
  readonly taps: ProgramTap[];
  readonly copies: ModuleCopy[];
  readonly options: LowerOptions;
}

/** Ids of the goals and of all that leads to them. */
function ancestors(graph: CheckedGraph, goals: (node: CheckedNode) => boolean): Set<string> {
  const needed = new Set<string>();
  for (const node of graph.nodes.toReversed()) {
    if (!needed.has(node.id) && !goals(node)) continue;
    needed.add(node.id);
    for (const source of Object.values(node.inputs).flat()) needed.add(source.node);
  }
  return needed;
}

/** Runs the nodes of one graph; returns the values at its module outputs. */
export function lowerGraph(
  graph: Pick<CheckedGraph, 'nodes'>,
  needed: ReadonlySet<string> | undefined,
  scope: Scope,
  state: State,
): Map<string, Value> {
  const values = new Map<string, Readonly<Record<string, Value>>>();
  const results = new Map<string, Value>();
  const read = ({ node, port }: Source): Value => {
    const value = values.get(node)?.[port];
    if (!value) throw new RangeError(`nothing at ${node}.${port}`);
    return value;
  };
  for (const node of graph.nodes) {
    if (needed && !needed.has(node.id)) continue;
    const inputs = Object.fromEntries(Object.entries(node.inputs).map(([port, list]) => [port, list.map(read)]));
    if (node.call.kind === 'output') {
      const [value] = inputs.x ?? [];
      if (value) results.set(node.name, value);
    } else values.set(node.id, lowerNode(node, inputs, scope, state));
  }
  return results;
}

export type ModuleCall = Extract<CheckedNode['call'], { readonly kind: 'module' }>;
export type Wired = Readonly<Record<string, readonly Value[]>>;

function lowerNode(node: CheckedNode, inputs: Wired, scope: Scope, state: State): Readonly<Record<string, Value>> {
  const { call } = node;
  switch (call.kind) {
    case 'data':
      return Object.fromEntries(
        Object.entries(node.outputs).map(([port, type]) => {
          const name = `${node.id}.${port}`;
          const value = state.inputs.get(name) ?? state.trace.input(bindType(type, state.options.bindings));
          state.inputs.set(name, value);
          return [port, value];
        }),
      );
    case 'input': {
      const value = scope.inputs.get(node.name);
      return value ? { y: value } : {};
    }
    case 'output':
      return {};
    case 'bypass': {
      const [value] = inputs[call.source] ?? [];
      return value ? Object.fromEntries(Object.keys(node.outputs).map((port) => [port, value])) : {};
    }
    case 'module':
      return call.scan
        ? lowerScan(node, call, call.scan, inputs, scope, state)
        : lowerModule(node, call, inputs, scope, state);
    case 'block':
      return lowerBlock(node, call, inputs, scope, state);
  }
}

function lowerModule(
  node: CheckedNode,
  call: ModuleCall,
  inputs: Wired,
  scope: Scope,
  state: State,
): Readonly<Record<string, Value>> {
  let ports = new Map(
    Object.entries(inputs).flatMap(([port, [value]]): [string, Value][] => (value ? [[port, value]] : [])),
  );
  let out = new Map<string, Value>();
  for (let copy = 0; copy < call.repeat; copy++) {
    const label = call.repeat > 1 ? `${node.name}.${copy}.` : `${node.name}.`;
    const owner = call.repeat > 1 ? `${node.name}.${call.shared ? 0 : copy}.` : `${node.name}.`;
    // Instances with one key keep their weights under the key's name, wherever they stand.
    const weights = call.share === undefined ? scope.weights + owner : `${call.share}.`;
    if (!scope.frame.outer) state.copies.push({ prefix: scope.path + label, module: call.module });
    out = lowerGraph(call.graph, undefined, { ...scope, path: scope.path + label, weights, inputs: ports }, state);
    // Outputs feed the inputs in order; what else comes in goes to every copy.
    ports = new Map(ports);
    for (const [i, name] of Object.keys(node.outputs).entries()) {
      const [port, value] = [call.ports[i], out.get(name)];
      if (port !== undefined && value) ports.set(port, value);
    }
  }
  return Object.fromEntries(out);
}

function lowerBlock(
  node: CheckedNode,
  call: Extract<CheckedNode['call'], { readonly kind: 'block' }>,
  inputs: Wired,
  scope: Scope,
  state: State,
): Readonly<Record<string, Value>> {
  const { trace } = scope.frame;
  const path = scope.path + node.name;
  trace.path = path;
  const weights = Object.fromEntries(
    Object.entries(node.weights).map(([name, spec]) => [name, weightOf(node, name, spec, scope, state)]),
  );
  const ports = Object.fromEntries(
    Object.entries(call.definition.inputs).map(([port, input]) => {
      const list = inputs[port] ?? [];
      return [port, typeof input !== 'string' && 'many' in input ? list : list[0]];
    }),
  );
  const outputs =
    call.definition.forward?.(ports, weights, call.parameters, {
      ops: makeOps(trace),
      training: state.options.training,
      scoring: state.options.scoring,
      key: hashText(path),
      tap: (name, value, given) => {
        const axes = lettersOf(given ?? call.definition.taps?.[name]?.axes ?? '*', value.type.shape.length);
        const gradient = call.definition.taps?.[name]?.gradient;
        if (!scope.frame.outer)
          state.taps.push({ path, name, axes, value: value.id, ...(gradient ? { gradient } : {}) });
        // The gradient of what is inside a step never leaves the scan.
        else if (!gradient) scope.frame.taps.push({ path, name, axes, value });
      },
      update: (name, value) => {
        if (scope.frame.outer) throw new RangeError(`${path}.${name} would change at every time step`);
        state.states.set(weightPath(node, name, scope), value);
      },
      metric: (name, { sum, count }) => state.metrics.push({ path, name, sum, count }),
    }) ?? {};
  if (scope.path === '' && node.role === 'loss' && outputs.loss) state.losses.set(node.id, outputs.loss);
  if (scope.path === '' && node.role === 'output' && outputs.y) state.outputs.set(node.name, outputs.y);
  return outputs;
}

/** Letters of a tap's axes, a star filled up to as many as the value has. */
function lettersOf(axes: string, rank: number): readonly string[] {
  const letters = axes.split(' ');
  const at = letters.indexOf('*');
  if (at < 0) return letters;
  const names = letters.length === 1 ? WHOLE[rank] : LEADING[rank - letters.length + 1];
  return letters.toSpliced(at, 1, ...(names ?? Array.from({ length: rank - letters.length + 1 }, (_, i) => `A${i}`)));
}

/** Usual letters for all the axes of a value, and for those before the ones that are named. */
const WHOLE: Readonly<Record<number, readonly string[]>> = {
  1: ['B'],
  2: ['B', 'C'],
  3: ['B', 'T', 'C'],
  4: ['B', 'H', 'W', 'C'],
};
const LEADING: Readonly<Record<number, readonly string[]>> = { 0: [], 1: ['B'], 2: ['B', 'T'], 3: ['B', 'H', 'T'] };

const weightPath = (node: CheckedNode, name: string, scope: Scope): string =>
  node.ties.find((tie) => tie.weight === name)?.from ?? `${scope.weights}${node.name}.${name}`;

/** A block's weight on the trace that is written. Weights themselves always stand on the Program's own. */
function weightOf(node: CheckedNode, name: string, spec: WeightSpec, scope: Scope, state: State): Value {
  const tie = node.ties.find((t) => t.weight === name);
  const path = weightPath(node, name, scope);
  // A tie to a weight further on in the graph: the weight is made here, in the shape its owner will expect.
  const shape = tie?.transpose ? spec.shape.toReversed() : spec.shape;
  const known = state.weights.get(path) ?? {
    value: state.trace.input({ dtype: 'float', shape }),
    spec: { ...spec, shape },
  };
  state.weights.set(path, known);
  // A copy further on goes on from what the copy before has left.
  const value = state.states.get(path) ?? known.value;
  if (!tie?.transpose) return scope.frame.bring(value);
  state.trace.path = scope.path + node.name;
  return scope.frame.bring(transpose(state.trace, value, [1, 0]));
}
