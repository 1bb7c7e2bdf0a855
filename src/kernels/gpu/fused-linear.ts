import { type FusedLinearAttributes, type LinearBackwardAttributes, SLOPE_FROM } from '../../ops';
import { backwardCalls, dense } from '../dense';
import { at, type GpuKernel, type KernelCall, shapeOf } from '../kernel';
import { CURVE_FUNCTIONS, CURVES } from './activation';
import { keptBy } from './attention-form';
import { drawBits, HASH } from './elementwise';
import type { Finish } from './forms';
import { eachElement } from './gpu';
import { backwardTogether, linearGradientOnGpu, productOf, runProduct, takesProduct } from './product';

function finishOf({ activation, rate, slope, keeps }: FusedLinearAttributes, adds: boolean): Finish {
  const named: ('known' | 'other' | 'bits')[] = [];
  if (slope !== null) named.push('known');
  if (adds) named.push('other');
  if (rate > 0) named.push('bits');
  return {
    key: ['finish', activation, rate, slope, adds, keeps].join(' '),
    reads: named.map((name) => (name === 'bits' ? 'i32' : 'f32')),
    keeps,
    code(first) {
      const bound = (name: 'known' | 'other' | 'bits') => `x${first + named.indexOf(name)}`;
      return `${CURVE_FUNCTIONS}${HASH}
${rate > 0 ? keptBy(rate, bound('bits')) : ''}
${activation === null ? '' : `fn bent(x: f32) -> f32 { return ${CURVES[activation].value}; }`}
${slope === null ? '' : `fn rise(${SLOPE_FROM[slope]}: f32) -> f32 { return ${CURVES[slope].slope}; }`}
fn finish(z: f32, i: u32) -> f32 {
  var v = ${activation === null ? 'z' : 'bent(z)'};
  ${rate > 0 ? 'v *= kept(i);' : ''}
  ${slope === null ? '' : `v *= rise(${bound('known')}[i]);`}
  ${adds ? `v += ${bound('other')}[i];` : ''}
  return v;
}`;
    },
  };
}

/** What follows a product, and what that reads. */
function finishing({ inputs, attributes, draw }: KernelCall<FusedLinearAttributes>) {
  const { rate, key } = attributes;
  const [known, other] = inputs.slice(3);
  const more = [known, other, rate > 0 ? drawBits(key, draw) : undefined].filter((one) => one !== undefined);
  return { finish: finishOf(attributes, other !== undefined), more };
}

/** One dispatch with our own product; with tfjs' one more for all that follows it. */
export const fusedLinearOnGpu: GpuKernel<FusedLinearAttributes> = (call, gpu) => {
  const { inputs, attributes } = call;
  const { keeps } = attributes;
  const bias = inputs[2];
  const { finish, more } = finishing(call);
  const product = productOf(call);
  if (takesProduct(product)) {
    const made = call.types.map(() => gpu.make(shapeOf(call.types)));
    const read = [at(inputs, 0), at(inputs, 1), ...(bias ? [bias] : []), ...more];
    runProduct(gpu, product, { bias: bias !== undefined, finish }, read, made);
    return made;
  }
  const z = dense(call);
  const y = gpu.make(z.shape);
  const code = () => finish.code(1) + eachElement('y0[i] = finish(x0[i], i);');
  gpu.each({ key: `${finish.key} alone`, reads: ['f32', ...finish.reads], writes: 1, code }, [z, ...more], [y], y.size);
  return keeps ? [y, z] : [y];
};

export const linearBackwardOnGpu: GpuKernel<LinearBackwardAttributes> = (call, gpu) => {
  const calls = backwardCalls(call);
  const { finish, more } = finishing(calls.dx);
  const together = backwardTogether(gpu, calls, more.length > 0 ? finish : undefined, more);
  if (together) return together;
  const [dx, dw] = [fusedLinearOnGpu(calls.dx, gpu), linearGradientOnGpu(calls.dw, gpu)];
  return dx && dw ? [dx, dw].flatMap((made) => ('dataId' in made ? [made] : [...made])) : undefined;
};
