import { add } from './arithmetic';
import { constant } from './embedding';
import { operation } from './registry';
import type { Instruction, Trace, Value } from './trace';

/**
 * Reverse-mode differentiation of everything traced so far: ∂loss/∂w for each wanted value, from each operation's own
 * gradient rule, recorded on the same trace and labelled with the path of the forward operation. Values the loss does not
 * depend on are absent.
 *
 * @param loss float []
 * @param scale factor on all of them
 */
export function differentiate(trace: Trace, loss: Value, wanted: readonly Value[], scale = 1): Map<number, Value> {
  const active = dependents(trace, wanted);
  const forward = [...trace.instructions];
  trace.part = 'backward';
  trace.path = '';
  if (!active.has(loss.id)) return new Map();
  return pullBack(trace, forward, new Map([[loss.id, constant(trace, loss.type.shape, scale)]]), active);
}

/** ∂/∂w of Σ seed · value for each wanted value: the vector–Jacobian product of everything traced so far. */
export function backpropagate(
  trace: Trace,
  seeds: ReadonlyMap<number, Value>,
  wanted: readonly Value[],
): Map<number, Value> {
  const forward = [...trace.instructions];
  trace.part = 'backward';
  return pullBack(trace, forward, new Map(seeds), dependents(trace, wanted));
}

function pullBack(
  trace: Trace,
  forward: readonly Instruction[],
  gradients: Map<number, Value>,
  active: ReadonlySet<number>,
): Map<number, Value> {
  for (const instruction of forward.toReversed()) {
    const grads = instruction.outputs.map((id) => gradients.get(id));
    if (grads.every((grad) => grad === undefined)) continue;
    if (!instruction.inputs.some((id) => id !== null && active.has(id))) continue;
    const op = operation(instruction.op);
    if (!op.gradient) continue;
    trace.path = instruction.path;
    const given = op.gradient({
      trace,
      inputs: instruction.inputs.map((id) => (id === null ? undefined : trace.value(id))),
      outputs: instruction.outputs.map((id) => trace.value(id)),
      grads,
      attributes: instruction.attributes,
      wants: (input) => active.has(instruction.inputs[input] ?? -1),
    });
    for (const [i, grad] of given.entries()) {
      const id = instruction.inputs[i];
      if (!grad || id === null || id === undefined || !active.has(id)) continue;
      const sum = gradients.get(id);
      gradients.set(id, sum ? add(trace, sum, grad) : grad);
    }
  }
  return gradients;
}

/** Values that depend on one of `roots`, themselves included. */
function dependents(trace: Trace, roots: readonly Value[]): Set<number> {
  const found = new Set(roots.map((value) => value.id));
  for (const { inputs, outputs } of trace.instructions) {
    if (inputs.some((id) => id !== null && found.has(id))) for (const id of outputs) found.add(id);
  }
  return found;
}
