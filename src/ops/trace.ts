import type { TensorType } from '../tensor';
import type { Attributes, Op, OperandTypes } from './op';

/** A symbolic value: a number in its trace, and its type. */
export interface Value {
  readonly id: number;
  readonly type: TensorType;
}

/** Which part of a training step an operation belongs to. */
export type Part = 'forward' | 'backward' | 'update';

/** One traced operation. */
export interface Instruction {
  readonly op: string;
  readonly attributes: Attributes;
  /** Value ids; null for an optional operand that is not there. */
  readonly inputs: readonly (number | null)[];
  readonly outputs: readonly number[];
  /** Path of the block it came from. */
  readonly path: string;
  readonly part: Part;
}

/** Records operations on symbolic values, in order. The types of what comes out follow from the operations' type rules. */
export class Trace {
  readonly values: TensorType[] = [];
  readonly instructions: Instruction[] = [];
  /** Label for what is recorded next. */
  path = '';
  part: Part = 'forward';

  /** A value that no operation here makes: an input, a weight. */
  input(type: TensorType): Value {
    const id = this.values.push(type) - 1;
    return { id, type };
  }

  emit<A extends Attributes>(op: Op<A>, inputs: readonly (Value | undefined)[], attributes: A): readonly Value[] {
    const types: OperandTypes = inputs.map((value) => value?.type);
    const outputs = op.type(types, attributes).map((type) => this.input(type));
    this.instructions.push({
      op: op.name,
      attributes,
      inputs: inputs.map((value) => value?.id ?? null),
      outputs: outputs.map((value) => value.id),
      path: this.path,
      part: this.part,
    });
    return outputs;
  }

  value(id: number): Value {
    const type = this.values[id];
    if (!type) throw new RangeError(`no value ${id} in this trace`);
    return { id, type };
  }
}
