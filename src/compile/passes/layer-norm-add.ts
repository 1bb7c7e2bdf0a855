import { layerNormGradientOp, rmsNormGradientOp } from '../../ops';
import { joining, otherTerm } from './join';

const NORMS: ReadonlySet<string> = new Set([layerNormGradientOp.name, rmsNormGradientOp.name]);

/** dx of a layer norm, or of an RMS norm, added to the gradient that goes by it. */
export const layerNormAdd = joining((pair, context) => {
  const { maker, user, shared } = pair;
  if (!NORMS.has(maker.op) || user.op !== 'add' || shared || maker.inputs.length > 4) return undefined;
  const other = otherTerm(pair, context);
  if (other === undefined) return undefined;
  return { ...maker, inputs: [...maker.inputs, other], outputs: [...user.outputs, ...maker.outputs.slice(1)] };
});
