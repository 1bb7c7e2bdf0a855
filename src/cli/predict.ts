import type { CheckedDataNode } from '../check';
import { isProblems, type Values } from '../data';
import { parseJson } from '../document';
import { readSafetensors, unpackState } from '../formats';
import { openDevice } from '../kernels';
import { type Problem, ProblemError, problem } from '../problem';
import type { TensorType } from '../tensor';
import { Model } from '../train';
import { InputError, out, outJson } from './output';
import { checker, readBytes, readDocument, toArrayBuffer } from './read';
import { nodeServices } from './services';

export interface PredictOptions {
  readonly weights: string;
  readonly input: string;
  readonly json?: boolean;
}

type Nested = number | boolean | readonly Nested[];

/** Inputs by port (`tokens`, or `data.tokens` where two blocks have one) as nested arrays; every output by name. */
export async function predictCommand(file: string, options: PredictOptions): Promise<number> {
  const document = await readDocument(file);
  const { graph, problems } = checker.check(document);
  if (!graph) throw new InputError(problems);
  const model = new Model(graph, graph.training.seed);
  const state = unpackState(readWeights(toArrayBuffer(await readBytes(options.weights))), model.weightShapes());
  if (isProblems(state)) throw new InputError(state);
  const input = parseJson((await readBytes(options.input)).toString('utf8'));
  if ('problems' in input) throw new InputError(input.problems);
  const device = await openDevice('wasm', nodeServices(() => {}).device);
  model.restore(state);
  const batches = new Map(model.dataNodes.map((node) => [node.id, batchFor(node, model.dataNodes, input.value)]));
  requireSizes(model.dataNodes, batches);
  const program = model.program({ kind: 'predict' }, batches);
  const missing = program.inputs.filter(({ name }) => !given(batches, name));
  if (missing.length > 0) {
    const names = new Map(model.dataNodes.map(({ id, name }) => [id, name]));
    const shown = missing.map(({ name }) => `${names.get(name.split('.')[0] ?? '')}.${name.split('.')[1]}`);
    throw new InputError(shown.map((port) => inputProblem(port, 'an array, which the outputs need', 'none')));
  }
  const outputs = await device.guard(async () => {
    const results = model.run(program, batches, { seed: 0, step: 0 });
    try {
      const read = [...results.outputs].map(async ([name, tensor]) => [name, await tensor.array()] as const);
      return Object.fromEntries(await Promise.all(read));
    } finally {
      model.discard(results);
    }
  });
  if (options.json) outJson({ outputs });
  else for (const [name, values] of Object.entries(outputs)) out(`${name} ${JSON.stringify(values)}`);
  return 0;
}

function readWeights(bytes: ArrayBuffer) {
  try {
    return readSafetensors(bytes);
  } catch (error) {
    if (error instanceof ProblemError) throw new InputError(error.problems);
    throw error;
  }
}

type Given = ReadonlyMap<string, Readonly<Record<string, Values>>>;

const given = (batches: Given, name: string): boolean => {
  const [node = '', port = ''] = name.split('.');
  return batches.get(node)?.[port] !== undefined;
};

/** The batch, and each length, must be the same on all ports. */
function requireSizes(nodes: readonly CheckedDataNode[], batches: Given): void {
  const sizes = new Map<string, { readonly size: number; readonly port: string }>();
  for (const node of nodes) {
    for (const [port, { shape }] of Object.entries(batches.get(node.id) ?? {})) {
      for (const [axis, dim] of (node.outputs[port]?.shape ?? []).entries()) {
        const size = shape[axis];
        if (typeof dim !== 'string' || size === undefined) continue;
        const name = `${node.name}.${port}`;
        const known = sizes.get(dim);
        if (known && known.size !== size) {
          throw new InputError([inputProblem(name, `${dim} = ${known.size}, as in ${known.port}`, `${size}`)]);
        }
        sizes.set(dim, known ?? { size, port: name });
      }
    }
  }
}

/** The ports of a data block that the input gives, checked against their types; those it leaves out are not fed. */
function batchFor(
  node: CheckedDataNode,
  all: readonly CheckedDataNode[],
  input: unknown,
): Readonly<Record<string, Values>> {
  const given = typeof input === 'object' && input !== null ? input : {};
  const batch: Record<string, Values> = {};
  for (const [port, type] of Object.entries(node.outputs)) {
    const unique = all.filter((other) => port in other.outputs).length === 1;
    const value: unknown =
      Reflect.get(given, `${node.name}.${port}`) ?? (unique ? Reflect.get(given, port) : undefined);
    if (value !== undefined) batch[port] = arrayOf(value, type, `${node.name}.${port}`);
  }
  if (Object.keys(batch).length === 0) {
    throw new InputError([inputProblem(node.name, `arrays for ${Object.keys(node.outputs).join(', ')}`, 'none')]);
  }
  return batch;
}

function arrayOf(value: unknown, type: TensorType, port: string): Values {
  const shape: number[] = [];
  const flat: number[] = [];
  if (!flatten(value, 0, shape, flat))
    throw new InputError([inputProblem(port, 'nested arrays of equal lengths', 'ragged or other values')]);
  const expected = `${type.dtype} [${type.shape.join(', ')}]`;
  const fits =
    shape.length === type.shape.length && type.shape.every((d, i) => typeof d === 'string' || d === shape[i]);
  if (!fits) throw new InputError([inputProblem(port, expected, `[${shape.join(', ')}]`)]);
  const size = type.vocabulary?.size;
  const outside = flat.find(
    (x) => type.dtype === 'int' && (!Number.isInteger(x) || x < 0 || (size !== undefined && x >= size)),
  );
  if (outside !== undefined) {
    const range = size === undefined ? 'whole numbers from 0' : `ids from 0 to ${size - 1}`;
    throw new InputError([{ ...inputProblem(port, range, `${outside}`), code: 'data/id-range' }]);
  }
  const data =
    type.dtype === 'float'
      ? Float32Array.from(flat)
      : type.dtype === 'int'
        ? Int32Array.from(flat)
        : Uint8Array.from(flat);
  return { data, shape };
}

function flatten(value: unknown, depth: number, shape: number[], into: number[]): value is Nested {
  if (typeof value === 'number' || typeof value === 'boolean') {
    into.push(Number(value));
    return depth === shape.length;
  }
  if (!Array.isArray(value)) return false;
  if (shape[depth] === undefined) {
    if (into.length > 0) return false;
    shape[depth] = value.length;
  }
  return shape[depth] === value.length && value.every((item) => flatten(item, depth + 1, shape, into));
}

const inputProblem = (port: string, expected: string, received: string): Problem =>
  problem({ code: 'input/predict', at: { field: port }, expected, received, fix: 'Correct the input file.' });
