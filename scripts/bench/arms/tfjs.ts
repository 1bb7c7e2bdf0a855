import * as tf from '@tensorflow/tfjs';
import type { Arm, BackendName } from '../arm';
import type { Batch, Material } from '../material';
import type { Gpt, Pictures, Recurrent } from '../models';
import type { Weight, Weights } from '../weights';
import { openTfjs, withoutGradients } from './tfjs-backend';

type Matrix = tf.Variable<tf.Rank.R2>;
type Vector = tf.Variable<tf.Rank.R1>;

/** The logits of a model, a row for every prediction. */
type Logits = (x: tf.Tensor) => tf.Tensor2D;

/** Written by hand on tfjs' own operations, gradients and optimizer, as a careful user does: products in two dimensions. */
export const tfjs: Arm = {
  version: `tfjs ${tf.version.tfjs}`,
  open: openTfjs,
  cannot: withoutGradients,
  build(material, backend) {
    const make = new Variables();
    const logits = write(material, make, backend);
    const { rate, beta1, beta2, epsilon } = material.adam;
    const adam = tf.train.adam(rate, beta1, beta2, epsilon);
    return {
      parameters: make.all.reduce((sum, { size }) => sum + size, 0),
      async step({ x, y }) {
        const [input, target] = [upload(x), tf.tensor1d(y.data, 'int32')];
        const loss = () => crossEntropy(logits(input), target);
        const value = adam.minimize(loss, true, make.all);
        if (!value) throw new Error('tfjs gave no loss');
        const [number] = await value.data();
        tf.dispose([input, target, value]);
        return number ?? Number.NaN;
      },
    };
  },
};

/** Ids in one row, pictures as they are. */
function upload({ data, shape }: Batch['x']): tf.Tensor {
  return shape.length === 2 ? tf.tensor1d(data, 'int32') : tf.tensor(data, [...shape], 'float32');
}

class Variables {
  readonly all: tf.Variable[] = [];

  matrix({ data, shape: [rows = 0, columns = 0] }: Weight): Matrix {
    const made = tf.variable(tf.tensor2d(data, [rows, columns]));
    this.all.push(made);
    return made;
  }

  vector({ data }: Weight): Vector {
    const made = tf.variable(tf.tensor1d(data));
    this.all.push(made);
    return made;
  }

  filters({ data, shape: [height = 0, width = 0, channels = 0, count = 0] }: Weight): tf.Variable<tf.Rank.R4> {
    const made = tf.variable(tf.tensor4d(data, [height, width, channels, count]));
    this.all.push(made);
    return made;
  }
}

function write({ model, weights }: Material, make: Variables, backend: BackendName): Logits {
  switch (model.kind) {
    case 'gpt':
      return gpt(model, weights, make, backend);
    case 'lstm':
    case 'gru':
      return recurrent(model, weights, make, backend);
    case 'mlp':
      return mlp(model, weights, make);
    case 'cnn':
      return cnn(model, weights, make);
  }
}

/** Asked for floats, oneHot of tfjs' wasm backend writes integers. */
const ones = (ids: tf.Tensor, depth: number): tf.Tensor2D => tf.oneHot(ids, depth).toFloat().as2D(ids.size, depth);

function crossEntropy(logits: tf.Tensor2D, targets: tf.Tensor1D): tf.Scalar {
  const chosen = ones(targets, logits.shape[1]);
  return tf.logSoftmax(logits).mul(chosen).sum(-1).mean<tf.Scalar>().neg();
}

/** Rows of a table by id. tfjs' wasm backend has no kernel for the gradient of gather: there it is a product. */
const lookUp = (table: Matrix, ids: tf.Tensor, backend: BackendName): tf.Tensor2D =>
  backend === 'wasm'
    ? tf.matMul<tf.Tensor2D>(ones(ids, table.shape[0]), table)
    : tf.gather(table, ids.as1D()).as2D(ids.size, table.shape[1]);

const linear = (x: tf.Tensor2D, weight: Matrix, bias: Vector): tf.Tensor2D =>
  tf.matMul<tf.Tensor2D>(x, weight).add(bias);

function layerNorm(x: tf.Tensor2D, gain: Vector, shift: Vector): tf.Tensor2D {
  const { mean, variance } = tf.moments(x, -1, true);
  return x.sub<tf.Tensor2D>(mean).mul(variance.add(1e-5).rsqrt()).mul(gain).add(shift);
}

function gpt(model: Gpt, weights: Weights, make: Variables, backend: BackendName): Logits {
  const { batch: B, length: T, width: C, heads: H } = model;
  const tokens = make.matrix(weights.get('embedding.table'));
  const positions = make.matrix(weights.get('positions.table'));
  const norm = (name: string) => ({
    gain: make.vector(weights.get(`${name}.scale`)),
    shift: make.vector(weights.get(`${name}.shift`)),
  });
  const layers = Array.from({ length: model.layers }, (_, at) => {
    const [attention, feedForward] = [`attention_${at + 1}`, `feed_forward_${at + 1}`];
    const parts = (end: string) => ['query', 'key', 'value'].map((part) => `${attention}.${part}${end}`);
    return {
      before: norm(`norm_${at + 1}a`),
      qkv: make.matrix(weights.beside(...parts(''))),
      qkvBias: make.vector(weights.beside(...parts('_bias'))),
      out: make.matrix(weights.get(`${attention}.out`)),
      outBias: make.vector(weights.get(`${attention}.out_bias`)),
      between: norm(`norm_${at + 1}b`),
      up: make.matrix(weights.get(`${feedForward}.up`)),
      upBias: make.vector(weights.get(`${feedForward}.up_bias`)),
      down: make.matrix(weights.get(`${feedForward}.down`)),
      downBias: make.vector(weights.get(`${feedForward}.down_bias`)),
    };
  });
  const after = norm('norm');
  const head = make.matrix(weights.get('head.kernel'));
  // Constants are made once; a number in an expression would be uploaded at every use.
  const constant = (value: number) => tf.keep(tf.scalar(value));
  const future = tf.keep(tf.tidy(() => tf.sub(1, tf.linalg.bandPart(tf.ones([T, T]), -1, 0)).mul(-1e9)));
  const scale = constant(1 / Math.sqrt(C / H));
  const [half, one, cubic, slope] = [constant(0.5), constant(1), constant(0.044715), constant(Math.sqrt(2 / Math.PI))];
  const gelu = (x: tf.Tensor2D): tf.Tensor2D =>
    x.mul<tf.Tensor2D>(half).mul(x.mul(x).mul(x).mul(cubic).add(x).mul(slope).tanh().add(one));
  const attend = (qkv: tf.Tensor2D): tf.Tensor2D => {
    const apart = qkv
      .reshape([B, T, 3, H, C / H])
      .transpose([2, 0, 3, 1, 4])
      .reshape([3, B * H, T, C / H]);
    const [q, k, v] = tf.unstack(apart);
    if (!q || !k || !v) throw new Error('three parts');
    const seen = tf.softmax(tf.matMul(q, k, false, true).mul(scale).add(future));
    const together = tf
      .matMul(seen, v)
      .reshape([B, H, T, C / H])
      .transpose([0, 2, 1, 3]);
    return together.reshape([B * T, C]);
  };
  return (ids) => {
    let x: tf.Tensor2D = lookUp(tokens, ids, backend)
      .reshape([B, T, C])
      .add(positions)
      .reshape([B * T, C]);
    for (const layer of layers) {
      const first = layerNorm(x, layer.before.gain, layer.before.shift);
      x = x.add(linear(attend(linear(first, layer.qkv, layer.qkvBias)), layer.out, layer.outBias));
      const second = layerNorm(x, layer.between.gain, layer.between.shift);
      x = x.add(linear(gelu(linear(second, layer.up, layer.upBias)), layer.down, layer.downBias));
    }
    return tf.matMul(layerNorm(x, after.gain, after.shift), head);
  };
}

function recurrent(model: Recurrent, weights: Weights, make: Variables, backend: BackendName): Logits {
  const { batch: B, length: T, units: H, kind } = model;
  const table = make.matrix(weights.get('embedding.table'));
  const kernel = make.matrix(weights.get(`${kind}.kernel`));
  const inner = make.matrix(weights.get(`${kind}.recurrent`));
  const bias = make.vector(weights.get(`${kind}.bias`));
  const cell = kind === 'lstm' ? lstmCell(inner) : gruCell(inner, make.vector(weights.get('gru.recurrent_bias')));
  const head = make.matrix(weights.get('head.kernel'));
  const headBias = make.vector(weights.get('head.bias'));
  return (ids) => {
    // What enters all steps in one product.
    const entering = linear(lookUp(table, ids, backend), kernel, bias).reshape([B, T, kernel.shape[1]]);
    let state: State = { h: tf.zeros([B, H]), c: tf.zeros([B, H]) };
    const seen = tf.unstack(entering, 1).map((x) => {
      state = cell(x.as2D(B, kernel.shape[1]), state);
      return state.h;
    });
    return linear(tf.stack(seen, 1).reshape([B * T, H]), head, headBias);
  };
}

interface State {
  readonly h: tf.Tensor2D;
  readonly c: tf.Tensor2D;
}

type Cell = (x: tf.Tensor2D, state: State) => State;

const lstmCell =
  (inner: Matrix): Cell =>
  (x, { h, c }) => {
    const [i, f, g, o] = tf.split(x.add<tf.Tensor2D>(tf.matMul(h, inner)), 4, 1);
    if (!i || !f || !g || !o) throw new Error('four gates');
    const next = f.sigmoid().mul<tf.Tensor2D>(c).add<tf.Tensor2D>(i.sigmoid().mul(g.tanh()));
    return { c: next, h: o.sigmoid().mul(next.tanh()) };
  };

/** The reset gate acts after the product, as in Wireformer, PyTorch and cuDNN. */
const gruCell =
  (inner: Matrix, bias: Vector): Cell =>
  (x, { h, c }) => {
    const H = h.shape[1];
    const product = tf.matMul<tf.Tensor2D>(h, inner);
    const [own, entering] = [tf.split(product, [2 * H, H], 1), tf.split(x, [2 * H, H], 1)];
    const [gatesOfH, candidateOfH] = own;
    const [gatesOfX, candidateOfX] = entering;
    if (!gatesOfH || !candidateOfH || !gatesOfX || !candidateOfX) throw new Error('two parts');
    const [r, z] = tf.split(gatesOfX.add(gatesOfH).sigmoid(), 2, 1);
    if (!r || !z) throw new Error('two gates');
    const n = candidateOfX.add(r.mul(candidateOfH.add(bias))).tanh();
    return { h: n.add(z.mul(h.sub(n))), c };
  };

function mlp(model: Pictures, weights: Weights, make: Variables): Logits {
  const { batch: B, side, hidden } = model;
  const names = [...hidden.map((_, at) => `hidden_${at + 1}`), 'head'];
  const layers = names.map((name) => ({
    weight: make.matrix(weights.get(`${name}.kernel`)),
    bias: make.vector(weights.get(`${name}.bias`)),
  }));
  const scale = tf.keep(tf.scalar(1 / 255));
  return (image) =>
    layers.reduce<tf.Tensor2D>(
      (x, { weight, bias }, at) => linear(at === 0 ? x : x.relu(), weight, bias),
      image.mul(scale).reshape([B, side * side]),
    );
}

function cnn(model: Pictures, weights: Weights, make: Variables): Logits {
  const { batch: B, hidden } = model;
  const layers = hidden.map((_, at) => ({
    filters: make.filters(weights.get(`conv_${at + 1}.kernel`)),
    bias: make.vector(weights.get(`conv_${at + 1}.bias`)),
  }));
  const head = make.matrix(weights.get('head.kernel'));
  const headBias = make.vector(weights.get('head.bias'));
  const scale = tf.keep(tf.scalar(1 / 255));
  return (image) => {
    let x: tf.Tensor4D = image.mul(scale);
    for (const { filters, bias } of layers) {
      x = tf.maxPool(tf.conv2d(x, filters, 1, 'same').add<tf.Tensor4D>(bias).relu(), 2, 2, 'valid');
    }
    return linear(x.reshape([B, -1]), head, headBias);
  };
}
