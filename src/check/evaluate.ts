import { type Block, isMany, type ParameterValues, patternOf, type Refusal, type WeightSpec } from '../block';
import { eliminate, makeOps, operation, Trace, TypeRefusal, type Value } from '../ops';
import {
  type Bindings,
  bindType,
  bytesOf,
  evaluateDim,
  type Letters,
  noLetters,
  type TensorType,
  unify,
} from '../tensor';

export type PortTypes = Readonly<Record<string, readonly TensorType[]>>;

/** What a block does with given parameters and input types; found once and remembered. */
export type Evaluation =
  | {
      readonly ok: true;
      readonly outputs: Readonly<Record<string, TensorType>>;
      readonly weights: Readonly<Record<string, WeightSpec>>;
      /** Types of the taps, with the symbols that say which tokens stand along which axis. */
      readonly taps: Readonly<Record<string, TensorType>>;
      readonly flops: number;
      readonly activationBytes: number;
    }
  | { readonly ok: false; readonly mismatch: { readonly port: string; readonly at: number; readonly expected: string } }
  | { readonly ok: false; readonly unknown: { readonly port: string; readonly letter: string; readonly size: string } }
  | { readonly ok: false; readonly refusal: Refusal }
  | { readonly ok: false; readonly operation: TypeRefusal };

/** Unifies the ports, asks the block, traces its forward pass with symbolic sizes and counts with bound ones. */
export function evaluateBlock(
  block: Block,
  parameters: ParameterValues,
  inputs: PortTypes,
  bindings: Bindings,
): Evaluation {
  const letters = noLetters();
  const mismatch = matchPorts(block, inputs, letters);
  if (mismatch) return { ok: false, mismatch };

  const sizes: Record<string, number> = {};
  for (const [letter, dim] of letters.sizes) {
    const n = evaluateDim(dim, bindings);
    if (n === undefined) return { ok: false, unknown: { port: portWith(block, letter), letter, size: String(dim) } };
    sizes[letter] = n;
  }
  const types = mapPorts(block, inputs, (type) => bindType(type, bindings));
  const refusal = block.refuse?.(sizes, parameters, types);
  if (refusal) return { ok: false, refusal };

  const weights = present(block.weights?.(sizes, parameters, types) ?? {});
  return traceBlock(block, parameters, inputs, weights, bindings);
}

function traceBlock(
  block: Block,
  parameters: ParameterValues,
  inputs: PortTypes,
  weights: Readonly<Record<string, WeightSpec>>,
  bindings: Bindings,
): Evaluation {
  const trace = new Trace();
  const values = mapPorts(block, inputs, (type) => trace.input(type));
  const weightValues = Object.fromEntries(
    Object.entries(weights).map(([name, { shape }]) => [name, trace.input({ dtype: 'float', shape })]),
  );
  let outputs: Readonly<Record<string, Value>>;
  const taps: Record<string, TensorType> = {};
  const wanted = new Set<number>();
  try {
    outputs =
      block.forward?.(values, weightValues, parameters, {
        ops: makeOps(trace),
        training: true,
        scoring: true,
        key: 0,
        tap: (name, value) => {
          taps[name] = value.type;
        },
        update: (_, { id }) => wanted.add(id),
        metric: (_, { sum, count }) => {
          wanted.add(sum.id);
          wanted.add(count.id);
        },
      }) ?? {};
  } catch (error) {
    if (error instanceof TypeRefusal) return { ok: false, operation: error };
    throw error;
  }
  for (const { id } of Object.values(outputs)) wanted.add(id);
  return {
    ok: true,
    outputs: Object.fromEntries(Object.entries(outputs).map(([port, value]) => [port, value.type])),
    weights,
    taps,
    ...cost(trace, wanted, bindings),
  };
}

/** FLOPs of what a traced forward pass gives on, and the bytes it writes, with the symbols bound; what only taps show is not in it. */
function cost(
  trace: Trace,
  wanted: ReadonlySet<number>,
  bindings: Bindings,
): { flops: number; activationBytes: number } {
  const bound = trace.values.map((type) => bindType(type, bindings));
  let flops = 0;
  let activationBytes = 0;
  for (const { op, attributes, inputs, outputs } of eliminate(trace.instructions, wanted)) {
    const types = outputs.flatMap((id) => bound[id] ?? []);
    flops += operation(op).flops(
      inputs.map((id) => (id === null ? undefined : bound[id])),
      types,
      attributes,
    );
    // A reshape gives the same bytes another shape.
    if (op !== 'reshape') for (const type of types) activationBytes += Number(bytesOf(type));
  }
  return { flops, activationBytes };
}

function matchPorts(block: Block, inputs: PortTypes, letters: Letters) {
  for (const [port, input] of Object.entries(block.inputs)) {
    for (const [at, type] of (inputs[port] ?? []).entries()) {
      // Wires that end at one port together may differ in size; the operation says how.
      const expected = unify(patternOf(input), type, isMany(input) ? noLetters() : letters);
      if (expected !== undefined) return { port, at, expected };
    }
  }
  return undefined;
}

function mapPorts<T>(
  block: Block,
  inputs: PortTypes,
  make: (type: TensorType) => T,
): Record<string, T | readonly T[] | undefined> {
  const entries = Object.entries(block.inputs).map(([port, input]): [string, T | readonly T[] | undefined] => {
    const made = (inputs[port] ?? []).map(make);
    return [port, isMany(input) ? made : made[0]];
  });
  return Object.fromEntries(entries);
}

const portWith = (block: Block, letter: string): string =>
  Object.keys(block.inputs).find((port) => {
    const input = block.inputs[port];
    return input !== undefined && patternOf(input).axes.includes(letter);
  }) ?? '';

function present(weights: Readonly<Record<string, WeightSpec | undefined>>): Record<string, WeightSpec> {
  return Object.fromEntries(
    Object.entries(weights).flatMap(([name, spec]): [string, WeightSpec][] => (spec ? [[name, spec]] : [])),
  );
}
