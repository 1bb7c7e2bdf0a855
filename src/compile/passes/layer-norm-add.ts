import { layerNormGradientOp } from '../../ops';
import { joining, otherTerm } from './join';

/** dx of a layer norm added to the gradient that goes by it. */
export const layerNormAdd = joining((pair, context) => {
  const { maker, user, shared } = pair;
  if (maker.op !== layerNormGradientOp.name || user.op !== 'add' || shared || maker.inputs.length > 4) return undefined;
  const other = otherTerm(pair, context);
  if (other === undefined) return undefined;
  return { ...maker, inputs: [...maker.inputs, other], outputs: [...user.outputs, ...maker.outputs.slice(1)] };
});
