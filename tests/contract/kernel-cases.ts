import {
  ACTIVATIONS,
  activationOp,
  adamOp,
  addOp,
  affineOp,
  argmaxOp,
  attentionOp,
  attentionProbabilitiesOp,
  crossEntropyOp,
  dropoutOp,
  elementwiseOp,
  embeddingOp,
  exactMatchOp,
  factorsOp,
  fusedLinearOp,
  gruOp,
  layerNormOp,
  linearBackwardOp,
  linearOp,
  lstmOp,
  maskedMeanOp,
  matmulOp,
  multiplyOp,
  rmsNormOp,
  rnnOp,
  rotaryOp,
  softmaxOp,
  squaresOp,
  subtractOp,
  sumToOp,
  toFloatOp,
  transposeOp,
} from '../../src/ops';
import type { Stream } from '../../src/random';
import type { Operands } from './case-table';
import { elementwiseCase } from './elementwise-cases';
import { imageKernelCases } from './image-kernel-cases';
import { type Build, leading, SIZES, sized } from './kernel-sizes';
import { shapeKernelCases } from './shape-kernel-cases';

const keyOf = (random: Stream): number => random.int(2 ** 31);

const rateOf = (random: Stream): number => random.pick([0, 0.1, 0.5]);

const recurrence =
  (op: typeof rnnOp | typeof lstmOp | typeof gruOp, gates: number, between: number, states: number): Build =>
  (make, random) => {
    const size = sized(random);
    const [B, T, H] = [size(), size(), size()];
    const maybe = (value: () => ReturnType<Operands['float']>) => (random.chance(0.5) ? value() : undefined);
    const mask = () =>
      make.mask(
        [B, T],
        Array.from({ length: B }, () => random.int(T + 1)),
      );
    return make.trace.emit(
      op,
      [
        make.float([B, T, gates * H]),
        // Larger ones make the sequence chaotic: any two ways to round end far apart.
        make.float([H, gates * H], 0.2 / Math.sqrt(H), 1 / Math.sqrt(H)),
        ...Array.from({ length: between }, () => maybe(() => make.float([H]))),
        ...Array.from({ length: states }, () => maybe(() => make.float([B, H]))),
        maybe(mask),
      ],
      { reverse: random.chance(0.5) },
    );
  };

/** b of a's shape, or that of its last axes, or with one number for all of them; on either side. */
const elementwise =
  (op: typeof addOp): Build =>
  (make, random) => {
    const size = sized(random);
    const shape = [...leading(random, 2), size(), size()];
    const from = random.int(shape.length + 1);
    const short = random.chance(0.5) ? shape.slice(from) : shape.map((n, axis) => (axis < from ? n : 1));
    const [a, b] = random.chance(0.5) ? [shape, short] : [short, shape];
    return make.trace.emit(op, [make.float(a), make.float(b)], {});
  };

export const kernelCases: Readonly<Record<string, Build>> = {
  elementwise(make, random) {
    const size = sized(random);
    const { body, operands } = elementwiseCase(
      make,
      random,
      [...leading(random, 2), size(), size()],
      2 + random.int(9),
    );
    return make.trace.emit(elementwiseOp, operands, { body });
  },
  ...shapeKernelCases,
  ...imageKernelCases,
  matmul(make, random) {
    const size = sized(random);
    const [batch, M, N, K] = [random.chance(0.5) ? [size() % 6 || 1] : [], size(), size(), size()];
    const [transposeA, transposeB] = [random.chance(0.5), random.chance(0.5)];
    const a = make.float([...batch, ...(transposeA ? [K, M] : [M, K])]);
    const b = make.float([...batch, ...(transposeB ? [N, K] : [K, N])]);
    return make.trace.emit(matmulOp, [a, b], { transposeA, transposeB });
  },
  linear(make, random) {
    const size = sized(random);
    const [rows, N, K] = [random.chance(0.5) ? [size(), 3] : [size()], size(), size()];
    const transposed = random.chance(0.5);
    const bias = random.chance(0.5) ? make.float([N]) : undefined;
    const w = make.float(transposed ? [N, K] : [K, N]);
    return make.trace.emit(linearOp, [make.float([...rows, K]), w, bias], { transposed });
  },
  fusedLinear(make, random) {
    const size = sized(random);
    const [rows, N, K] = [random.chance(0.5) ? [size(), 3] : [size()], size(), size()];
    const [transposed, kind] = [random.chance(0.5), random.pick(ACTIVATIONS)];
    const [activation, slope] = random.pick([[null, null] as const, [kind, null] as const, [null, kind] as const]);
    const maybe = (shape: readonly number[]) => (random.chance(0.5) ? make.float(shape) : undefined);
    const w = make.float(transposed ? [N, K] : [K, N], 0.1, 1 / Math.sqrt(K));
    const operands = [make.float([...rows, K]), w, maybe([N])];
    const known = slope === null ? undefined : make.float([...rows, N]);
    const keeps = activation !== null && random.chance(0.5);
    const attributes = { transposed, activation, slope, rate: rateOf(random), key: keyOf(random), keeps };
    return make.trace.emit(fusedLinearOp, [...operands, known, maybe([...rows, N])], attributes);
  },
  linearBackward(make, random) {
    const size = sized(random);
    const [rows, N, K] = [random.chance(0.5) ? [size(), 3] : [size()], size(), size()];
    const [transposed, bias] = [random.chance(0.5), random.chance(0.5)];
    const slope = random.chance(0.5) ? random.pick(ACTIVATIONS) : null;
    const known = slope === null ? undefined : make.float([...rows, K]);
    const other = random.chance(0.5) ? make.float([...rows, K]) : undefined;
    const w = make.float(transposed ? [K, N] : [N, K], 0.1, 1 / Math.sqrt(N));
    const attributes = {
      transposed,
      activation: null,
      slope,
      rate: rateOf(random),
      key: keyOf(random),
      keeps: false,
      bias,
    };
    const operands = [make.float([...rows, N]), w, known, other, make.float([...rows, K])];
    return make.trace.emit(linearBackwardOp, operands, attributes);
  },
  rnn: recurrence(rnnOp, 1, 0, 1),
  lstm: recurrence(lstmOp, 4, 0, 2),
  gru: recurrence(gruOp, 3, 1, 1),
  add: elementwise(addOp),
  subtract: elementwise(subtractOp),
  multiply: elementwise(multiplyOp),
  affine: (make, random) => {
    const [scale, shift] = [random.float() * 4 - 2, random.pick([0, 0.7])];
    return make.trace.emit(affineOp, [make.float([sized(random)(), 3])], { scale, shift });
  },
  sumTo: (make, random) => {
    const size = sized(random);
    const shape = [...leading(random, 2), size(), size()];
    const first = random.int(shape.length + 1);
    const kept = shape.slice(first).map((n) => (first === 0 && random.chance(0.5) ? 1 : n));
    return make.trace.emit(sumToOp, [make.float(shape)], { shape: kept });
  },
  argmax: (make, random) => make.trace.emit(argmaxOp, [make.float([...leading(random, 2), sized(random)()])], {}),
  squares: (make, random) => {
    const gradients = Array.from({ length: 1 + random.int(3) }, () => make.float([sized(random)(), sized(random)()]));
    return make.trace.emit(squaresOp, gradients, {});
  },
  factors: (make, random) => {
    const numbers = Array.from({ length: random.pick([1, 3]) }, () => make.positive([]));
    const squares = make.positive([random.int(200) + 1]);
    return make.trace.emit(factorsOp, [squares, ...numbers], { limit: random.pick([0, 0.5, 100]) });
  },
  activation: (make, random) => {
    const x = make.float([sized(random)(), sized(random)()], 0.01, random.pick([0.5, 3, 30]));
    return make.trace.emit(activationOp, [x], { kind: random.pick(ACTIVATIONS) });
  },
  dropout: (make, random) =>
    make.trace.emit(dropoutOp, [make.float([sized(random)(), sized(random)()])], {
      rate: rateOf(random),
      key: keyOf(random),
    }),
  softmax: (make, random) => {
    const shape = [...leading(random, 2), sized(random)(), sized(random)()];
    const mask = random.chance(0.5) ? make.flags(broadcasting(random, shape)) : undefined;
    return make.trace.emit(softmaxOp, [make.float(shape, 0.1, 5), mask], {});
  },
  crossEntropy: (make, random) => {
    // Of few symbols some are hit, and some are not.
    const V = random.chance(0.5) ? 2 + random.int(2) : sized(random)();
    const rows = [...leading(random, 1), 7 + sized(random)()];
    const smoothing = random.pick([0, 0.1]);
    return make.trace.emit(crossEntropyOp, [make.float([...rows, V], 0.1, 8), make.ids(rows, V)], { smoothing });
  },
  maskedMean: (make, random) => {
    const size = sized(random);
    const [B, T] = [size(), size()];
    const lengths = Array.from({ length: B }, (_, b) => (b === 0 ? 1 : 0) + random.int(T));
    const mask = random.chance(0.7) ? make.mask([B, T], lengths) : undefined;
    const values = Array.from({ length: 1 + random.int(2) }, () => make.float([B, T]));
    return make.trace.emit(maskedMeanOp, [mask, ...values], {});
  },
  exactMatch: (make, random) => {
    const [B, T] = [sized(random)(), 1 + random.int(3)];
    const mask = make.mask(
      [B, T],
      Array.from({ length: B }, () => random.int(T + 1)),
    );
    const [hit] = make.trace.emit(toFloatOp, [make.flags([B, T])], {});
    return make.trace.emit(exactMatchOp, [mask, hit], {});
  },
  layerNorm: (make, random) => {
    const C = sized(random)() + 1;
    return make.trace.emit(layerNormOp, [make.float([sized(random)(), C]), make.float([C]), make.float([C])], {
      epsilon: 1e-3,
    });
  },
  rmsNorm: (make, random) => {
    const C = sized(random)();
    return make.trace.emit(rmsNormOp, [make.float([sized(random)(), C]), make.float([C])], { epsilon: 0.1 });
  },
  rotary: (make, random) => {
    const [heads, h] = [random.chance(0.5), 2 * sized(random)()];
    const between = heads ? [sized(random)()] : [];
    return make.trace.emit(rotaryOp, [make.float([...leading(random, 2), sized(random)(), ...between, h])], {
      base: random.pick([100, 10_000]),
      pairs: random.pick(['neighbours', 'halves'] as const),
      offset: random.pick([0, 7, 1000]),
      inverse: random.chance(0.5),
      heads,
    });
  },
  attention: (make, random) => {
    const size = sized(random);
    const [B, G, shared] = [1 + random.int(3), 1 + random.int(3), 1 + random.int(3)];
    const H = G * shared;
    // Beyond the tiles of a workgroup too: 32 rows, 64 columns.
    const long = () => random.pick([...SIZES, 65, 97]);
    // Under a causal mask alone, whole tiles of a long row see nothing and are passed by.
    const past = random.chance(0.3);
    const [T, h, e] = [past ? 97 : long(), size(), random.pick([...SIZES, 70])];
    const causal = past || random.chance(0.5);
    // Fewer keys than positions leave rows of a causal mask that see nothing.
    const S = past || random.chance(0.3) ? T : long();
    const mask = !past && random.chance(0.5) ? make.flags(broadcasting(random, [B, H, T, S])) : undefined;
    const operands = [make.float([B, T, H, h]), make.float([B, S, G, h]), make.float([B, S, G, e]), mask];
    const attributes = { causal, scale: 1 / Math.sqrt(h), rate: rateOf(random), key: keyOf(random) };
    return make.trace.emit(attentionOp, operands, attributes);
  },
  attentionProbabilities: (make, random) => {
    const [B, G, H] = [1 + random.int(3), 1 + random.int(2), 2];
    const [T, S, h] = [random.pick([...SIZES, 97]), random.pick([...SIZES, 97]), sized(random)()];
    const mask = random.chance(0.5) ? make.flags(broadcasting(random, [B, H, T, S])) : undefined;
    const [q, k] = [make.float([B, T, H, h]), make.float([B, S, G, h])];
    const attributes = { causal: random.chance(0.5), scale: 1 / Math.sqrt(h) };
    const [, lse] = make.trace.emit(attentionOp, [q, k, k, mask], { ...attributes, rate: 0, key: 0 });
    return make.trace.emit(attentionProbabilitiesOp, [q, k, mask, lse], attributes);
  },
  embedding: (make, random) => {
    // A table longer than the text, too, of which most rows do not occur.
    const V = random.chance(0.5) ? 70 : sized(random)();
    return make.trace.emit(embeddingOp, [make.ids([sized(random)(), 2], V), make.float([V, sized(random)()])], {});
  },
  transpose: (make, random) => {
    const shape = [...leading(random, 2), sized(random)(), sized(random)()];
    const order = shape.map((_, axis) => axis);
    const first = random.int(order.length - 1);
    order.splice(first, 2, first + 1, first);
    return make.trace.emit(transposeOp, [make.float(shape)], { order });
  },
  adam: (make, random) => {
    const decayed = Array.from({ length: 1 + random.int(3) }, () => random.chance(0.5));
    const operands = decayed.flatMap(() => {
      const shape = [sized(random)(), sized(random)()];
      return [make.float(shape), make.float(shape), make.float(shape), make.positive(shape)];
    });
    const attributes = { beta1: 0.9, beta2: 0.99, epsilon: 1e-8, decay: 0.1, decayed };
    return make.trace.emit(adamOp, [make.positive([4]), ...operands], attributes);
  },
};

/** A shape that broadcasts to `shape`: leading axes left out, others 1. */
function broadcasting(random: Stream, shape: readonly number[]): number[] {
  return shape.slice(random.int(shape.length)).map((size) => (random.chance(0.3) ? 1 : size));
}
