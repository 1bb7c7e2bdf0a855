import {
  ACTIVATIONS,
  type Activation,
  type Attributes,
  activationGradientOp,
  activationOp,
  addOp,
  affineOp,
  type Body,
  broadcastOp,
  constantOp,
  divideOp,
  equalOp,
  greaterOp,
  logicalOp,
  multiplyOp,
  notOp,
  SLOPE_FROM,
  type Step,
  selectOp,
  sqrtOp,
  stopGradientOp,
  subtractOp,
  toFloatOp,
} from '../../ops';
import type { DType } from '../../tensor';
import { at, DTYPES, type GpuKernel } from '../kernel';
import { elements, merged, repeats } from '../layout';
import { CURVE_FUNCTIONS, CURVES } from './activation';
import { eachElement } from './gpu';

/** Where an array is read for element i, with the numbers that the place depends on. */
interface Reading {
  readonly place: (first: number) => string;
  /** Vectors of four in `sizes`. */
  readonly sizes: readonly (readonly [inner: number, size: number, stride: number, unused: 0])[];
}

/** An array of one shape that broadcasts to another. */
function readingOf(shape: readonly number[], to: readonly number[], k: number): Reading {
  if (elements(shape) === elements(to)) return { place: () => 'i', sizes: [] };
  if (elements(shape) === 1) return { place: () => '0', sizes: [] };
  if (repeats(to, shape)) return { place: () => `i % arrayLength(&x${k})`, sizes: [] };
  const axes = merged(shape, to);
  const sizes = axes.from.flatMap((size, axis) => {
    if (size === 1) return [];
    return [[elements(axes.to.slice(axis + 1)), size, elements(axes.from.slice(axis + 1)), 0] as const];
  });
  const place = (first: number) =>
    sizes.map((_, n) => `i / sizes[${first + n}].x % sizes[${first + n}].y * sizes[${first + n}].z`).join(' + ');
  return { place, sizes };
}

const curveOf = ({ kind }: Attributes): Activation => {
  const known = ACTIVATIONS.find((one) => one === kind);
  if (!known) throw new RangeError(`no activation '${kind}'`);
  return known;
};

const nameOf = (kind: Activation): string => kind.replace('-', '_');

const numberOf = (value: Attributes[string] | undefined): string => `f32(${typeof value === 'number' ? value : 0})`;

/** WGSL of one step, from names of its operands. */
type Expression = (names: readonly string[], attributes: Attributes) => string;

const sign =
  (between: string): Expression =>
  ([a, b]) =>
    `${a} ${between} ${b}`;

const same: Expression = ([x]) => `${x}`;

const EXPRESSIONS: Readonly<Record<string, Expression>> = {
  [addOp.name]: sign('+'),
  [subtractOp.name]: sign('-'),
  [multiplyOp.name]: sign('*'),
  [divideOp.name]: sign('/'),
  [equalOp.name]: sign('=='),
  [greaterOp.name]: sign('>'),
  [logicalOp.name]: ([a, b], { kind }) => `${a} ${kind === 'and' ? '&&' : '||'} ${b}`,
  [notOp.name]: ([x]) => `!${x}`,
  [affineOp.name]: ([x], { scale, shift }) => `${numberOf(scale)} * ${x} + ${numberOf(shift)}`,
  [sqrtOp.name]: ([x]) => `sqrt(${x})`,
  [selectOp.name]: ([mask, a, b]) => `select(${b}, ${a}, ${mask})`,
  [toFloatOp.name]: ([x]) => `f32(${x})`,
  [stopGradientOp.name]: same,
  [broadcastOp.name]: same,
  [constantOp.name]: (_, { value }) => numberOf(value),
  [activationOp.name]: ([x], attributes) => `value_of_${nameOf(curveOf(attributes))}(${x})`,
  [activationGradientOp.name]: ([known, dy], attributes) => `slope_of_${nameOf(curveOf(attributes))}(${known}) * ${dy}`,
};

const isCurve = ({ op }: Step): boolean => op === activationOp.name || op === activationGradientOp.name;

/** f and f′ of the activations that steps take. */
function curves(steps: readonly Step[]): string {
  const kinds = new Set(steps.filter(isCurve).map(({ attributes }) => curveOf(attributes)));
  if (kinds.size === 0) return '';
  const functions = [...kinds].map((kind) => {
    const name = nameOf(kind);
    return `
fn value_of_${name}(x: f32) -> f32 { return ${CURVES[kind].value}; }
fn slope_of_${name}(${SLOPE_FROM[kind]}: f32) -> f32 { return ${CURVES[kind].slope}; }`;
  });
  return CURVE_FUNCTIONS + functions.join('');
}

const loaded = (dtype: DType, element: string): string => (dtype === 'bool' ? `${element} != 0` : element);
const stored = (dtype: DType, name: string): string => (dtype === 'bool' ? `select(0, 1, ${name})` : name);

/** WGSL for every element i of a body. */
function codeOf({ inputs, outputs, steps, values }: Body, readings: readonly Reading[]): string {
  const typeOf = (id: number): DType => values[id]?.dtype ?? 'float';
  let sizes = 0;
  const reads = inputs.map((id, k) => {
    const reading = readings[k];
    const place = reading?.place(sizes) ?? 'i';
    sizes += reading?.sizes.length ?? 0;
    return `let v${id} = ${loaded(typeOf(id), `x${k}[${place}]`)};`;
  });
  const made = steps.map(({ op, attributes, inputs: operands, outputs: [out] }) => {
    const expression = EXPRESSIONS[op];
    if (!expression) throw new RangeError(`'${op}' does not work element by element`);
    return `let v${out} = ${expression(
      operands.map((id) => `v${id}`),
      attributes,
    )};`;
  });
  const writes = outputs.map((id, k) => `y${k}[i] = ${stored(typeOf(id), `v${id}`)};`);
  return curves(steps) + eachElement([...reads, ...made, ...writes].join('\n  '));
}

/** One shader for the whole body: what lies between its steps stays in registers. */
export const elementwiseOnGpu: GpuKernel<{ body: Body }> = ({ inputs, attributes: { body }, types }, gpu) => {
  const shape = (types[0]?.shape ?? []).map(Number);
  const tensors = body.inputs.map((_, i) => at(inputs, i));
  const readings = tensors.map((tensor, k) => readingOf(tensor.shape, shape, k));
  const code = codeOf(body, readings);
  const sizes = readings.flatMap((reading) => reading.sizes.flat());
  const reads = body.inputs.map((id) => (body.values[id]?.dtype === 'float' ? 'f32' : 'i32'));
  const y = types.map(({ dtype }) => gpu.make(shape, DTYPES[dtype]));
  const integers = types.map(({ dtype }) => dtype !== 'float');
  const shader = {
    key: `elementwise ${reads.join(' ')} ${integers.join(' ')} ${code}`,
    reads,
    writes: y.length,
    integers,
    ...(sizes.length > 0 ? { sizes: sizes.length / 4 } : {}),
    code: () => code,
  } as const;
  gpu.each(shader, tensors, y, elements(shape), sizes);
  return y;
};
