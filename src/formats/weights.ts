import { type Problem, problem } from '../problem';
import type { StoredTensors } from './safetensors';

/** A run's state as the file holds it: weights by path, the optimizer's state under `optimizer/`. */
export interface SavedState {
  readonly step: number;
  readonly seed: number;
  readonly weights: StoredTensors['tensors'];
  readonly slots: StoredTensors['tensors'];
}

const SLOT = 'optimizer/';

export function packState(state: SavedState, metadata: Readonly<Record<string, string>>): StoredTensors {
  const slots = [...state.slots].map(([name, tensor]): [string, typeof tensor] => [SLOT + name, tensor]);
  return {
    tensors: new Map([...state.weights, ...slots]),
    metadata: new Map(
      Object.entries({ ...metadata, format: 'wireformer', step: `${state.step}`, seed: `${state.seed}` }),
    ),
  };
}

/** The state a file holds, checked against the model's weights by path and shape. */
export function unpackState(
  stored: StoredTensors,
  shapes: ReadonlyMap<string, readonly number[]>,
): SavedState | readonly Problem[] {
  const problems: Problem[] = [];
  const weights = new Map<string, { shape: readonly number[]; data: Float32Array<ArrayBuffer> }>();
  for (const [name, shape] of shapes) {
    const tensor = stored.tensors.get(name);
    const at = { path: name };
    if (!tensor) {
      const fix = 'Choose the weights of this model, or the document they belong to.';
      problems.push(
        problem({ code: 'weights/missing', at, expected: `[${shape.join(', ')}]`, received: 'nothing', fix }),
      );
    } else if (tensor.shape.join() !== shape.join()) {
      const fix = 'Set the sizes of the block as they were when the weights were saved.';
      const received = `[${tensor.shape.join(', ')}]`;
      problems.push(problem({ code: 'weights/shape', at, expected: `[${shape.join(', ')}]`, received, fix }));
    } else weights.set(name, tensor);
  }
  if (problems.length > 0) return problems;
  const slots = [...stored.tensors].flatMap(([name, tensor]): [string, typeof tensor][] => {
    const weight = name.slice(SLOT.length, name.lastIndexOf('/'));
    const fits = name.startsWith(SLOT) && shapes.get(weight)?.join() === tensor.shape.join();
    return fits ? [[name.slice(SLOT.length), tensor]] : [];
  });
  const number = (key: string) => {
    const n = Number(stored.metadata.get(key));
    return Number.isSafeInteger(n) && n >= 0 ? n : 0;
  };
  return { step: number('step'), seed: number('seed'), weights, slots: new Map(slots) };
}
