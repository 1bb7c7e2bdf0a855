import type { TensorType } from '../tensor';
import type { Attributes } from './op';
import { type Body, eliminate, isBody, planFrees } from './plan';
import { operation } from './registry';
import type { Instruction, Trace, Value } from './trace';

/** The name of the operation; it stands here since bodies hold others of them. */
export const SCAN = 'scan';

/**
 * A body run once for every time step, its states fed back.
 *
 * Inputs in order: `states` initial states, `sequences` sequences [B, T, …], then what is the same at every step. The
 * body takes as many inputs: the states, the step [B, …] of every sequence, the rest. It gives the new states, then what
 * is stacked to sequences [B, T, …]. With `kept`, the last `states` of those are the states *before* each step, which
 * the gradient needs.
 */
export type ScanAttributes = {
  readonly body: Body;
  readonly states: number;
  readonly sequences: number;
  /** From the last step to the first. */
  readonly reverse: boolean;
  readonly kept: boolean;
};

/**
 * What a trace computes from `inputs`, as a body; nothing that `outputs` do not need is in it. A scan inside stays whole:
 * it may have to be differentiated.
 */
export const bodyOf = (trace: Trace, inputs: readonly Value[], outputs: readonly Value[]): Body =>
  makeBody(
    trace.values,
    trace.instructions,
    inputs.map(({ id }) => id),
    outputs.map(({ id }) => id),
    (same) => same,
  );

function makeBody(
  values: readonly TensorType[],
  instructions: readonly Instruction[],
  inputs: readonly number[],
  outputs: readonly number[],
  slim = slimScan,
): Body {
  const wanted = new Set(outputs);
  const steps = planFrees(eliminate(instructions, wanted, slim), wanted);
  const type = (id: number | null) => (id === null ? undefined : values[id]);
  const flops = steps.reduce((sum, step) => {
    const types = step.outputs.flatMap((id) => type(id) ?? []);
    return sum + operation(step.op).flops(step.inputs.map(type), types, step.attributes);
  }, 0);
  return { values, steps, inputs, outputs, flops };
}

/** A scan that stacks no sequence nobody needs, and reads nothing it then has no use for. */
export function slimScan(instruction: Instruction, needed: ReadonlySet<number>): Instruction {
  if (instruction.op !== SCAN) return instruction;
  const { body, states, sequences, reverse } = readScan(instruction.attributes);
  const results = instruction.outputs.flatMap((id, i) => (i < states || needed.has(id) ? [i] : []));
  const nested = body.steps.some(({ op }) => op === SCAN);
  if (results.length === instruction.outputs.length && !nested) return instruction;
  const pick = <T>(list: readonly T[], which: readonly number[]): T[] => which.flatMap((i) => list.slice(i, i + 1));
  const outputs = pick(body.outputs, results);
  const read = new Set([...makeBody(body.values, body.steps, [], outputs).steps.flatMap((s) => s.inputs), ...outputs]);
  // By the length of its first sequence a scan goes, whether it reads it or not.
  const used = body.inputs.flatMap((id, i) => (i <= states || read.has(id) ? [i] : []));
  const inputs = pick(body.inputs, used);
  return {
    ...instruction,
    inputs: pick(instruction.inputs, used),
    outputs: pick(instruction.outputs, results),
    attributes: {
      body: makeBody(body.values, body.steps, inputs, outputs),
      states,
      sequences: used.filter((i) => i >= states && i < states + sequences).length,
      reverse,
      // Nothing is differentiated any more once it is slimmed.
      kept: false,
    },
  };
}

function readScan({ body, states, sequences, reverse }: Attributes): Omit<ScanAttributes, 'kept'> {
  if (!isBody(body) || typeof states !== 'number' || typeof sequences !== 'number') {
    throw new TypeError('a scan has a body, states and sequences');
  }
  return { body, states, sequences, reverse: reverse === true };
}
