import type { InferenceModel, ModelTensorInfo, NamedTensorMap, Tensor } from '@tensorflow/tfjs-core';
import { compileInference, type Program } from '../compile';
import { DTYPES, disposeResults, runProgram } from '../kernels';
import type { Bindings } from '../tensor';
import type { Model } from './model';

/**
 * A trained model as tfjs knows models: whatever takes a `tf.InferenceModel` takes this one. Inputs are named
 * `<node id>.<port>`, outputs by their output block. The weights stay the model's; tensors that come out are the caller's.
 */
export class TfjsModel implements InferenceModel {
  readonly #model: Model;
  readonly #program: Program;

  /** @param bindings sizes the Program is made for, where they are not those of training: `{ B: 1 }` */
  constructor(model: Model, bindings: Bindings = {}) {
    this.#model = model;
    this.#program = compileInference(model.graph, bindings);
  }

  get inputs(): ModelTensorInfo[] {
    return this.#infos(this.#program.inputs);
  }

  get outputs(): ModelTensorInfo[] {
    return this.#infos(this.#program.outputs);
  }

  predict(inputs: Tensor | Tensor[] | NamedTensorMap): Tensor | Tensor[] | NamedTensorMap {
    return this.execute(
      inputs,
      this.#program.outputs.map(({ name }) => name),
    );
  }

  /** The named outputs, in that order; a single one comes as a tensor. */
  execute(inputs: Tensor | Tensor[] | NamedTensorMap, outputs: string | string[]): Tensor | Tensor[] {
    const results = runProgram(this.#program, {
      inputs: this.#named(inputs),
      weights: this.#model.store.weights,
      counter: { seed: this.#model.seed, step: 0 },
    });
    try {
      const wanted = typeof outputs === 'string' ? [outputs] : outputs;
      const taken = wanted.map((name) => {
        const tensor = results.outputs.get(name);
        if (!tensor) throw new RangeError(`no output '${name}'`);
        return tensor;
      });
      const [only] = taken;
      return taken.length === 1 && only ? only.clone() : taken.map((tensor) => tensor.clone());
    } finally {
      disposeResults(results);
    }
  }

  #named(inputs: Tensor | Tensor[] | NamedTensorMap): ReadonlyMap<string, Tensor> {
    const names = this.#program.inputs.map(({ name }) => name);
    if (Array.isArray(inputs)) return new Map(names.flatMap((name, i) => pair(name, inputs[i])));
    const [first] = names;
    if (isTensor(inputs)) return new Map(first === undefined ? [] : [[first, inputs]]);
    return new Map(names.flatMap((name) => pair(name, inputs[name])));
  }

  #infos(list: Program['inputs']): ModelTensorInfo[] {
    return list.map(({ name, value }) => {
      const type = this.#program.values[value];
      return { name, shape: (type?.shape ?? []).map(Number), dtype: DTYPES[type?.dtype ?? 'float'] };
    });
  }
}

const pair = (name: string, tensor: Tensor | undefined): [string, Tensor][] => (tensor ? [[name, tensor]] : []);
const isTensor = (value: Tensor | NamedTensorMap): value is Tensor => 'dataId' in value;
