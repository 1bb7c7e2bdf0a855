import type { ArmName } from './arm';
import cnn from './documents/cnn.json?raw';
import gptM from './documents/gpt-m.json?raw';
import gptS from './documents/gpt-s.json?raw';
import gruS from './documents/gru-s.json?raw';
import lstmS from './documents/lstm-s.json?raw';
import mlp from './documents/mlp.json?raw';

interface Common {
  readonly name: string;
  /** The document as Wireformer opens it; data, seed and optimizer of every arm are its. */
  readonly document: string;
  readonly parameters: number;
  /** Arms that can only train something like it, and what that is. */
  readonly unlike?: { readonly [arm in ArmName]?: { readonly parameters: number; readonly how: string } };
  readonly batch: number;
  /** Trained on WebGPU only when it is asked for. */
  readonly large?: true;
  /** Of what there are `perStep` in a step. */
  readonly unit: 'tokens' | 'examples';
  readonly perStep: number;
}

interface Text extends Common {
  readonly length: number;
  readonly vocabulary: number;
  readonly width: number;
}

/** A decoder-only Transformer: pre-norm, tanh-GELU, four times the width between, no bias at the end. */
export interface Gpt extends Text {
  readonly kind: 'gpt';
  readonly layers: number;
  readonly heads: number;
}

/** Embedding, a recurrent layer whose every output counts, a dense layer. */
export interface Recurrent extends Text {
  readonly kind: 'lstm' | 'gru';
  readonly units: number;
}

/** Pictures of 28 × 28 grey pixels in ten classes. */
export interface Pictures extends Common {
  readonly kind: 'mlp' | 'cnn';
  readonly side: number;
  readonly classes: number;
  /** Widths of the dense layers before the last, or filters of the convolutions. */
  readonly hidden: readonly number[];
}

export type BenchModel = Gpt | Recurrent | Pictures;

const VOCABULARY = 65;

type Sized<M extends BenchModel> = Omit<M, 'perStep' | 'unit' | 'vocabulary' | 'side' | 'classes'>;

const text = <M extends Gpt | Recurrent>(model: Sized<M>) => ({
  ...model,
  unit: 'tokens' as const,
  perStep: model.batch * model.length,
  vocabulary: VOCABULARY,
});

const pictures = (model: Sized<Pictures>): Pictures => ({
  ...model,
  unit: 'examples',
  perStep: model.batch,
  side: 28,
  classes: 10,
});

export const models: readonly BenchModel[] = [
  text<Gpt>({
    name: 'GPT-S',
    kind: 'gpt',
    document: gptS,
    parameters: 818_176,
    batch: 8,
    length: 64,
    width: 128,
    layers: 4,
    heads: 4,
  }),
  text<Gpt>({
    name: 'GPT-M',
    large: true,
    kind: 'gpt',
    document: gptM,
    parameters: 2_719_104,
    batch: 16,
    length: 128,
    width: 192,
    layers: 6,
    heads: 6,
  }),
  text<Recurrent>({
    name: 'LSTM-S',
    kind: 'lstm',
    document: lstmS,
    parameters: 111_361,
    batch: 16,
    length: 64,
    width: 64,
    units: 128,
  }),
  text<Recurrent>({
    name: 'GRU-S',
    kind: 'gru',
    document: gruS,
    parameters: 86_785,
    unlike: { layers: { parameters: 86_657, how: 'the reset gate before the product, one bias' } },
    batch: 16,
    length: 64,
    width: 64,
    units: 128,
  }),
  pictures({ name: 'MLP', kind: 'mlp', document: mlp, parameters: 235_146, batch: 64, hidden: [256, 128] }),
  pictures({ name: 'CNN', kind: 'cnn', document: cnn, parameters: 20_490, batch: 32, hidden: [16, 32] }),
];

export function modelNamed(name: string): BenchModel {
  const model = models.find((one) => one.name === name);
  if (!model) throw new RangeError(`no model '${name}': there are ${models.map((one) => one.name).join(', ')}`);
  return model;
}
