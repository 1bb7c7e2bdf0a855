import type { CheckedNode, Scan } from '../check';
import { atStep, bodyOf, constant, reshape, scanOp, select, type Trace, type Value } from '../ops';
import { bindType } from '../tensor';
import { Frame } from './frame';
import { lowerGraph, type ModuleCall, type Scope, type State, type Wired } from './lower';

/** A recurrent module: its graph is traced once as a body, and a `scan` runs it over time. */
export function lowerScan(
  node: CheckedNode,
  call: ModuleCall,
  { states, steps, zeros, masked, reverse }: Scan,
  wired: Wired,
  scope: Scope,
  state: State,
): Readonly<Record<string, Value>> {
  const { trace } = scope.frame;
  const frame = new Frame(scope.frame);
  const path = `${scope.path}${node.name}.`;
  const arriving = (port: string): Value | undefined => wired[port]?.[0];

  const beginnings = states.map(({ to }) => {
    trace.path = scope.path + node.name;
    const zero = zeros[to];
    const value = zero ? constant(trace, bindType(zero, state.options.bindings).shape, 0) : arriving(to);
    if (!value) throw new RangeError(`nothing begins the state ${to}`);
    return value;
  });
  const before = beginnings.map(({ type }) => frame.trace.input(type));
  const sequences = [...steps, ...(masked ? ['mask'] : [])].flatMap((port) => {
    const outside = arriving(port);
    return outside ? [{ port, outside, inside: frame.trace.input(atStep(outside.type)) }] : [];
  });

  const inputs = new Map<string, Value>(sequences.map(({ port, inside }) => [port, inside]));
  for (const [i, { to }] of states.entries()) {
    const value = before[i];
    if (value) inputs.set(to, value);
  }
  for (const port of Object.keys(wired)) {
    const value = arriving(port);
    if (value && !inputs.has(port)) inputs.set(port, frame.take(value));
  }
  const weights = call.share === undefined ? `${scope.weights}${node.name}.` : `${call.share}.`;
  const given = lowerGraph(call.graph, undefined, { path, weights, inputs, frame }, state);

  const mask = sequences.find(({ port }) => masked && port === 'mask')?.inside;
  frame.trace.path = scope.path + node.name;
  const after = states.map(({ from }, i) => {
    const [next, old] = [given.get(from), before[i]];
    if (!next || !old) throw new RangeError(`nothing comes out for the state ${from}`);
    return mask ? whereTrue(frame.trace, mask, next, old) : next;
  });
  // Beyond a sequence's end stand zeros, as the recurrent blocks have it.
  const stacks = [...given].map(([, value]) =>
    mask && value.type.dtype === 'float'
      ? whereTrue(frame.trace, mask, value, constant(frame.trace, value.type.shape, 0))
      : value,
  );
  const taps = state.options.taps ? frame.taps : [];
  const kept = state.options.backward;
  const results = [...after, ...stacks, ...taps.map(({ value }) => value), ...(kept ? before : [])];
  frame.hoist();
  const brought = frame.broughtFor(results);
  const body = bodyOf(
    frame.trace,
    [...before, ...sequences.map(({ inside }) => inside), ...brought.map(({ inside }) => inside)],
    results,
  );
  trace.path = scope.path + node.name;
  const made = trace.emit(
    scanOp,
    [...beginnings, ...sequences.map(({ outside }) => outside), ...brought.map(({ outside }) => outside)],
    { body, states: states.length, sequences: sequences.length, reverse, kept },
  );
  const result = (at: number): Value => made[at] ?? fail(at);
  for (const [i, tap] of taps.entries()) {
    const value = result(states.length + stacks.length + i);
    const axes = overTime(tap.axes);
    if (scope.frame.outer) scope.frame.taps.push({ ...tap, axes, value });
    else state.taps.push({ path: tap.path, name: tap.name, axes, value: value.id });
  }
  return Object.fromEntries([
    ...states.map(({ last }, i): [string, Value] => [last, result(i)]),
    ...[...given.keys()].map((name, i): [string, Value] => [name, result(states.length + i)]),
  ]);
}

const fail = (at: number): never => {
  throw new RangeError(`a scan gives no output ${at}`);
};

/** a where the mask bool [B] is true, b elsewhere; a and b [B, …]. */
function whereTrue(trace: Trace, mask: Value, a: Value, b: Value): Value {
  const [B = 1, ...rest] = a.type.shape;
  return select(trace, reshape(trace, mask, [B, ...rest.map(() => 1)]), a, b);
}

/** Letters of a tap's axes with time put in; a time axis of its own goes by another letter. */
const overTime = ([batch = 'B', ...rest]: readonly string[]): readonly string[] => [
  batch,
  'T',
  ...rest.map((axis) => (axis === 'T' ? 'Q' : axis)),
];
