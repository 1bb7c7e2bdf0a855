import { sameShape } from '../tensor';
import { activationGradientOp, activationOp } from './activation';
import { addOp, affineOp, divideOp, multiplyOp, sqrtOp, subtractOp } from './arithmetic';
import { broadcastOp } from './broadcast';
import { refuse } from './common';
import { constantOp } from './embedding';
import { equalOp, greaterOp, logicalOp, notOp, selectOp, stopGradientOp, toFloatOp } from './logic';
import { type Attributes, defineOp } from './op';
import { type Body, isBody } from './plan';

/** Operations that make each element of what they give from the elements at its place in what they take. */
export const ELEMENTWISE: ReadonlySet<string> = new Set(
  [
    addOp,
    subtractOp,
    multiplyOp,
    divideOp,
    affineOp,
    sqrtOp,
    activationOp,
    activationGradientOp,
    equalOp,
    greaterOp,
    logicalOp,
    notOp,
    selectOp,
    stopGradientOp,
    toFloatOp,
  ].map(({ name }) => name),
);

/** Operations that only say which number an element reads: they cost nothing within a body. */
export const READ_IN_PLACE: ReadonlySet<string> = new Set([broadcastOp.name, constantOp.name]);

/**
 * A body of elementwise operations that runs as one. Everything it gives has one shape, and everything it takes broadcasts to
 * that. Made by a compiler pass after differentiation, so it has no gradient.
 */
export const elementwiseOp = defineOp<{ body: Body }>({
  name: 'elementwise',
  doc: 'y, … = what the body gives for each element; inputs broadcast to the shape of y',
  type(inputs, { body }) {
    if (inputs.length !== body.inputs.length) refuse('elementwise', `${body.inputs.length} operands`, ...inputs);
    for (const [i, id] of body.inputs.entries()) {
      const [is, wanted] = [inputs[i], body.values[id]];
      if (!is || !wanted || is.dtype !== wanted.dtype || !sameShape(is.shape, wanted.shape)) {
        return refuse('elementwise', `operand ${i + 1} as the body takes it`, is);
      }
    }
    return body.outputs.map(
      (id) => body.values[id] ?? refuse('elementwise', 'a type for every output of the body', undefined),
    );
  },
  flops: (_, __, { body }) => body.flops,
});

/** The body of an `elementwise` instruction; undefined for any other. */
export const elementwiseBody = ({ op, attributes }: { op: string; attributes: Attributes }): Body | undefined =>
  op === elementwiseOp.name && isBody(attributes.body) ? attributes.body : undefined;
