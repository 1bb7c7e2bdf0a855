import type { CheckedGraph } from '../../check';
import {
  concat,
  eliminate,
  embedding,
  type Instruction,
  logical,
  operation,
  planFrees,
  Trace,
  type Value,
} from '../../ops';
import { type Bindings, type Dim, float, type TensorType } from '../../tensor';
import type { Program } from '../program';
import { type Made, type Operand, type Read, rules } from './rules';
import { type Template, templateOf } from './template';

/** What a Program that reads on takes over from what was read before, and gives for what comes next. */
export interface Carried {
  /** Name of the Program's input; at the beginning there is none, but an output of this name. */
  readonly name: string;
  /**
   * `rows`: the input is [.., past, ..] with the growing axis filled from its end, the output the rows of what was read now.
   * `state`: what was there before each step goes on. `given`: the same at every step.
   */
  readonly kind: 'rows' | 'state' | 'given';
  /** The growing axis of rows. */
  readonly axis: number;
  /** The input's; for rows with room for the whole past. */
  readonly type: TensorType;
}

/** A Program that predicts from what is read now and what was kept of what was read before. */
export interface Continuation {
  readonly program: Program;
  readonly carried: readonly Carried[];
}

export interface ContinuationOptions {
  /** The output that is wanted. */
  readonly output: string;
  /** The symbol of the length of what is read. */
  readonly symbol: string;
  /** Inputs `<node id>.<port>` that grow. */
  readonly read: readonly string[];
  /** Steps that are read now. */
  readonly steps: number;
  /** Room for steps that were read before; 0 for the beginning. */
  readonly past: number;
}

/** Names of inputs that say where reading stands: ids [steps] of positions, and bool [B, 1, 1, past + steps] of keys. */
export const POSITIONS = 'continue/positions';
export const SEEN = 'continue/seen';

/**
 * A Program that reads on: keys and values of causal attention, states of recurrent layers and what follows from a source are
 * taken over, so that a symbol costs one step whatever was read before. undefined for models that look ahead, or do
 * with time what no rule is known for; those read everything again.
 *
 * @param bindings with the greatest length under the symbol, and the other sizes as they are
 */
export function compileContinuation(
  graph: CheckedGraph,
  bindings: Bindings,
  options: ContinuationOptions,
): Continuation | undefined {
  const template = templateOf(graph, { ...graph.bindings, ...bindings }, options.symbol, options.output);
  const greatest = bindings[options.symbol];
  return template && greatest !== undefined ? new Writer(template, greatest, options).write() : undefined;
}

type Known =
  | { readonly kind: 'fixed' | 'given'; readonly value: Value; readonly axis: undefined; readonly turned: undefined }
  /** A table of all positions, the first axis growing. */
  | { readonly kind: 'positions'; readonly value: Value }
  | ({ readonly kind: 'read' } & Read);

class Writer {
  readonly #template: Template;
  readonly #greatest: number;
  readonly #options: ContinuationOptions;
  readonly #trace = new Trace();
  readonly #known = new Map<number, Known>();
  readonly #inputs = new Map<string, Value>();
  readonly #weights = new Map<string, Value>();
  readonly #carried: Carried[] = [];
  readonly #left: { readonly name: string; readonly value: Value }[] = [];
  readonly #read: ReadonlySet<number>;
  #states = 0;

  constructor(template: Template, greatest: number, options: ContinuationOptions) {
    this.#template = template;
    this.#greatest = greatest;
    this.#options = options;
    this.#read = new Set(template.instructions.flatMap(({ inputs }) => inputs.filter((id) => id !== null)));
  }

  write(): Continuation | undefined {
    if (!this.#begin()) return undefined;
    for (const instruction of this.#template.instructions) {
      const made = this.#step(instruction);
      if (!made) return undefined;
      for (const [i, id] of instruction.outputs.entries()) {
        const one = made[i];
        if (one) this.#known.set(id, one);
      }
    }
    const result = this.#known.get(this.#template.output);
    if (result?.kind !== 'read' || result.turned !== undefined) return undefined;
    return { program: this.#program(result.value), carried: this.#carried };
  }

  /** Weights and data; false where something else grows than what is read. */
  #begin(): boolean {
    const { lowered, axis } = this.#template;
    const touched = new Set([...this.#read, this.#template.output]);
    for (const [name, { value }] of lowered.weights) {
      if (!touched.has(value.id)) continue;
      const weight = this.#trace.input(value.type);
      this.#weights.set(name, weight);
      this.#known.set(value.id, { kind: 'fixed', value: weight, axis: undefined, turned: undefined });
    }
    for (const [name, { id, type }] of lowered.inputs) {
      if (!touched.has(id)) continue;
      const grows = axis.get(id);
      if (grows === undefined) {
        // Where reading goes on, only what follows from it is taken over.
        if (this.#options.past === 0) this.#known.set(id, this.#given(this.#input(name, type)));
        else this.#known.set(id, this.#given(this.#trace.input(type)));
        continue;
      }
      if (grows !== 1 || !this.#options.read.includes(name)) return false;
      this.#known.set(id, this.#reads(this.#input(name, resized(type, grows, this.#options.steps)), grows));
    }
    return true;
  }

  #step(instruction: Instruction): readonly (Known | undefined)[] | undefined {
    const operands = instruction.inputs.map((id) => (id === null ? undefined : this.#known.get(id)));
    const kinds = new Set(operands.flatMap((one) => one?.kind ?? []));
    if (kinds.has('read')) return this.#readOn(instruction, operands);
    const grows = instruction.outputs.some((id) => this.#template.axis.has(id));
    if (!grows && !kinds.has('positions')) return this.#copy(instruction, operands, kinds.has('given'));
    return kinds.has('given') ? undefined : this.#position(instruction, operands);
  }

  /** What does not grow stays as it is. Where reading goes on, what follows from data is not computed again. */
  #copy(instruction: Instruction, operands: readonly (Known | undefined)[], given: boolean): readonly Known[] {
    const { past } = this.#options;
    const values =
      given && past > 0
        ? instruction.outputs.map((id) => this.#trace.input(this.#type(id)))
        : this.#emit(
            instruction,
            operands.map((one) => one?.value),
          );
    return values.map((value) =>
      given ? this.#given(value) : { kind: 'fixed', value, axis: undefined, turned: undefined },
    );
  }

  /** What hangs on the position alone: for all of them, so that the rows of now can be picked. */
  #position(instruction: Instruction, operands: readonly (Known | undefined)[]): readonly Known[] | undefined {
    const { axis, attributesAt } = this.#template;
    const attributes = attributesAt(instruction, this.#greatest);
    const [output, ...more] = instruction.outputs;
    if (!attributes || output === undefined || more.length > 0) return undefined;
    if (instruction.op === 'constant' || instruction.op === 'constantIds') {
      // The same everywhere: as many as are read now are as good as any.
      const now = attributesAt(instruction, this.#options.steps);
      const at = axis.get(output);
      if (!now || at === undefined) return undefined;
      const [value] = this.#emit(instruction, [], now);
      return value ? [this.#reads(value, at)] : undefined;
    }
    if (axis.get(output) !== 0 || this.#type(output).shape.length !== 2 || this.#type(output).dtype !== 'float') {
      return undefined;
    }
    // From the start on: a part further on would be another one at another length.
    if (instruction.op !== 'sinusoid' && !(instruction.op === 'slice' && attributes.start === 0)) return undefined;
    const [value] = this.#emit(
      instruction,
      operands.map((one) => one?.value),
      attributes,
    );
    return value ? [{ kind: 'positions', value }] : undefined;
  }

  #readOn(
    instruction: Instruction,
    operands: readonly (Known | undefined)[],
  ): readonly (Known | undefined)[] | undefined {
    const rule = rules[instruction.op];
    const { axis, attributesAt } = this.#template;
    const attributes = attributesAt(instruction, this.#options.steps);
    const [output = -1] = instruction.outputs;
    if (!rule || !attributes) return undefined;
    this.#trace.path = instruction.path;
    const usable = operands.map((one, i) => one && this.#operand(one, instruction.inputs[i] ?? -1));
    let resumed: string[] = [];
    const found = rule({
      trace: this.#trace,
      instruction,
      attributes,
      operands: usable,
      axis: axis.get(output),
      shapes: instruction.inputs.map((id) => (id === null ? [] : this.#type(id).shape)),
      shape: this.#type(output).shape,
      past: this.#options.past,
      used: (i) => this.#read.has(instruction.outputs[i] ?? -1),
      emit: (inputs, own = attributes) => this.#emit(instruction, inputs, own),
      seen: (mask) => this.#seen(mask),
      resume: (initial, shape) => {
        const name = `state ${this.#states++}`;
        resumed = [...resumed, name];
        return this.#resume(name, initial, shape);
      },
      leave: (state) => {
        const [name = '', ...rest] = resumed;
        resumed = rest;
        this.#left.push({ name, value: state });
      },
    });
    if (!found) return undefined;
    // What does not grow can only be a state that nobody reads: the rule has seen to it.
    return instruction.outputs.map((id, i) => {
      const [value, at] = [found.outputs[i], axis.get(id)];
      return value && at !== undefined ? this.#reads(value, at, i === 0 ? found.turned : undefined) : undefined;
    });
  }

  #operand(known: Known, id: number): Operand {
    switch (known.kind) {
      case 'read':
        return known;
      case 'positions': {
        const ids = this.#input(POSITIONS, { dtype: 'int', shape: [this.#options.steps] });
        const value = embedding(this.#trace, ids, known.value);
        return this.#reads(value, 0);
      }
      case 'fixed':
        return known;
      case 'given':
        return { ...known, value: this.#carry(`given ${id}`, known.value) };
    }
  }

  /** A value that follows from data: handed on at the beginning, taken over afterwards. */
  #carry(name: string, value: Value): Value {
    if (this.#options.past > 0) {
      if (!this.#inputs.has(name)) {
        this.#inputs.set(name, value);
        this.#carried.push({ name, kind: 'given', axis: 0, type: value.type });
      }
    } else if (!this.#left.some((one) => one.name === name)) {
      this.#left.push({ name, value });
      this.#carried.push({ name, kind: 'given', axis: 0, type: value.type });
    }
    return value;
  }

  #resume(name: string, initial: Operand | undefined, shape: readonly Dim[]): Value | undefined {
    const type = float(shape);
    this.#carried.push({ name, kind: 'state', axis: 0, type });
    return this.#options.past > 0 ? this.#input(name, type) : initial?.value;
  }

  /** Keys that are there, where all may be seen otherwise. Nothing is before the beginning. */
  #seen(mask: Operand | undefined): Value | undefined {
    const { past, steps } = this.#options;
    const whole = mask?.axis === undefined ? mask?.value : mask.whole();
    if (past === 0) return whole;
    const batch = [...this.#inputs].find(([name]) => this.#options.read.includes(name))?.[1].type.shape[0] ?? 1;
    const there = this.#input(SEEN, { dtype: 'bool', shape: [batch, 1, 1, past + steps] });
    return whole ? logical(this.#trace, whole, there, 'and') : there;
  }

  #given(value: Value): Known {
    return { kind: 'given', value, axis: undefined, turned: undefined };
  }

  /** @param turned makes all rows of what is turned by its position */
  #reads(value: Value, axis: number, turned?: Made['turned']): Extract<Known, { readonly kind: 'read' }> {
    const make = turned?.whole ?? (() => this.#whole(value, axis));
    let made: Value | undefined;
    const whole = () => {
      made ??= make();
      return made;
    };
    return { kind: 'read', value, axis, turned: turned?.how, whole };
  }

  #whole(value: Value, axis: number): Value {
    const { past } = this.#options;
    const name = `rows ${this.#carried.length}`;
    const type = resized(value.type, axis, past);
    this.#carried.push({ name, kind: 'rows', axis, type });
    this.#left.push({ name, value });
    return past > 0 ? concat(this.#trace, [this.#input(name, type), value], axis) : value;
  }

  #input(name: string, type: TensorType): Value {
    const known = this.#inputs.get(name) ?? this.#trace.input(type);
    this.#inputs.set(name, known);
    return known;
  }

  #type(id: number): TensorType {
    const type = this.#template.values[id];
    if (!type) throw new RangeError(`no value ${id} in the pass`);
    return type;
  }

  #emit(instruction: Instruction, inputs: readonly (Value | undefined)[], attributes = instruction.attributes) {
    this.#trace.path = instruction.path;
    return this.#trace.emit(operation(instruction.op), inputs, attributes);
  }

  #program(result: Value): Program {
    const { lowered } = this.#template;
    const outputs = [
      { name: this.#options.output, value: result.id },
      ...this.#left.map(({ name, value }) => ({ name, value: value.id })),
    ];
    const wanted = new Set(outputs.map(({ value }) => value));
    const steps = planFrees(eliminate(this.#trace.instructions, wanted), wanted);
    const read = new Set(steps.flatMap(({ inputs }) => inputs));
    const used = ({ value }: { readonly value: number }) => read.has(value) || wanted.has(value);
    return {
      values: this.#trace.values,
      steps,
      inputs: [...this.#inputs].map(([name, { id }]) => ({ name, value: id })).filter(used),
      scalars: [],
      weights: [...this.#weights].flatMap(([name, { id }]) => {
        const spec = lowered.weights.get(name)?.spec;
        return spec ? [{ name, value: id, spec }] : [];
      }),
      slots: [],
      reported: [],
      outputs,
      taps: [],
      updates: [],
    };
  }
}

/** A type with another size along an axis. */
const resized = (type: TensorType, axis: number, size: number): TensorType => ({
  ...type,
  shape: type.shape.map((dim, i) => (i === axis ? size : dim)),
});
