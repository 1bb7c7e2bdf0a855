import {
  type Attributes,
  attentionOp,
  gruOp,
  type Instruction,
  lstmOp,
  reshape,
  rnnOp,
  rotaryOp,
  scanOp,
  slice,
  type Trace,
  type Value,
} from '../../ops';
import type { Dim } from '../../tensor';

/** An operand that follows from what is read. */
export interface Read {
  /** Its rows for what is read now. */
  readonly value: Value;
  /** The growing axis. */
  readonly axis: number;
  /** How it is turned by its position, if it is: only what it makes with others turned alike is right. */
  readonly turned: string | undefined;
  /** All rows there are, of the past and of now, for operations that look back. */
  whole(): Value;
}

/** An operand: what is read, or a value that does not grow. */
export type Operand = Read | { readonly value: Value; readonly axis: undefined; readonly turned: undefined };

/** What a rule may use. */
export interface Reading {
  readonly trace: Trace;
  readonly instruction: Instruction;
  /** The instruction's attributes for as many steps as are read now. */
  readonly attributes: Attributes;
  readonly operands: readonly (Operand | undefined)[];
  /** Growing axis of the first output, and shapes, in the whole pass. */
  readonly axis: number | undefined;
  readonly shapes: readonly (readonly Dim[])[];
  readonly shape: readonly Dim[];
  /** Most steps that may have been read before; 0 where this is the beginning. */
  readonly past: number;
  /** Whether the pass reads an output. */
  readonly used: (output: number) => boolean;
  /** The same operation. */
  emit(inputs: readonly (Value | undefined)[], attributes?: Attributes): readonly Value[];
  /** Where keys may be seen that are really there, and the mask allows. */
  seen(mask: Operand | undefined): Value | undefined;
  /** A state that goes on from where it was; at the beginning `initial`. */
  resume(initial: Operand | undefined, shape: readonly Dim[]): Value | undefined;
  /** What such a state has become; in the order of `resume`. */
  leave(state: Value): void;
}

/** What came of an operation. */
export interface Made {
  readonly outputs: readonly Value[];
  /** Where the first output is turned by its position: how, and all its rows, made of rows that are not. */
  readonly turned?: { readonly how: string; whole(): Value };
}

/** undefined where it cannot be read on. */
type Rule = (reading: Reading) => Made | undefined;

const values = (operands: readonly (Operand | undefined)[]) => operands.map((one) => one?.value);
const isRead = (operand: Operand | undefined): operand is Read => operand?.axis !== undefined;
const anyTurned = (operands: readonly (Operand | undefined)[]) => operands.some((one) => one?.turned !== undefined);

/** Each row of the output follows from the same row of the operands. */
const byRow: Rule = ({ operands, emit, axis }) =>
  axis === undefined || anyTurned(operands) ? undefined : { outputs: emit(values(operands)) };

/** By row, unless the axes along which it looks are those that grow. */
const unless =
  (looksAlong: (reading: Reading, axis: number) => boolean): Rule =>
  (reading) => {
    const [x] = reading.operands;
    return isRead(x) && !looksAlong(reading, x.axis) ? byRow(reading) : undefined;
  };

/** Weights do not grow. */
const weighted =
  (rule: Rule): Rule =>
  (reading) =>
    reading.operands.slice(1).some(isRead) ? undefined : rule(reading);

const rank = ({ shapes }: Reading): number => shapes[0]?.length ?? 0;
const lastAxis = unless((reading, axis) => axis === rank(reading) - 1);
const listedAxes = unless(
  ({ attributes: { axes } }, axis) => !Array.isArray(axes) || axes.some((one) => Number(one) === axis),
);
const namedAxis = unless((reading, axis) => {
  const at = Number(reading.attributes.axis);
  return (at < 0 ? at + rank(reading) : at) === axis;
});

/** Elements keep their order: rows stay rows where as many elements stand before the growing axis. */
const reshaped: Rule = ({ trace, operands: [x], shapes: [from = []], shape, axis, emit }) => {
  if (!isRead(x) || axis === undefined) return undefined;
  const before = (dims: readonly Dim[], end: number) => dims.slice(0, end).reduce<number>((a, b) => a * Number(b), 1);
  if (before(from, x.axis) !== before(shape, axis)) return undefined;
  const outputs = emit([x.value]);
  if (x.turned === undefined) return { outputs };
  const again = () => {
    const whole = x.whole();
    return reshape(trace, whole, shape.with(axis, whole.type.shape[x.axis] ?? 1));
  };
  return { outputs, turned: { how: x.turned, whole: again } };
};

/**
 * Positions count from the oldest that is kept: the past stands before the present, so a query at the end has as many
 * before it as there is room for. Scores of what is turned hang on differences alone.
 */
const rotated: Rule = ({ operands: [x], shape, attributes, past, emit }) => {
  const { offset, ...how } = attributes;
  if (!isRead(x) || x.turned !== undefined || typeof offset !== 'number') return undefined;
  // Another axis than the one it turns along may grow, too.
  if (x.axis !== shape.length - (attributes.heads === true ? 3 : 2)) return undefined;
  const outputs = emit([x.value], { ...attributes, offset: offset + past });
  const whole = () => emit([x.whole()], attributes)[0] ?? x.value;
  return { outputs, turned: { how: JSON.stringify(how), whole } };
};

const attended: Rule = (reading) => {
  const { operands, attributes, emit, seen } = reading;
  const [q, k, v, mask] = operands;
  if (!isRead(q) || q.axis !== 1 || !k || !v || v.turned !== undefined) return undefined;
  if (!isRead(k) && !isRead(v)) {
    return q.turned !== undefined || attributes.causal === true || isRead(mask)
      ? undefined
      : { outputs: emit(values(operands)) };
  }
  if (!isRead(k) || !isRead(v) || k.axis !== 1 || v.axis !== 1) return undefined;
  if (attributes.causal !== true || q.turned !== k.turned) return undefined;
  return { outputs: emit([q.value, k.whole(), v.whole(), seen(mask)]) };
};

/** The last step of a sequence [B, T, H], as a state. */
function lastOf(trace: Trace, h: Value): Value {
  const [B = 1, T = 1, ...rest] = h.type.shape;
  return reshape(trace, slice(trace, h, 1, Number(T) - 1, 1), [B, ...rest]);
}

/** @param states operands that are initial states, each with the output whose last step it goes on from */
const recurrent =
  (states: readonly (readonly [operand: number, output: number])[]): Rule =>
  ({ trace, operands, shapes, attributes, emit, resume, leave }) => {
    const [a] = operands;
    const held = (i: number) => states.some(([operand]) => operand === i);
    const others = operands.filter((one, i) => isRead(one) && (one.axis !== 1 || held(i)));
    if (!isRead(a) || others.length > 0 || anyTurned(operands) || attributes.reverse === true) return undefined;
    const [B = 1] = shapes[0] ?? [];
    const [H = 1] = shapes[1] ?? [];
    const initial = new Map(states.map(([operand]) => [operand, resume(operands[operand], [B, H])]));
    const length = Math.max(operands.length, ...states.map(([operand]) => operand + 1));
    const inputs = Array.from({ length }, (_, i) => (held(i) ? initial.get(i) : operands[i]?.value));
    const outputs = emit(inputs);
    for (const [, output] of states) {
      const h = outputs[output];
      if (h) leave(lastOf(trace, h));
    }
    return { outputs };
  };

const scanned: Rule = ({ operands, shapes, attributes, emit, resume, leave, used }) => {
  const [states, sequences] = [Number(attributes.states), Number(attributes.sequences)];
  const fits = operands.every((one, i) => {
    const step = i >= states && i < states + sequences;
    return step ? isRead(one) && one.axis === 1 : !isRead(one);
  });
  // A state after the last step is not a row of anything.
  const last = Array.from({ length: states }, (_, i) => used(i)).some((one) => one);
  if (!fits || last || anyTurned(operands) || attributes.reverse === true) return undefined;
  const outputs = emit(operands.map((one, i) => (i < states ? resume(one, shapes[i] ?? []) : one?.value)));
  for (const state of outputs.slice(0, states)) leave(state);
  return { outputs };
};

const names = (rule: Rule, ...all: readonly string[]): Readonly<Record<string, Rule>> =>
  Object.fromEntries(all.map((name) => [name, rule]));

/** How each operation reads on. What is not here cannot. */
export const rules: Readonly<Record<string, Rule>> = {
  ...names(byRow, 'embedding', 'oneHot', 'add', 'subtract', 'multiply', 'divide', 'affine', 'activation', 'broadcast'),
  ...names(byRow, 'sqrt', 'toFloat', 'equal', 'greater', 'logical', 'not', 'select', 'stopGradient'),
  ...names(weighted(lastAxis), 'linear', 'layerNorm', 'rmsNorm'),
  softmax: lastAxis,
  ...names(listedAxes, 'mean', 'sum', 'max'),
  ...names(namedAxis, 'slice', 'pad', 'concat'),
  reshape: reshaped,
  [rotaryOp.name]: rotated,
  [attentionOp.name]: attended,
  [rnnOp.name]: recurrent([[2, 0]]),
  [lstmOp.name]: recurrent([
    [2, 0],
    [3, 1],
  ]),
  [gruOp.name]: recurrent([[3, 0]]),
  [scanOp.name]: scanned,
};
