import { broadcastOp, concatOp, meanOp, padOp, sliceOp, sumOp, toFloatOp, type Value } from '../../src/ops';
import type { Stream } from '../../src/random';
import type { Operands } from './case-table';
import { type Build, leading, sized } from './kernel-sizes';

/** A shape of one to three axes, and one of them. */
function shaped(random: Stream): { readonly shape: number[]; readonly axis: number } {
  const shape = [...leading(random, 2), sized(random)()];
  return { shape, axis: random.int(shape.length) };
}

/** Numbers, ids or truth values. */
const anyOf = (make: Operands, random: Stream, shape: readonly number[], kind = random.int(3)): Value =>
  kind === 0 ? make.float(shape) : kind === 1 ? make.ids(shape, 5) : make.flags(shape);

/** Operand and attributes of a sum over some of the axes. */
function reduction(make: Operands, random: Stream): [[Value], { axes: number[]; keep: boolean }] {
  const shape = [...leading(random, 2), sized(random)(), sized(random)()];
  const axes = shape.flatMap((_, axis) => (random.chance(0.5) ? [axis] : []));
  return [[make.float(shape)], { axes: axes.length === 0 ? [0] : axes, keep: random.chance(0.5) }];
}

export const shapeKernelCases: Readonly<Record<string, Build>> = {
  sum: (make, random) => make.trace.emit(sumOp, ...reduction(make, random)),
  mean: (make, random) => make.trace.emit(meanOp, ...reduction(make, random)),
  toFloat: (make, random) => make.trace.emit(toFloatOp, [anyOf(make, random, [sized(random)(), 3])], {}),
  broadcast(make, random) {
    const shape = [...leading(random, 3), sized(random)(), sized(random)()];
    const own = shape.slice(random.int(2)).map((size) => (random.chance(0.5) ? 1 : size));
    return make.trace.emit(broadcastOp, [random.chance(0.5) ? make.float(own) : make.ids(own, 5)], { shape });
  },
  slice(make, random) {
    const { shape, axis } = shaped(random);
    const start = random.int(shape[axis] ?? 1);
    const size = 1 + random.int((shape[axis] ?? 1) - start);
    return make.trace.emit(sliceOp, [anyOf(make, random, shape)], { axis, start, size });
  },
  pad(make, random) {
    const { shape, axis } = shaped(random);
    const start = random.int(4);
    const size = start + (shape[axis] ?? 1) + random.int(4);
    return make.trace.emit(padOp, [make.float(shape)], { axis, start, size });
  },
  concat(make, random) {
    const { shape, axis } = shaped(random);
    const pieces = Array.from({ length: 1 + random.int(3) }, () => shape.with(axis, sized(random)()));
    const kind = random.int(3);
    return make.trace.emit(
      concatOp,
      pieces.map((piece) => anyOf(make, random, piece, kind)),
      { axis },
    );
  },
};
