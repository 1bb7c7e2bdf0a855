import {
  ACTIVATIONS,
  type Activation,
  type Attributes,
  type FusedLinearAttributes,
  fusedLinearOp,
  type Instruction,
  linearOp,
} from '../../ops';
import { joining, otherTerm, type Pair, type Pass, type PassContext } from './join';

/** A dense layer with all that is done to its output. */
export interface Fused {
  readonly attributes: FusedLinearAttributes;
  /** x, w, b, known, other. */
  readonly inputs: readonly (number | null)[];
}

/** What of a fused layer changes. */
interface Change {
  readonly attributes?: Partial<FusedLinearAttributes>;
  readonly known?: number | null | undefined;
  readonly other?: number | null | undefined;
}

const activationOf = (kind: Attributes[string] | undefined): Activation | null =>
  ACTIVATIONS.find((one) => one === kind) ?? null;

const numberOf = (value: Attributes[string] | undefined): number => (typeof value === 'number' ? value : 0);

/** undefined for what is no dense layer. */
export function readLinear({ op, attributes, inputs }: Instruction): Fused | undefined {
  if (op !== linearOp.name && op !== fusedLinearOp.name) return undefined;
  return {
    attributes: {
      transposed: attributes.transposed === true,
      activation: activationOf(attributes.activation),
      rate: numberOf(attributes.rate),
      key: numberOf(attributes.key),
      slope: activationOf(attributes.slope),
      keeps: attributes.keeps === true,
    },
    inputs: Array.from({ length: 5 }, (_, i) => inputs[i] ?? null),
  };
}

/** A pass that lets a dense layer do what `user` does to its output, where it may still be done there. */
const absorbing = (
  user: string,
  change: (fused: Fused, pair: Pair, context: PassContext) => Change | undefined,
): Pass =>
  joining((pair, context) => {
    const fused = pair.user.op === user ? readLinear(pair.maker) : undefined;
    // A sum comes last.
    const changed = fused && fused.inputs[4] === null ? change(fused, pair, context) : undefined;
    if (!fused || !changed) return undefined;
    const [x = null, w = null, b = null, known = null] = fused.inputs;
    const attributes = { ...fused.attributes, ...changed.attributes };
    const [, kept] = pair.maker.outputs;
    const before = kept ?? pair.maker.outputs[0];
    return {
      ...pair.maker,
      op: fusedLinearOp.name,
      attributes,
      inputs: [x, w, b, changed.known ?? known, changed.other ?? null],
      outputs: [...pair.user.outputs, ...(attributes.keeps && before !== undefined ? [before] : [])],
    };
  });

/** y = f(x · w + b); what the backward pass needs of the sum is kept. */
export const linearActivation = absorbing('activation', ({ attributes }, { user, shared }) => {
  const { activation, rate, slope } = attributes;
  if (activation !== null || rate > 0 || slope !== null) return undefined;
  return { attributes: { activation: activationOf(user.attributes.kind), keeps: shared } };
});

/** What is dropped of a dense layer's output, forwards and backwards. */
export const linearDropout = absorbing('dropout', ({ attributes }, { user, shared }) => {
  if (shared || attributes.rate > 0 || attributes.slope !== null) return undefined;
  return { attributes: { rate: numberOf(user.attributes.rate), key: numberOf(user.attributes.key) } };
});

/** dx of a layer times the slope of the activation before it. */
export const linearSlope = absorbing('activationGradient', ({ attributes }, { user, operand, shared }) => {
  if (shared || operand !== 1 || attributes.slope !== null) return undefined;
  return { attributes: { slope: activationOf(user.attributes.kind) }, known: user.inputs[0] };
});

/** A layer's output, or its dx, added to what goes by it. */
export const linearAdd = absorbing('add', (_, pair, context) => {
  const other = pair.shared ? undefined : otherTerm(pair, context);
  return other === undefined ? undefined : { other };
});
