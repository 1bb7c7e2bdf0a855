import type { CheckedGraph, CheckedNode, Phase } from '../check';
import { add, affine, differentiate, eliminate, planFrees, slimScan, type Value } from '../ops';
import type { Bindings } from '../tensor';
import { type Share, sharesOf } from './accumulate';
import { halvable, lossScales } from './halves';
import { type Lowered, lower } from './lower';
import { fuse, type PassName } from './passes';
import type { Named, Program } from './program';
import { recompute, recomputed } from './recompute';
import { appendUpdate, type Reported, type Updated } from './update';

/** A forward pass and nothing else. */
const plain = (graph: CheckedGraph, bindings: Bindings) => ({
  bindings: bound(graph, bindings),
  training: false,
  scoring: false,
  backward: false,
  taps: false,
});

const isLoss = (node: CheckedNode) => node.role === 'loss';

/** Sizes a Program is made for: the graph's own, with those given instead. */
const bound = (graph: CheckedGraph, bindings: Bindings): Bindings => ({ ...graph.bindings, ...bindings });

/**
 * One training step of a phase, or one of its micro-batches: forward, backward, norms, clipping and update. Reports `loss`,
 * every metric's `sum:<path>/<name>` and `count:<path>/<name>`; where it makes the update also `gradientNorm` (before
 * clipping) and `norm²:<weight>`.
 *
 * @param off passes that are left out
 * @param share which micro-batch it is for; the one that makes the update where nothing is said
 * @param lossScale factor on the loss while it is differentiated; the update takes it out again
 */
export function compileTraining(
  graph: CheckedGraph,
  phase: Phase,
  bindings: Bindings = {},
  off: readonly PassName[] = [],
  share: Share = sharesOf(graph.training).at(-1) ?? 'only',
  lossScale = lossScales(graph.training)[0],
): Program {
  const lowered = lower(graph, {
    bindings: bound(graph, bindings),
    training: true,
    scoring: true,
    backward: true,
    taps: false,
    goals: phase.losses.length === 0 ? isLoss : (node) => phase.losses.some((loss) => loss.node === node.id),
  });
  const loss = totalLoss(lowered, phase);
  const gradients = differentiate(
    lowered.trace,
    loss,
    [...lowered.weights.values()].map((w) => w.value),
    lossScale,
  );
  const update = appendUpdate(lowered, gradients, phase, {
    share,
    scale: 1 / (lossScale * (graph.training.accumulate ?? 1)),
  });
  const reported = [{ names: ['loss'], value: loss }, ...metricSums(lowered), ...update.reported];
  return finish({ ...lowered, weights: update.weights }, reported, {
    update,
    off,
    recompute: recomputed(lowered.copies, graph.training),
    halves: graph.training.precision === 'mixed',
  });
}

/** Losses and metrics of a batch with nothing dropped and nothing updated. Reports each metric's sum and count. */
export function compileEvaluation(graph: CheckedGraph, bindings: Bindings = {}): Program {
  const lowered = lower(graph, { ...plain(graph, bindings), scoring: true, goals: isLoss });
  return finish(lowered, metricSums(lowered), { off: [] });
}

/** Predictions by output block. What the outputs do not need does not run. */
export function compileInference(graph: CheckedGraph, bindings: Bindings = {}): Program {
  const lowered = lower(graph, {
    ...plain(graph, bindings),
    goals: (node) => node.role === 'output',
  });
  return finish(lowered, []);
}

/**
 * What panels look at on the probe example: predictions, all taps, and, where there is a loss, the gradients that blocks
 * ask to see.
 */
export function compileProbe(graph: CheckedGraph, phase: Phase, bindings: Bindings = {}): Program {
  const lowered = lower(graph, {
    ...plain(graph, bindings),
    backward: true,
    taps: true,
    goals: (node) => node.role === 'output' || node.role === 'loss',
  });
  const { trace, taps, losses } = lowered;
  const asked = taps.filter(({ gradient }) => gradient);
  const gradients =
    asked.length === 0 || losses.size === 0
      ? new Map<number, Value>()
      : differentiate(
          trace,
          totalLoss(lowered, phase),
          asked.map(({ value }) => trace.value(value)),
        );
  const seen = taps.flatMap((tap) => {
    if (!tap.gradient) return [tap];
    const gradient = gradients.get(tap.value);
    return gradient ? [{ ...tap, value: gradient.id }] : [];
  });
  return finish({ ...lowered, taps: seen }, [], { taps: true });
}

/** Gradients of the loss for the harness and for checks against other implementations: outputs `loss` and `d:<weight>`. */
export function compileGradients(
  graph: CheckedGraph,
  phase: Phase,
  bindings: Bindings = {},
  off: readonly PassName[] = [],
): Program {
  const lowered = lower(graph, {
    ...plain(graph, bindings),
    training: true,
    scoring: true,
    backward: true,
    goals: isLoss,
  });
  const loss = totalLoss(lowered, phase);
  const gradients = differentiate(
    lowered.trace,
    loss,
    [...lowered.weights.values()].map((w) => w.value),
  );
  const outputs = [...lowered.weights].flatMap(([name, { value }]): [string, Value][] => {
    const gradient = gradients.get(value.id);
    return gradient ? [[`d:${name}`, gradient]] : [];
  });
  return finish({ ...lowered, outputs: new Map([['loss', loss], ...outputs]) }, [], { off });
}

function totalLoss(lowered: Lowered, phase: Phase): Value {
  const { trace, losses } = lowered;
  trace.path = '';
  const factors = phase.losses.length === 0 ? [...losses.keys()].map((node) => ({ node, factor: 1 })) : phase.losses;
  const terms = factors.flatMap(({ node, factor }) => {
    const loss = losses.get(node);
    return loss ? [affine(trace, loss, factor, 0)] : [];
  });
  const [first, ...rest] = terms;
  if (!first) throw new RangeError('nothing to minimise: the graph has no loss block');
  return rest.reduce((a, b) => add(trace, a, b), first);
}

const metricSums = ({ metrics }: Lowered): Reported[] =>
  metrics.flatMap(({ path, name, sum, count }) => [
    { names: [`sum:${path}/${name}`], value: sum },
    { names: [`count:${path}/${name}`], value: count },
  ]);

interface Finishing {
  readonly update?: Updated;
  readonly taps?: boolean;
  /** Passes that are left out; where none are named, none run. */
  readonly off?: readonly PassName[];
  /** Beginnings of the paths whose insides the backward pass computes again. */
  readonly recompute?: readonly string[];
  /** Whether values may lie in 16 bits. */
  readonly halves?: boolean;
}

function finish(
  lowered: Lowered,
  reported: readonly Reported[],
  { update, taps = false, off, recompute: again = [], halves = false }: Finishing = {},
): Program {
  const { trace, weights, inputs } = lowered;
  const outputs: Named[] = [...lowered.outputs].map(([name, { id }]) => ({ name, value: id }));
  // A training or evaluation program reports; its predictions are nobody's business.
  const visible = reported.length > 0 ? [] : outputs;
  const wanted = new Set([
    ...visible.map(({ value }) => value),
    ...reported.map(({ value }) => value.id),
    ...(taps ? lowered.taps.map(({ value }) => value) : []),
    ...(update?.updates ?? []).map(({ value }) => value),
  ]);
  const needed = eliminate(trace.instructions, wanted, slimScan);
  const fused = off ? eliminate(fuse(needed, { values: trace.values, wanted }, off), wanted) : needed;
  const { instructions, values } = recompute(fused, trace.values, again, wanted);
  const steps = planFrees(instructions, wanted);
  const read = new Set(steps.flatMap(({ inputs: ids }) => ids.filter((id) => id !== null)));
  const used = ({ value }: Named) => read.has(value) || wanted.has(value);
  return {
    values,
    steps,
    inputs: [...inputs].map(([name, { id }]) => ({ name, value: id })).filter(used),
    scalars: (update?.scalars ?? []).filter(used),
    // A step that leaves a state alone names it all the same: validation will read it.
    weights: [...weights]
      .map(([name, { value, spec }]) => ({ name, value: value.id, spec }))
      .filter((weight) => !weight.spec.trainable || used(weight)),
    slots: (update?.slots ?? []).filter(used),
    reported: reported.map(({ names, value }) => ({ names, value: value.id })),
    outputs: visible,
    taps: taps ? lowered.taps : [],
    updates: update?.updates ?? [],
    ...(halves ? { halves: halvable(instructions, values, wanted) } : {}),
  };
}
