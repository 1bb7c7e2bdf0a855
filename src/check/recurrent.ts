import type { Module, ModulePort, ModulePorts, ModuleUse, Patch } from '../document';
import { lastOf, MODULE_INPUT, MODULE_OUTPUT } from '../document';
import type { Place, Problem } from '../problem';
import { type Dim, evaluateDim, float, sameShape, showType, type TensorType, withRole, withShape } from '../tensor';
import { own, type Walk } from './context';
import { resolveParameters } from './parameters';
import type { CheckedNode, Scan } from './types';

type Types = Readonly<Record<string, TensorType>>;

/** A recurrent module as its cell is checked: what comes in at one time step. */
export interface Entered {
  readonly inputs: Types;
  readonly scan: Scan;
  readonly T: Dim;
}

/** Whether an instance names state ports that its module has, each input once. */
export function statePortsFit(definition: Module, use: ModuleUse, at: Place, walk: Walk): boolean {
  const outputs = portNames(definition, MODULE_OUTPUT);
  const inputs = portNames(definition, MODULE_INPUT);
  const states = use.recurrent ?? [];
  for (const { from, to } of states) {
    const missing = outputs.includes(from) ? (inputs.includes(to) ? undefined : to) : from;
    const again = states.filter((other) => other.to === to).length > 1;
    if (missing === undefined && !again) continue;
    walk.problems.push({
      code: 'module/state-port',
      severity: 'error',
      at: { ...at, port: missing ?? to },
      expected: `an output of ${outputs.join(', ') || 'none'} fed back to one input of ${inputs.join(', ') || 'none'}`,
      received: `${from} → ${to}${again ? ' twice' : ''}`,
      fix: 'Choose the state ports of the instance again; a port inside was renamed or removed.',
    });
    return false;
  }
  return true;
}

/**
 * What the cell sees of the types that arrive at a recurrent module: one step [B, …] of each sequence [B, T, …], and the
 * states, zeros where nothing is wired. undefined where a problem says why not.
 */
export function enterScan(
  ports: ModulePorts,
  use: ModuleUse,
  arriving: Types,
  outer: Walk['outer'],
  at: Place,
  walk: Walk,
): Entered | undefined {
  const refuse = (port: string | undefined, fields: Omit<Problem<Patch>, 'severity' | 'at'>): undefined => {
    walk.problems.push({ severity: 'error', at: port === undefined ? at : { ...at, port }, ...fields });
  };
  const states = (use.recurrent ?? []).map((pair) => ({ ...pair, last: lastOf(pair.from) }));
  const steps = ports.inputs.filter(({ reads, name }) => reads === 'step' && own(arriving, name));
  const first = steps[0] && own(arriving, steps[0].name);
  const [B, T] = [first?.shape[0], first?.shape[1]];
  if (!first || B === undefined || T === undefined) {
    return refuse(steps[0]?.name, {
      code: 'module/no-time',
      expected: 'an input with a time axis [B, T, …], marked “steps” inside the module',
      received: first ? showType(first) : 'none',
      fix: 'Wire a sequence to a port that is read step by step, or switch “steps” on at one of the module inputs.',
    });
  }
  const inputs: Record<string, TensorType> = {};
  for (const port of ports.inputs) {
    const type = own(arriving, port.name);
    if (port.reads === 'step' || port.reads === 'mask') {
      if (!type) continue;
      const wanted = port.reads === 'mask' ? `bool [${B}, ${T}]` : `[${B}, ${T}, …]`;
      const fits = type.shape[0] === B && type.shape[1] === T;
      if (!fits || (port.reads === 'mask' && (type.dtype !== 'bool' || type.shape.length !== 2))) {
        return refuse(port.name, {
          code: 'module/no-time',
          expected: `${wanted}, the time steps of ${steps[0]?.name}`,
          received: showType(type),
          fix: 'Wire sequences of the same length, or let this port be read whole: switch “steps” off inside.',
        });
      }
      if (port.reads === 'step') inputs[port.name] = withShape(type, [B, ...type.shape.slice(2)]);
    } else if (port.reads === 'state') {
      const begun = type ?? zerosOf(port, B, outer, walk);
      if (begun) inputs[port.name] = withRole(begun, 'state');
    } else if (type) inputs[port.name] = type;
  }
  const zeros = Object.fromEntries(
    states.flatMap(({ to }): [string, TensorType][] => {
      const type = inputs[to];
      return type && !own(arriving, to) ? [[to, type]] : [];
    }),
  );
  const masked = ports.inputs.some(({ reads, name }) => reads === 'mask' && own(arriving, name));
  return {
    inputs,
    T,
    scan: { states, steps: steps.map(({ name }) => name), masked, zeros, reverse: use.reverse === true },
  };
}

const portNames = (definition: Module, block: string): string[] =>
  definition.nodes.filter((node) => node.block === block).map(({ name }) => name);

function zerosOf({ node }: ModulePort, B: Dim, outer: Walk['outer'], walk: Walk): TensorType | undefined {
  const block = node && walk.blocks.get(node.block);
  if (!node || !block) return undefined;
  const { values } = resolveParameters(block, node, outer, walk.symbols, walk.complete);
  return typeof values.width === 'number' ? float([B, values.width], 'state') : undefined;
}

/** Types at a recurrent module's outputs: a sequence of each, and the last. undefined where a state does not close. */
export function leaveScan(
  { inputs, scan, T }: Entered,
  given: Types,
  definition: Module,
  at: Place,
  walk: Walk,
): Types | undefined {
  for (const { from, to } of scan.states) {
    const [is, wanted] = [own(given, from), own(inputs, to)];
    if (is && wanted && is.dtype === wanted.dtype && sameShape(is.shape, wanted.shape)) continue;
    const width = is?.shape.length === 2 ? is.shape[1] : undefined;
    const zero = own(scan.zeros, to) !== undefined && typeof width === 'number';
    walk.problems.push({
      code: 'module/state',
      severity: 'error',
      at: { ...at, port: to },
      expected: `${from} of ${definition.name || definition.id} like the state ${to} ${wanted ? showType(wanted) : ''}`,
      received: is ? showType(is) : 'nothing',
      fix: zero
        ? `Set width of the module input ${to} to ${width}, or wire its beginning.`
        : `Make the cell give ${from} in the shape in which ${to} comes in.`,
    });
    return undefined;
  }
  const [B] = Object.values(inputs).flatMap(({ shape }) => shape.slice(0, 1));
  const batchless = Object.entries(given).find(([, { shape }]) => shape[0] === undefined || shape[0] !== B);
  if (batchless) {
    const [name, type] = batchless;
    walk.problems.push({
      code: 'module/state',
      severity: 'error',
      at: { ...at, port: name },
      expected: `${name} of ${definition.name || definition.id} with the batch as its first axis, [${B}, …]`,
      received: showType(type),
      fix: 'Inside the cell, wire something to it that has an example for every one that comes in.',
    });
    return undefined;
  }
  const outputs: Record<string, TensorType> = {};
  for (const [name, type] of Object.entries(given)) {
    const plain = withRole(type, type.role === 'state' ? undefined : type.role);
    outputs[name] = withShape(plain, [...type.shape.slice(0, 1), T, ...type.shape.slice(1)]);
  }
  for (const { from, last } of scan.states) {
    const type = own(given, from);
    if (type) outputs[last] ??= withRole(type, 'state');
  }
  return outputs;
}

/** Reports the blocks of a cell that keep running averages; whether there is one. */
export function averaging(nodes: readonly CheckedNode[], walk: Walk): boolean {
  let found = false;
  for (const node of nodes) {
    const place = { nodes: [...walk.ids, node.id], path: walk.path + node.name };
    if (node.call.kind === 'module') {
      const inner = { ...walk, ids: place.nodes, path: `${place.path}.` };
      found = averaging(node.call.graph.nodes, inner) || found;
    }
    if (Object.values(node.weights).every(({ trainable }) => trainable)) continue;
    found = true;
    walk.problems.push({
      code: 'module/averages',
      severity: 'error',
      at: place,
      expected: 'blocks that do the same at every time step',
      received: 'one whose running averages change with each',
      fix: 'Use layer norm inside the module, or move the block out of it.',
    });
  }
  return found;
}

/** Time steps as a number, for counting. */
export const stepsOf = ({ T }: Entered, walk: Walk): number => evaluateDim(T, walk.bindings) ?? 1;
