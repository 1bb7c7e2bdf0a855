import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import type { HostTensor } from '../support/host';

const Tensor = v.pipe(
  v.strictObject({
    dtype: v.picklist(['float', 'int', 'bool']),
    shape: v.array(v.number()),
    data: v.array(v.number()),
    vocabulary: v.optional(v.number()),
  }),
  v.transform(({ dtype, shape, data, vocabulary }): HostTensor => {
    const host = { dtype, shape, data: ARRAYS[dtype](data) };
    return vocabulary === undefined ? host : { ...host, vocabulary: { id: 'reference', size: vocabulary } };
  }),
);

const ARRAYS = {
  float: (data: number[]) => Float32Array.from(data),
  int: (data: number[]) => Int32Array.from(data),
  bool: (data: number[]) => Uint8Array.from(data),
};

const tensors = v.record(v.string(), Tensor);
const scalar = v.union([v.number(), v.boolean(), v.string()]);

const Cases = v.array(
  v.strictObject({
    name: v.string(),
    block: v.string(),
    parameters: v.record(v.string(), scalar),
    inputs: v.record(v.string(), v.array(Tensor)),
    weights: tensors,
    factors: tensors,
    values: tensors,
    taps: tensors,
    /** False where the figures are those of a prediction. */
    training: v.optional(v.boolean(), true),
  }),
);

const Trajectories = v.array(
  v.strictObject({
    name: v.string(),
    optimizer: v.variant('kind', [
      v.strictObject({ kind: v.literal('sgd'), momentum: v.number() }),
      v.strictObject({ kind: v.literal('adam'), beta1: v.number(), beta2: v.number(), epsilon: v.number() }),
      v.strictObject({
        kind: v.literal('adamw'),
        beta1: v.number(),
        beta2: v.number(),
        epsilon: v.number(),
        decay: v.number(),
      }),
    ]),
    learningRate: v.number(),
    clip: v.number(),
    start: tensors,
    steps: v.array(v.strictObject({ gradients: tensors, norm: v.number(), weights: tensors })),
  }),
);

export type ReferenceCase = v.InferOutput<typeof Cases>[number];
export type Trajectory = v.InferOutput<typeof Trajectories>[number];

function read(name: string): unknown {
  return JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8'));
}

export const referenceCases: readonly ReferenceCase[] = [
  'layers.json',
  'attention.json',
  'recurrent.json',
  'losses.json',
  'elementwise.json',
  'normalisation.json',
  'binary.json',
  'positions.json',
  'images.json',
].flatMap((name) => v.parse(Cases, read(name)));

export const trajectories: readonly Trajectory[] = v.parse(Trajectories, read('optimizers.json'));

const Models = v.array(v.strictObject({ name: v.string(), batch: tensors, weights: tensors, values: tensors }));

/** Whole models: a batch by port, weights by path, the loss and its gradients. */
export const modelCases = v.parse(Models, read('models.json'));
