import { type Instruction, isBody, operation, Trace, type Value } from '../ops';

/** Whether an operation draws at random, itself or in a body that it holds. */
const draws = ({ attributes }: Pick<Instruction, 'attributes'>): boolean =>
  'key' in attributes ||
  Object.values(attributes)
    .filter(isBody)
    .some(({ steps }) => steps.some(draws));

/** A tap inside a body: it has a value at every time step. */
export interface FrameTap {
  readonly path: string;
  readonly name: string;
  readonly axes: readonly string[];
  readonly value: Value;
}

/**
 * A trace that is being written: the Program's own, or that of a body inside it. A body reads nothing from around it
 * except what is brought in, which then is one of its inputs.
 */
export class Frame {
  readonly trace = new Trace();
  readonly outer: Frame | undefined;
  readonly taps: FrameTap[] = [];
  /** By id in the trace around: the value there, and here. */
  readonly #brought = new Map<number, { readonly outside: Value; readonly inside: Value }>();

  constructor(outer?: Frame) {
    this.outer = outer;
  }

  /** A value of the Program's own trace, as this one knows it. */
  bring(value: Value): Value {
    return this.outer ? this.take(this.outer.bring(value)) : value;
  }

  /** A value of the trace around, as this one knows it. */
  take(outside: Value): Value {
    const known = this.#brought.get(outside.id);
    if (known) return known.inside;
    const inside = this.trace.input(outside.type);
    this.#brought.set(outside.id, { outside, inside });
    return inside;
  }

  /**
   * Moves what is the same at every time step out of the body: operations on nothing but what was brought in, such as
   * the keys of an attention. What they make is brought in instead.
   */
  hoist(): void {
    const { outer, trace } = this;
    if (!outer) return;
    const outside = new Map([...this.#brought.values()].map((one) => [one.inside.id, one.outside]));
    const kept: Instruction[] = [];
    for (const instruction of trace.instructions) {
      const inputs = instruction.inputs.map((id) => (id === null ? undefined : outside.get(id)));
      const same = instruction.inputs.every((id) => id === null || outside.has(id));
      // What is drawn at random is another thing at every step.
      if (!same || draws(instruction)) {
        kept.push(instruction);
        continue;
      }
      outer.trace.path = instruction.path;
      const made = outer.trace.emit(operation(instruction.op), inputs, instruction.attributes);
      for (const [i, id] of instruction.outputs.entries()) {
        const value = made[i];
        if (!value) continue;
        outside.set(id, value);
        this.#brought.set(value.id, { outside: value, inside: trace.value(id) });
      }
    }
    trace.instructions.splice(0, trace.instructions.length, ...kept);
  }

  /** What was brought in and is read: by an operation, or as one of these results. */
  broughtFor(results: readonly Value[]): readonly { readonly outside: Value; readonly inside: Value }[] {
    const read = new Set([...this.trace.instructions.flatMap(({ inputs }) => inputs), ...results.map(({ id }) => id)]);
    return [...this.#brought.values()].filter(({ inside }) => read.has(inside.id));
  }
}
