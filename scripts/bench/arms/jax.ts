import { defaultDevice, getWebGPUDevice, init, jit, lax, nn, numpy as np, tree, valueAndGrad } from '@jax-js/jax';
import packages from '../../../package.json';
import type { Arm } from '../arm';
import type { Batch, Material } from '../material';
import type { Gpt, Pictures, Recurrent } from '../models';
import { sizeOf, type Weight, type Weights } from '../weights';

// A tree of arrays for jax-js, which takes aliases and no interfaces. Whoever is given an array owns it: `ref` keeps it for more.
type Arrays = { [name: string]: np.Array };

interface Written {
  readonly weights: Readonly<Record<string, Weight>>;
  /** A row of logits for every prediction; owns what it is given. */
  logits(weights: Arrays, x: np.Array): np.Array;
}

/** jax-js as its own examples write models: one jitted function from weights and a batch to loss, gradients and update. */
export const jax: Arm = {
  version: `jax-js ${packages.devDependencies['@jax-js/jax']}`,
  async open(backend) {
    if (!(await init(backend)).includes(backend)) throw new Error(`jax-js' ${backend} backend did not start`);
    defaultDevice(backend);
    if (backend === 'wasm') return 'WebAssembly';
    const { description, vendor } = getWebGPUDevice().adapterInfo;
    return description || vendor || 'unnamed adapter';
  },
  build(material) {
    const { weights, logits } = write(material);
    const loss = (own: Arrays, x: np.Array, y: np.Array) => crossEntropy(logits(own, x), y);
    const step = stepOf(loss, material.adam);
    const named = Object.entries(weights);
    let state = {
      weights: Object.fromEntries(
        named.map(([name, { data, shape }]) => [name, np.array(data, { shape: [...shape] })]),
      ),
      mean: zerosLike(weights),
      square: zerosLike(weights),
    };
    let taken = 0;
    const { beta1, beta2 } = material.adam;
    return {
      parameters: named.reduce((sum, [, { shape }]) => sum + sizeOf(shape), 0),
      async step({ x, y }) {
        taken++;
        const corrections = np.array(Float32Array.of(1 / (1 - beta1 ** taken), 1 / (1 - beta2 ** taken)));
        const made = step(state.weights, state.mean, state.square, upload(x), upload(y), corrections);
        state = made;
        const [value] = await made.loss.data();
        return value ?? Number.NaN;
      },
    };
  },
};

const zerosLike = (weights: Readonly<Record<string, Weight>>): Arrays =>
  Object.fromEntries(Object.entries(weights).map(([name, { shape }]) => [name, np.zeros([...shape])]));

const upload = ({ data, shape }: Batch['x']): np.Array =>
  data instanceof Uint8Array
    ? np.array(Int32Array.from(data), { shape: [...shape] })
    : np.array(data, { shape: [...shape] });

type Loss = (weights: Arrays, x: np.Array, y: np.Array) => np.Array;

function stepOf(loss: Loss, { rate, beta1, beta2, epsilon }: Material['adam']) {
  const moving = (old: np.Array, value: np.Array, beta: number) => old.mul(beta).add(value.mul(1 - beta));
  return jit((own: Arrays, mean: Arrays, square: Arrays, x: np.Array, y: np.Array, corrections: np.Array) => {
    const [value, gradients] = valueAndGrad(loss)(tree.ref(own), x, y);
    const made = { loss: value, weights: arrays(), mean: arrays(), square: arrays() };
    const [first, second] = [corrections.ref.slice(0), corrections.slice(1)];
    for (const [name, weight] of Object.entries(own)) {
      const gradient = of(gradients, name);
      const m = moving(of(mean, name), gradient.ref, beta1);
      const v = moving(of(square, name), np.square(gradient), beta2);
      const deviation = np.sqrt(v.ref.mul(second.ref)).add(epsilon);
      made.weights[name] = weight.sub(m.ref.mul(first.ref).mul(rate).div(deviation));
      made.mean[name] = m;
      made.square[name] = v;
    }
    first.dispose();
    second.dispose();
    return made;
  });
}

const arrays = (): Arrays => ({});

function of(all: Arrays, name: string): np.Array {
  const array = all[name];
  if (!array) throw new RangeError(`no array '${name}'`);
  return array;
}

function crossEntropy(logits: np.Array, targets: np.Array): np.Array {
  const classes = logits.shape[1] ?? 1;
  const chosen = nn.oneHot(targets.reshape([-1]), classes);
  return np.mean(nn.logSoftmax(logits).mul(chosen).sum(-1)).neg();
}

function write({ model, weights }: Material): Written {
  switch (model.kind) {
    case 'gpt':
      return gpt(model, weights);
    case 'lstm':
    case 'gru':
      return recurrent(model, weights);
    case 'mlp':
      return mlp(model, weights);
    case 'cnn':
      return cnn(model, weights);
  }
}

/** A gather would be shorter, but jax-js 0.1.25 refuses its gradient in a jitted step: `scatter input is not imm`. */
const lookUp = (table: np.Array, ids: np.Array, vocabulary: number): np.Array =>
  np.matmul(nn.oneHot(ids, vocabulary), table);

const linear = (x: np.Array, weight: np.Array, bias: np.Array): np.Array => np.matmul(x, weight).add(bias);

const layerNorm = (x: np.Array, scale: np.Array, shift: np.Array): np.Array =>
  nn.standardize(x, -1, { epsilon: 1e-5 }).mul(scale).add(shift);

function gpt({ batch: B, length: T, width: C, heads: H, vocabulary: V, layers }: Gpt, all: Weights): Written {
  const weights: Record<string, Weight> = {
    tokens: all.get('embedding.table'),
    positions: all.get('positions.table'),
    scale: all.get('norm.scale'),
    shift: all.get('norm.shift'),
    head: all.get('head.kernel'),
  };
  for (let at = 1; at <= layers; at++) {
    const parts = (end: string) => ['query', 'key', 'value'].map((part) => `attention_${at}.${part}${end}`);
    weights[`${at}.scale_a`] = all.get(`norm_${at}a.scale`);
    weights[`${at}.shift_a`] = all.get(`norm_${at}a.shift`);
    weights[`${at}.qkv`] = all.beside(...parts(''));
    weights[`${at}.qkv_bias`] = all.beside(...parts('_bias'));
    weights[`${at}.out`] = all.get(`attention_${at}.out`);
    weights[`${at}.out_bias`] = all.get(`attention_${at}.out_bias`);
    weights[`${at}.scale_b`] = all.get(`norm_${at}b.scale`);
    weights[`${at}.shift_b`] = all.get(`norm_${at}b.shift`);
    weights[`${at}.up`] = all.get(`feed_forward_${at}.up`);
    weights[`${at}.up_bias`] = all.get(`feed_forward_${at}.up_bias`);
    weights[`${at}.down`] = all.get(`feed_forward_${at}.down`);
    weights[`${at}.down_bias`] = all.get(`feed_forward_${at}.down_bias`);
  }
  const attend = (qkv: np.Array): np.Array => {
    const apart = qkv.reshape([B, T, 3, H, C / H]);
    const part = (of: np.Array, which: number) => of.slice([], [], which); // [B, T, H, h]
    const seen = nn.dotProductAttention(part(apart.ref, 0), part(apart.ref, 1), part(apart, 2), { isCausal: true });
    return seen.reshape([B * T, C]);
  };
  return {
    weights,
    logits(w, ids) {
      let x = lookUp(of(w, 'tokens'), ids, V)
        .add(of(w, 'positions'))
        .reshape([B * T, C]);
      for (let at = 1; at <= layers; at++) {
        const own = (name: string) => of(w, `${at}.${name}`);
        const first = linear(layerNorm(x.ref, own('scale_a'), own('shift_a')), own('qkv'), own('qkv_bias'));
        x = x.add(linear(attend(first), own('out'), own('out_bias')));
        const second = linear(layerNorm(x.ref, own('scale_b'), own('shift_b')), own('up'), own('up_bias'));
        x = x.add(linear(nn.gelu(second), own('down'), own('down_bias')));
      }
      return np.matmul(layerNorm(x, of(w, 'scale'), of(w, 'shift')), of(w, 'head'));
    },
  };
}

/** jax-js has no scan: the steps are written out, and jitted as one. */
function recurrent(model: Recurrent, all: Weights): Written {
  const { batch: B, length: T, units: H, vocabulary: V, kind } = model;
  const weights: Record<string, Weight> = {
    table: all.get('embedding.table'),
    kernel: all.get(`${kind}.kernel`),
    bias: all.get(`${kind}.bias`),
    inner: all.get(`${kind}.recurrent`),
    head: all.get('head.kernel'),
    head_bias: all.get('head.bias'),
  };
  if (kind === 'gru') weights.inner_bias = all.get('gru.recurrent_bias');
  const cell = kind === 'lstm' ? lstmCell : gruCell;
  return {
    weights,
    logits(w, ids) {
      const entering = linear(lookUp(of(w, 'table'), ids, V), of(w, 'kernel'), of(w, 'bias')); // [B, T, G]
      const inner = of(w, 'inner');
      const bias = w.inner_bias;
      let state = { h: np.zeros([B, H]), c: np.zeros([B, H]) };
      const seen: np.Array[] = [];
      for (let t = 0; t < T; t++) {
        state = cell(entering.ref.slice([], t), state, inner.ref, bias?.ref);
        seen.push(state.h.ref);
      }
      for (const done of [entering, inner, bias, state.h, state.c]) done?.dispose();
      return linear(np.stack(seen, 1).reshape([B * T, H]), of(w, 'head'), of(w, 'head_bias'));
    },
  };
}

interface State {
  readonly h: np.Array;
  readonly c: np.Array;
}

function lstmCell(x: np.Array, { h, c }: State, inner: np.Array): State {
  const gates = x.add(np.matmul(h, inner));
  const [i, f, g, o] = np.split(gates, 4, 1);
  if (!i || !f || !g || !o) throw new Error('four gates');
  const next = nn
    .sigmoid(f)
    .mul(c)
    .add(nn.sigmoid(i).mul(np.tanh(g)));
  return { c: next.ref, h: nn.sigmoid(o).mul(np.tanh(next)) };
}

function gruCell(x: np.Array, { h, c }: State, inner: np.Array, bias: np.Array | undefined): State {
  const [rx, zx, nx] = np.split(x, 3, 1);
  const [rh, zh, nh] = np.split(np.matmul(h.ref, inner), 3, 1);
  if (!rx || !zx || !nx || !rh || !zh || !nh || !bias) throw new Error('three gates');
  const r = nn.sigmoid(rx.add(rh));
  const z = nn.sigmoid(zx.add(zh));
  const n = np.tanh(nx.add(r.mul(nh.add(bias))));
  return { c, h: n.ref.add(z.mul(h.sub(n))) };
}

function mlp({ batch: B, side, hidden }: Pictures, all: Weights): Written {
  const names = [...hidden.map((_, at) => `hidden_${at + 1}`), 'head'];
  const both = names.flatMap((name) => [`${name}.kernel`, `${name}.bias`]);
  return {
    weights: Object.fromEntries(both.map((name) => [name, all.get(name)])),
    logits: (w, image) =>
      names.reduce(
        (x, name, at) => linear(at === 0 ? x : nn.relu(x), of(w, `${name}.kernel`), of(w, `${name}.bias`)),
        image.mul(1 / 255).reshape([B, side * side]),
      ),
  };
}

/** Channels come first in jax-js: filters [out, in, h, w], and the rows of the dense layer in that order. */
function cnn({ batch: B, side, hidden }: Pictures, all: Weights): Written {
  const convolutions = hidden.map((_, at) => `conv_${at + 1}`);
  const last = hidden.at(-1) ?? 1;
  const small = side / 2 ** hidden.length;
  const head = all.transposed('head.kernel', [2, 0, 1, 3], [small, small, last, all.get('head.bias').data.length]);
  return {
    weights: {
      ...Object.fromEntries(
        convolutions.map((name) => [`${name}.kernel`, all.transposed(`${name}.kernel`, [3, 2, 0, 1])]),
      ),
      ...Object.fromEntries(convolutions.map((name) => [`${name}.bias`, all.get(`${name}.bias`)])),
      head: { shape: [small * small * last, head.shape[3] ?? 1], data: head.data },
      head_bias: all.get('head.bias'),
    },
    logits(w, image) {
      let x = image.mul(1 / 255).reshape([B, 1, side, side]);
      for (const name of convolutions) {
        const maps = lax.conv(x, of(w, `${name}.kernel`), [1, 1], 'SAME');
        const seen = nn.relu(maps.add(of(w, `${name}.bias`).reshape([-1, 1, 1])));
        x = lax.reduceWindow(seen, np.max, [2, 2], [2, 2]);
      }
      return linear(x.reshape([B, -1]), of(w, 'head'), of(w, 'head_bias'));
    },
  };
}
