import { blocks } from '../../blocks';
import { output } from '../../blocks/output';
import { type Block, defaultOf, type Example, isMany, type ParameterValues, patternOf } from '../../src/block';
import type { CheckedGraph, CheckedNode } from '../../src/check';
import { type Evaluation, evaluateBlock } from '../../src/check/evaluate';
import type { Program, ProgramTap } from '../../src/compile';
import { lower } from '../../src/compile/lower';
import { emptyDocument } from '../../src/document';
import { add, constant, differentiate, multiply, sum, type Value } from '../../src/ops';
import { type Bindings, type Dim, numericShape, type TensorType } from '../../src/tensor';
import { distinct, floats, type HostTensor, ids, maskOf, named, typeOf } from './host';
import { programOf } from './program';

/** A block with parameters and something at its ports: one case of the harness. */
export interface BlockCase {
  readonly label: string;
  readonly block: Block;
  readonly parameters: ParameterValues;
  /** Values by input port; several where the port takes several wires. */
  readonly inputs: Readonly<Record<string, readonly HostTensor[]>>;
}

export function blockById(id: string): Block {
  const block = blocks.find((b) => b.id === id);
  if (!block) throw new RangeError(`no block '${id}'`);
  return block;
}

/** A block's parameters with its defaults filled in. */
export const parametersOf = (block: Block, given: ParameterValues = {}): ParameterValues => ({
  ...Object.fromEntries(Object.entries(block.parameters).map(([name, p]) => [name, defaultOf(p)])),
  ...given,
});

/** An example with values drawn for its inputs. */
export function caseOf(block: Block, example: Example, at: number): BlockCase {
  const label = `${block.id} ${at + 1}`;
  const draw = (port: string, shape: readonly number[], i: number): HostTensor => {
    const input = block.inputs[port];
    if (input === undefined) throw new RangeError(`${label}: the block has no input '${port}'`);
    const random = named(`${label} ${port} ${i}`);
    const { dtype } = patternOf(input);
    if (dtype === 'bool') return maskOf(shape, example.lengths);
    if (dtype === 'int') return ids(random, shape, example.ids ?? 2);
    return example.distinct ? distinct(random, shape) : floats(random, shape);
  };
  const inputs = Object.entries(example.inputs).map(([port, shapes]): [string, readonly HostTensor[]] => [
    port,
    shapeList(shapes).map((shape, i) => draw(port, shape, i)),
  ]);
  return { label, block, parameters: parametersOf(block, example.parameters), inputs: Object.fromEntries(inputs) };
}

function shapeList(shapes: readonly number[] | readonly (readonly number[])[]): (readonly number[])[] {
  const lists: (readonly number[])[] = [];
  const sizes: number[] = [];
  for (const item of shapes) {
    if (typeof item === 'number') sizes.push(item);
    else lists.push(item);
  }
  return lists.length > 0 ? lists : [sizes];
}

/** Types at the ports with sizes as the wires of a document have them: letters of the first axes stay letters. */
export function wireTypes({ block, inputs }: BlockCase): {
  readonly types: Readonly<Record<string, readonly TensorType[]>>;
  readonly bindings: Bindings;
} {
  const bindings: Record<string, number> = {};
  const batch = batchOf({ block, inputs });
  const types = Object.entries(inputs).map(([port, list]): [string, readonly TensorType[]] => {
    const input = block.inputs[port];
    if (input === undefined || isMany(input)) return [port, list.map(typeOf)];
    const { axes, leading, free } = patternOf(input);
    return [
      port,
      list.map((value) => {
        const extra = value.shape.length - axes.length;
        const shape = value.shape.map((n, i): Dim => {
          const axis = i < extra ? (leading && i === 0 && (!free || n === batch) ? 'B' : undefined) : axes[i - extra];
          if (axis !== 'B' && axis !== 'T' && axis !== 'S') return n;
          // Keys as many as queries come from the same sequence.
          if (axis === 'S' && bindings.T === n) return 'T';
          bindings[axis] = n;
          return axis;
        });
        return { ...typeOf(value), shape };
      }),
    ];
  });
  return { types: Object.fromEntries(types), bindings };
}

/** The size of the batch, where a port says which axis it is: then it is that on the ports of any shape too. */
function batchOf({ block, inputs }: Pick<BlockCase, 'block' | 'inputs'>): number | undefined {
  const sizes = Object.entries(inputs).flatMap(([port, [value]]) => {
    const input = block.inputs[port];
    const at = input === undefined ? -1 : patternOf(input).axes.indexOf('B');
    return at === 0 ? [value?.shape[0]] : [];
  });
  return sizes[0];
}

export type Accepted = Extract<Evaluation, { readonly ok: true }>;

export function evaluateCase(one: BlockCase): Accepted {
  const { types, bindings } = wireTypes(one);
  const result = evaluateBlock(one.block, one.parameters, types, bindings);
  if (!result.ok) throw new Error(`${one.label} was refused: ${JSON.stringify(result)}`);
  return result;
}

export interface CompiledCase {
  readonly evaluation: Accepted;
  readonly bindings: Bindings;
  /** Outputs `y:<port>`, metrics `m:<name>/sum`, new states `u:<weight>`, gradients `d:w:<weight>` and `d:x:<port>.<i>`; all taps. */
  readonly program: Program;
  /** The outputs alone, for finite differences. */
  readonly forward: Program;
  readonly taps: readonly ProgramTap[];
  /** Values to feed: inputs `data.<port>.<i>`, weights `block.<name>`, and `r:<port>`, the weights of the sum. */
  readonly fed: ReadonlyMap<string, HostTensor>;
  /** Factors of the outputs in the sum whose gradient is taken. */
  readonly factors: ReadonlyMap<string, HostTensor>;
}

interface Given {
  /** Weights and factors in place of random ones, by name. */
  readonly weights?: Readonly<Record<string, HostTensor>>;
  readonly factors?: Readonly<Record<string, HostTensor>>;
  readonly training?: boolean;
  /** Whether a loss is worked out; as in training unless said otherwise. */
  readonly scoring?: boolean;
}

/** The case as a graph (data → block → outputs) through the compiler's own lowering, with the gradient of a weighted sum. */
export function compileCase(one: BlockCase, given: Given = {}): CompiledCase {
  const evaluation = evaluateCase(one);
  const { bindings } = wireTypes(one);
  const lowered = lower(graphOf(one, evaluation), {
    bindings,
    training: given.training ?? true,
    scoring: given.scoring ?? given.training ?? true,
    backward: true,
    taps: false,
    goals: () => true,
  });
  const { trace } = lowered;

  const values = new Map<string, Value>(lowered.inputs);
  const fed = new Map<string, HostTensor>();
  for (const [port, list] of Object.entries(one.inputs)) {
    for (const [i, value] of list.entries()) fed.set(`data.${port}.${i}`, value);
  }
  for (const [name, { value, spec }] of lowered.weights) {
    values.set(name, value);
    const short = name.slice(name.indexOf('.') + 1);
    const drawn = floats(named(`${one.label} ${short}`), spec.shape, 0.1, 0.9);
    fed.set(name, given.weights?.[short] ?? drawn);
  }

  const outputs = new Map<string, Value>();
  for (const port of Object.keys(evaluation.outputs)) {
    const value = lowered.outputs.get(`out_${port}`);
    if (value) outputs.set(`y:${port}`, value);
  }
  const forward = programOf(trace, { inputs: values, outputs });
  for (const [name, value] of lowered.states) outputs.set(`u:${name.slice(name.indexOf('.') + 1)}`, value);
  for (const { name, sum: total, count } of lowered.metrics) {
    outputs.set(`m:${name}/sum`, total);
    outputs.set(`m:${name}/count`, count);
  }

  const factors = new Map<string, HostTensor>();
  let loss = constant(trace, [], 0);
  for (const port of Object.keys(evaluation.outputs)) {
    const value = outputs.get(`y:${port}`);
    // Ids and masks have no gradient.
    if (value?.type.dtype !== 'float') continue;
    const shape = numericShape(value.type.shape) ?? [];
    const factor = given.factors?.[port] ?? floats(named(`${one.label} factor ${port}`), shape);
    const r = trace.input({ dtype: 'float', shape });
    factors.set(`y:${port}`, factor);
    values.set(`r:${port}`, r);
    fed.set(`r:${port}`, factor);
    const axes = shape.map((_, i) => i);
    loss = add(trace, loss, sum(trace, multiply(trace, value, r), axes));
  }
  const roots = [...values].filter(([name, { type }]) => !name.startsWith('r:') && type.dtype === 'float');
  const gradients = differentiate(
    trace,
    loss,
    roots.map(([, value]) => value),
  );
  for (const [name, { id }] of roots) {
    const gradient = gradients.get(id);
    if (gradient) outputs.set(gradientName(name), gradient);
  }
  const program = programOf(trace, { inputs: values, outputs, taps: lowered.taps });
  return { evaluation, bindings, program, forward, taps: lowered.taps, fed, factors };
}

/** `block.kernel` → `d:w:kernel`, `data.x.0` → `d:x:x.0`. */
export const gradientName = (name: string): string =>
  name.startsWith('data.') ? `d:x:${name.slice(5)}` : `d:w:${name.slice(name.indexOf('.') + 1)}`;

function graphOf(one: BlockCase, evaluation: Accepted): CheckedGraph {
  const { types, bindings } = wireTypes(one);
  const { block, parameters } = one;
  const ports = Object.entries(types).flatMap(([port, list]) =>
    list.map((type, i): [string, TensorType] => [`${port}.${i}`, type]),
  );
  const plain = { weights: {}, ties: [], taps: {} };
  const spec = { kind: 'features', title: '', ports: {}, symbols: {}, axes: [], vocabularies: {}, probe: [] } as const;
  const data: CheckedNode = {
    ...plain,
    id: 'data',
    name: 'data',
    call: { kind: 'data', data: '', spec, reading: { length: undefined, objective: undefined }, decoding: undefined },
    inputs: {},
    outputs: Object.fromEntries(ports),
    role: 'data',
  };
  const inputs = Object.entries(types).map(([port, list]) => [
    port,
    list.map((_, i) => ({ node: 'data', port: `${port}.${i}` })),
  ]);
  const node: CheckedNode = {
    id: 'block',
    name: 'block',
    call: { kind: 'block', definition: block, parameters },
    inputs: Object.fromEntries(inputs),
    outputs: evaluation.outputs,
    weights: evaluation.weights,
    ties: [],
    taps: evaluation.taps,
    role: block.role,
  };
  const outs = Object.entries(evaluation.outputs).map(
    ([port, type]): CheckedNode => ({
      ...plain,
      id: `out_${port}`,
      name: `out_${port}`,
      call: { kind: 'block', definition: blockById(output.id), parameters: { as: 'values' } },
      inputs: { x: [{ node: 'block', port }] },
      outputs: { y: type },
      role: 'output',
    }),
  );
  return { nodes: [data, node, ...outs], bindings, training: emptyDocument('').training };
}
