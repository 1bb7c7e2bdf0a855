import {
  ACTIVATIONS,
  activation,
  activationGradientOp,
  add,
  affine,
  type Body,
  bodyOf,
  broadcast,
  constant,
  divide,
  equal,
  greater,
  logical,
  multiply,
  not,
  select,
  sqrt,
  stopGradient,
  subtract,
  Trace,
  toFloat,
  type Value,
} from '../../src/ops';
import type { Stream } from '../../src/random';
import { bool, float, int } from '../../src/tensor';
import type { Operands } from './case-table';

export interface ElementwiseCase {
  readonly body: Body;
  readonly operands: readonly Value[];
}

/** A shape that broadcasts to another, and how often each kind comes: the same, last axes, some axes of size 1, a single number. */
function smaller(shape: readonly number[], random: Stream): readonly number[] {
  const kind = random.int(5);
  if (kind < 2) return shape;
  if (kind === 2) return shape.slice(random.int(shape.length + 1));
  return shape.map((size) => (random.chance(0.5) ? 1 : size));
}

/** A body of every kind of step, in an order drawn at random; each step reads what was made before it. */
export function elementwiseCase(
  make: Operands,
  random: Stream,
  shape: readonly number[],
  steps: number,
): ElementwiseCase {
  const trace = new Trace();
  const operands: Value[] = [];
  const take = (type: Value['type'], operand: Value): Value => {
    operands.push(operand);
    return trace.input(type);
  };
  const number = () => {
    const own = smaller(shape, random);
    return take(float(own), make.float(own));
  };
  const given = [take(float(shape), make.float(shape)), number(), number()];
  const masks = [take(bool(shape), make.flags(shape))];
  const whole = (value: Value) => broadcast(trace, value, shape);
  const floats = given.map(whole);
  const inputs = [...given, ...masks];
  const pick = () => random.pick(floats);
  for (let n = 0; n < steps; n++) {
    const made: readonly (() => Value)[] = [
      () => add(trace, pick(), random.pick([...given, ...floats])),
      () => subtract(trace, pick(), pick()),
      () => multiply(trace, pick(), constant(trace, shape, 0.5)),
      () => divide(trace, pick(), affine(trace, activation(trace, pick(), 'sigmoid'), 0.7, 1)),
      () => affine(trace, pick(), -0.6, 0.1),
      () => sqrt(trace, activation(trace, pick(), 'sigmoid')),
      () => activation(trace, pick(), random.pick(ACTIVATIONS)),
      () => trace.emit(activationGradientOp, [pick(), pick()], { kind: 'silu' })[0] ?? pick(),
      () => select(trace, random.pick(masks), pick(), pick()),
      () => stopGradient(trace, pick()),
      () => whole(toFloat(trace, random.pick(masks))),
    ];
    floats.push(random.pick(made)());
    // Of what came in: what was computed may be rounded to either side.
    const compared: readonly (() => Value)[] = [
      () => greater(trace, given[0] ?? pick(), random.pick(given)),
      () => logical(trace, random.pick(masks), random.pick(masks), random.pick(['and', 'or'])),
      () => not(trace, random.pick(masks)),
    ];
    if (random.chance(0.3)) masks.push(random.pick(compared)());
  }
  const ids = random.chance(0.5) ? [take(int(shape), make.ids(shape, 3)), take(int(shape), make.ids(shape, 3))] : [];
  const [a, b] = ids;
  const outputs = [floats.at(-1), random.pick(floats.slice(given.length)), masks.at(-1)];
  if (a && b) outputs.push(equal(trace, a, b));
  const made = new Set(trace.instructions.flatMap((one) => one.outputs));
  const wanted = [...new Set(outputs.flatMap((value) => (value && made.has(value.id) ? [value] : [])))];
  return { body: bodyOf(trace, [...inputs, ...ids], wanted), operands };
}
