import { Trace, type Value } from '../ops';

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

  /** Everything brought in, in order. */
  get brought(): readonly { readonly outside: Value; readonly inside: Value }[] {
    return [...this.#brought.values()];
  }
}
