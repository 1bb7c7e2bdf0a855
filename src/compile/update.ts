import { matchesPattern, type Phase, type WeightSpec } from '../check';
import { adamOp, constant, factorsOp, sgdOp, squaresOp, type Trace, type Value } from '../ops';
import { accumulate, handOn, isLate, leave, type Pulled, type Share, type Slot } from './accumulate';
import type { Lowered } from './lower';
import type { Named, Program } from './program';

/** A vector of numbers that a step reports, one for each name; or one number. */
export interface Reported {
  readonly names: readonly string[];
  readonly value: Value;
}

export interface Updated {
  readonly weights: Lowered['weights'];
  readonly scalars: readonly Named[];
  readonly slots: readonly Named[];
  readonly updates: Program['updates'];
  /** The global norm, and the squared gradient norm by weight. */
  readonly reported: readonly Reported[];
}

/** A weight that the step trains. */
interface Trained extends Pulled {
  readonly value: Value;
  readonly spec: WeightSpec;
}

/**
 * Appends what becomes of the gradients: in a step's last or only micro-batch the global norm, clipping, the optimizer for
 * every selected weight that has a gradient, and new states; in those before, sums to be handed on.
 *
 * @param scale factor on gradients, and on the sums of those of several micro-batches
 */
export function appendUpdate(
  lowered: Lowered,
  gradients: ReadonlyMap<number, Value>,
  phase: Phase,
  { share, scale }: { readonly share: Share; readonly scale: number } = { share: 'only', scale: 1 },
): Updated {
  const { trace } = lowered;
  trace.part = 'update';
  trace.path = '';
  const selected = selectWeights([...lowered.weights.keys()], phase.weights);
  const trained = [...lowered.weights].flatMap(([name, { value, spec }]): Trained[] => {
    const gradient = gradients.get(value.id);
    return gradient && spec.trainable && selected.has(name) ? [{ name, value, spec, gradient }] : [];
  });
  // What a phase does not train keeps its running averages too.
  const states = [...lowered.states].filter(([name]) => selected.has(name));
  const names = states.map(([name]) => name);
  const handed = isLate(share) ? handOn(lowered, names) : { weights: lowered.weights, slots: [] };
  const last = share === 'only' || share === 'last';
  const added = accumulate(trace, trained, { late: isLate(share), scale: last ? scale : 1 });
  const summed = trained.map((one, i) => ({ ...one, gradient: added.gradients[i] ?? one.gradient }));
  const made = last
    ? appendOptimizer(trace, summed, phase)
    : { scalars: [], slots: [], reported: [], updates: leave(new Map(summed.map((one) => [one.name, one.gradient]))) };
  const kept = last
    ? states.map(([name, { id }]) => ({ kind: 'weight' as const, name, value: id }))
    : leave(new Map(states));
  return {
    weights: handed.weights,
    scalars: made.scalars.map(named),
    slots: [...made.slots, ...added.slots, ...handed.slots].map(named),
    updates: [...made.updates, ...kept],
    reported: made.reported,
  };
}

const named = ({ name, value }: Slot): Named => ({ name, value: value.id });

interface Optimized {
  readonly scalars: readonly Slot[];
  readonly slots: readonly Slot[];
  readonly updates: Program['updates'];
  readonly reported: readonly Reported[];
}

function appendOptimizer(trace: Trace, trained: readonly Trained[], phase: Phase): Optimized {
  const scalar = (name: string): Slot => ({ name, value: trace.input({ dtype: 'float', shape: [] }) });
  const rate = scalar('learningRate');
  const corrections = phase.optimizer.kind === 'sgd' ? [] : [scalar('correction1'), scalar('correction2')];
  const scalars = [rate, ...corrections];
  if (trained.length === 0) {
    const reported = [{ names: ['gradientNorm'], value: constant(trace, [], 0) }];
    return { scalars, slots: [], updates: [], reported };
  }
  const slotNames = phase.optimizer.kind === 'sgd' ? ['velocity'] : ['m', 'v'];
  const slots: Slot[] = [];
  const gradients = trained.map(({ gradient }) => gradient);
  const [squares] = trace.emit(squaresOp, gradients, {});
  const numbers = scalars.map(({ value }) => value);
  const [norm, factors] = squares ? trace.emit(factorsOp, [squares, ...numbers], { limit: phase.clip }) : [];
  if (!squares || !norm || !factors) throw new RangeError('a step has norms and factors');
  const operands = trained.flatMap(({ name, value, gradient }) => {
    const state = slotNames.map((slot) => ({ name: `${name}/${slot}`, value: trace.input(value.type) }));
    slots.push(...state);
    return [value, gradient, ...state.map((slot) => slot.value)];
  });
  const decayed = trained.map(({ spec }) => spec.decay);
  const made = optimize(trace, [factors, ...operands], phase, decayed);
  const each = 1 + slotNames.length;
  const updates = trained.flatMap(({ name }, i) =>
    ['', ...slotNames].map((kind, j) => {
      const value = made[i * each + j];
      if (!value) throw new RangeError(`nothing new for ${name}`);
      return j === 0
        ? { kind: 'weight' as const, name, value: value.id }
        : { kind: 'slot' as const, name: `${name}/${kind}`, value: value.id };
    }),
  );
  const names = trained.map(({ name }) => `norm²:${name}`);
  const reported = [
    { names: ['gradientNorm'], value: norm },
    { names, value: squares },
  ];
  return { scalars, slots, updates, reported };
}

function optimize(
  trace: Trace,
  operands: readonly Value[],
  { optimizer }: Phase,
  decayed: readonly boolean[],
): readonly Value[] {
  if (optimizer.kind === 'sgd') return trace.emit(sgdOp, operands, { momentum: optimizer.momentum });
  const { beta1, beta2, epsilon } = optimizer;
  const decay = optimizer.kind === 'adamw' ? optimizer.decay : 0;
  return trace.emit(adamOp, operands, { beta1, beta2, epsilon, decay, decayed });
}

/** Names that match one of the patterns; `*` stands for any run of characters. */
export function selectWeights(names: readonly string[], patterns: readonly string[]): Set<string> {
  return new Set(names.filter((name) => patterns.some((pattern) => matchesPattern(pattern, name))));
}
