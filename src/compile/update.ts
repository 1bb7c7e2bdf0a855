import { matchesPattern, type Phase } from '../check';
import {
  adamOp,
  clipFactorOp,
  concat,
  constant,
  reshape,
  sgdOp,
  sqrt,
  sum,
  sumSquares,
  type Trace,
  type Value,
} from '../ops';
import type { Lowered } from './lower';
import type { Named, Program } from './program';

export interface Updated {
  readonly scalars: readonly Named[];
  readonly slots: readonly Named[];
  readonly updates: Program['updates'];
  /** Squared gradient norm by weight, and the global norm. */
  readonly reported: readonly { readonly name: string; readonly value: Value }[];
}

/** Appends the global norm, clipping, the optimizer for every selected weight that has a gradient, and new states. */
export function appendUpdate(lowered: Lowered, gradients: ReadonlyMap<number, Value>, phase: Phase): Updated {
  const { trace } = lowered;
  trace.part = 'update';
  trace.path = '';
  const selected = selectWeights([...lowered.weights.keys()], phase.weights);
  const trained = [...lowered.weights].flatMap(([name, { value, spec }]) => {
    const gradient = gradients.get(value.id);
    return gradient && spec.trainable && selected.has(name) ? [{ name, value, spec, gradient }] : [];
  });
  const squares = trained.map(({ name, gradient }) => ({ name: `norm²:${name}`, value: sumSquares(trace, gradient) }));
  const norm = sqrt(
    trace,
    total(
      trace,
      squares.map((s) => s.value),
    ),
  );
  const clip = clipFactor(trace, norm, phase.clip);
  const scalar = (name: string) => ({ name, value: trace.input({ dtype: 'float', shape: [] }) });
  const rate = scalar('learningRate');
  const corrections = phase.optimizer.kind === 'sgd' ? [] : [scalar('correction1'), scalar('correction2')];
  // One vector for all weights: a GPU kernel may bind eight arrays at most.
  const factors = vector(trace, [rate.value, clip, ...corrections.map((c) => c.value)]);
  const slots: Named[] = [];
  const updates: Program['updates'][number][] = [];
  for (const { name, value, spec, gradient } of trained) {
    trace.path = name.slice(0, name.lastIndexOf('.'));
    const names = phase.optimizer.kind === 'sgd' ? ['velocity'] : ['m', 'v'];
    const state = names.map((slot) => ({ name: `${name}/${slot}`, value: trace.input(value.type) }));
    const operands = [value, gradient, ...state.map((s) => s.value), factors];
    const [next, ...nextState] = optimize(trace, operands, phase, spec.decay);
    if (next) updates.push({ kind: 'weight', name, value: next.id });
    for (const [i, slot] of state.entries()) {
      slots.push({ name: slot.name, value: slot.value.id });
      const after = nextState[i];
      if (after) updates.push({ kind: 'slot', name: slot.name, value: after.id });
    }
  }
  // What a phase does not train keeps its running averages too.
  for (const [name, { id }] of lowered.states) {
    if (selected.has(name)) updates.push({ kind: 'weight', name, value: id });
  }
  return {
    scalars: [rate, ...corrections].map(({ name, value }) => ({ name, value: value.id })),
    slots,
    updates,
    reported: [{ name: 'gradientNorm', value: norm }, ...squares],
  };
}

/** Numbers side by side: float [n]. */
const vector = (trace: Trace, numbers: readonly Value[]): Value =>
  concat(
    trace,
    numbers.map((one) => reshape(trace, one, [1])),
    0,
  );

/** The sum of numbers, however many: as one vector. */
const total = (trace: Trace, numbers: readonly Value[]): Value =>
  numbers.length === 0 ? constant(trace, [], 0) : sum(trace, vector(trace, numbers), [0]);

function clipFactor(trace: Trace, norm: Value, limit: number): Value {
  const [factor] = limit > 0 ? trace.emit(clipFactorOp, [norm], { limit }) : [];
  return factor ?? constant(trace, [], 1);
}

function optimize(trace: Trace, operands: readonly Value[], { optimizer }: Phase, decayed: boolean): readonly Value[] {
  if (optimizer.kind === 'sgd') return trace.emit(sgdOp, operands, { momentum: optimizer.momentum });
  const { beta1, beta2, epsilon } = optimizer;
  const decay = optimizer.kind === 'adamw' && decayed ? optimizer.decay : 0;
  return trace.emit(adamOp, operands, { beta1, beta2, epsilon, decay });
}

/** Names that match one of the patterns; `*` stands for any run of characters. */
export function selectWeights(names: readonly string[], patterns: readonly string[]): Set<string> {
  return new Set(names.filter((name) => patterns.some((pattern) => matchesPattern(pattern, name))));
}
