import * as tf from '@tensorflow/tfjs';
import type { Arm, BackendName } from '../arm';
import type { Batch, Material } from '../material';
import type { Pictures, Recurrent } from '../models';
import type { Weight, Weights } from '../weights';
import { openTfjs, withoutGradients } from './tfjs-backend';

interface Built {
  readonly layers: readonly tf.layers.Layer[];
  /** In the order in which the layers hold them; what tf.layers cannot begin with is left to it. */
  readonly weights?: readonly Weight[];
  /** What the first layer reads. */
  input(x: Batch['x']): tf.Tensor;
}

/** Stock layers, `compile` and `trainOnBatch`. */
export const layers: Arm = {
  version: `tf.layers ${tf.version['tfjs-layers']}`,
  open: openTfjs,
  cannot: (kind, backend) => (kind === 'gpt' ? 'tf.layers has no attention' : withoutGradients(kind, backend)),
  build(material, backend) {
    const built = write(material, backend);
    const model = tf.sequential({ layers: [...built.layers] });
    if (built.weights) model.setWeights(built.weights.map(({ data, shape }) => tf.tensor(data, [...shape])));
    const { rate, beta1, beta2, epsilon } = material.adam;
    model.compile({ optimizer: tf.train.adam(rate, beta1, beta2, epsilon), loss: 'sparseCategoricalCrossentropy' });
    return {
      parameters: model.countParams(),
      async step({ x, y }) {
        const input = built.input(x);
        const target = tf.tensor(Float32Array.from(y.data), [...y.shape, 1]);
        const loss = await model.trainOnBatch(input, target);
        tf.dispose([input, target]);
        return typeof loss === 'number' ? loss : (loss[0] ?? Number.NaN);
      },
    };
  },
};

function write({ model, weights }: Material, backend: BackendName): Built {
  switch (model.kind) {
    case 'lstm':
    case 'gru':
      return recurrent(model, weights, backend);
    case 'mlp':
      return mlp(model, weights);
    case 'cnn':
      return cnn(model, weights);
    case 'gpt':
      throw new Error('tf.layers has no attention');
  }
}

/**
 * tfjs' wasm backend has no kernel for the gradient of an embedding: there ids come as vectors with a one, and the table is a
 * dense layer's. Its GRU applies the reset gate before the product and has one bias: a model of its own that begins with
 * weights of its own.
 */
function recurrent(model: Recurrent, weights: Weights, backend: BackendName): Built {
  const { length: T, vocabulary: V, width, units, kind } = model;
  const settings = { units, returnSequences: true, recurrentActivation: 'sigmoid' } as const;
  const product = backend === 'wasm';
  const embedding = product
    ? tf.layers.dense({ units: width, useBias: false, inputShape: [T, V] })
    : tf.layers.embedding({ inputDim: V, outputDim: width, inputLength: T });
  const names = ['embedding.table', 'lstm.kernel', 'lstm.recurrent', 'lstm.bias', 'head.kernel', 'head.bias'];
  return {
    layers: [
      embedding,
      kind === 'lstm' ? tf.layers.lstm(settings) : tf.layers.gru(settings),
      tf.layers.dense({ units: V, activation: 'softmax' }),
    ],
    ...(kind === 'lstm' ? { weights: names.map((name) => weights.get(name)) } : {}),
    input({ data, shape: [B = 0] }) {
      const ids = tf.tensor2d(data, [B, T], 'int32');
      return product ? tf.tidy(() => tf.oneHot(ids, V).toFloat()) : ids;
    },
  };
}

const scaled = ({ data, shape }: Batch['x']): tf.Tensor => tf.tidy(() => tf.tensor(data, [...shape]).mul(1 / 255));

function mlp({ side, classes, hidden }: Pictures, weights: Weights): Built {
  const names = [...hidden.map((_, at) => `hidden_${at + 1}`), 'head'];
  return {
    layers: [
      tf.layers.flatten({ inputShape: [side, side, 1] }),
      ...hidden.map((units) => tf.layers.dense({ units, activation: 'relu' })),
      tf.layers.dense({ units: classes, activation: 'softmax' }),
    ],
    weights: names.flatMap((name) => [weights.get(`${name}.kernel`), weights.get(`${name}.bias`)]),
    input: scaled,
  };
}

function cnn({ side, classes, hidden }: Pictures, weights: Weights): Built {
  const convolution = (filters: number, at: number) => {
    const settings = { filters, kernelSize: 3, padding: 'same', activation: 'relu' } as const;
    return tf.layers.conv2d(at === 0 ? { ...settings, inputShape: [side, side, 1] } : settings);
  };
  const convolutions = hidden.flatMap((_, at) => [
    weights.get(`conv_${at + 1}.kernel`),
    weights.get(`conv_${at + 1}.bias`),
  ]);
  return {
    layers: [
      ...hidden.flatMap((filters, at) => [convolution(filters, at), tf.layers.maxPooling2d({ poolSize: 2 })]),
      tf.layers.flatten(),
      tf.layers.dense({ units: classes, activation: 'softmax' }),
    ],
    weights: [...convolutions, weights.get('head.kernel'), weights.get('head.bias')],
    input: scaled,
  };
}
