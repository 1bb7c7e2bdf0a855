import { matchesPattern, type Phase } from '../check';
import { adamOp, constant, factorsOp, sgdOp, squaresOp, type Trace, type Value } from '../ops';
import type { Lowered } from './lower';
import type { Named, Program } from './program';

/** A vector of numbers that a step reports, one for each name; or one number. */
export interface Reported {
  readonly names: readonly string[];
  readonly value: Value;
}

export interface Updated {
  readonly scalars: readonly Named[];
  readonly slots: readonly Named[];
  readonly updates: Program['updates'];
  /** The global norm, and the squared gradient norm by weight. */
  readonly reported: readonly Reported[];
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
  const scalar = (name: string) => ({ name, value: trace.input({ dtype: 'float', shape: [] }) });
  const rate = scalar('learningRate');
  const corrections = phase.optimizer.kind === 'sgd' ? [] : [scalar('correction1'), scalar('correction2')];
  const scalars = [rate, ...corrections];
  const slotNames = phase.optimizer.kind === 'sgd' ? ['velocity'] : ['m', 'v'];
  const slots: { name: string; value: Value }[] = [];
  const updates: Program['updates'][number][] = [];
  const reported: Reported[] = [];
  if (trained.length > 0) {
    const [squares] = trace.emit(
      squaresOp,
      trained.map(({ gradient }) => gradient),
      {},
    );
    const numbers = scalars.map(({ value }) => value);
    const [norm, factors] = squares ? trace.emit(factorsOp, [squares, ...numbers], { limit: phase.clip }) : [];
    if (!squares || !norm || !factors) throw new RangeError('a step has norms and factors');
    const operands = trained.flatMap(({ name, value, gradient }) => {
      const state = slotNames.map((slot) => ({ name: `${name}/${slot}`, value: trace.input(value.type) }));
      slots.push(...state);
      return [value, gradient, ...state.map((slot) => slot.value)];
    });
    const made = optimize(
      trace,
      [factors, ...operands],
      phase,
      trained.map(({ spec }) => spec.decay),
    );
    const each = 1 + slotNames.length;
    for (const [i, { name }] of trained.entries()) {
      for (const [j, kind] of ['', ...slotNames].entries()) {
        const value = made[i * each + j];
        if (!value) throw new RangeError(`nothing new for ${name}`);
        updates.push(
          j === 0
            ? { kind: 'weight', name, value: value.id }
            : { kind: 'slot', name: `${name}/${kind}`, value: value.id },
        );
      }
    }
    const names = trained.map(({ name }) => `norm²:${name}`);
    reported.push({ names: ['gradientNorm'], value: norm }, { names, value: squares });
  } else {
    reported.push({ names: ['gradientNorm'], value: constant(trace, [], 0) });
  }
  // What a phase does not train keeps its running averages too.
  for (const [name, { id }] of lowered.states) {
    if (selected.has(name)) updates.push({ kind: 'weight', name, value: id });
  }
  const named = ({ name, value }: { name: string; value: Value }): Named => ({ name, value: value.id });
  return { scalars: scalars.map(named), slots: slots.map(named), updates, reported };
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
