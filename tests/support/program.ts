import { dispose, type Tensor } from '@tensorflow/tfjs-core';
import type { Program, ProgramTap } from '../../src/compile';
import { alive, type Counter, type Device, disposeResults, runProgram, upload } from '../../src/kernels';
import type { Trace, Value } from '../../src/ops';
import { eliminate, planFrees } from '../../src/ops';
import type { DType } from '../../src/tensor';
import type { HostTensor } from './host';

interface Assembled {
  readonly inputs: ReadonlyMap<string, Value>;
  readonly outputs: ReadonlyMap<string, Value>;
  readonly taps?: readonly ProgramTap[];
}

/** Any trace as a Program: what `compile` does at the end, without losses, updates and reports. */
export function programOf(trace: Trace, { inputs, outputs, taps = [] }: Assembled): Program {
  const wanted = new Set([...[...outputs.values()].map(({ id }) => id), ...taps.map(({ value }) => value)]);
  const names = (values: ReadonlyMap<string, Value>) => [...values].map(([name, { id }]) => ({ name, value: id }));
  return {
    values: trace.values,
    steps: planFrees(eliminate(trace.instructions, wanted), wanted),
    inputs: names(inputs),
    scalars: [],
    weights: [],
    slots: [],
    reported: [],
    outputs: names(outputs),
    taps,
    updates: [],
  };
}

export interface Ran {
  readonly outputs: ReadonlyMap<string, HostTensor>;
  readonly taps: readonly HostTensor[];
  /** Tensors that the run left behind; law 5 says none. */
  readonly leaked: number;
}

const COUNTER: Counter = { seed: 7, step: 3 };

/** Runs a Program on values of the host and reads back everything that comes out. */
export async function execute(
  device: Device,
  program: Program,
  inputs: ReadonlyMap<string, HostTensor>,
  counter: Counter = COUNTER,
): Promise<Ran> {
  const before = alive().tensors;
  const { outputs, taps } = await device.guard(async () => {
    const fed = new Map([...inputs].map(([name, value]): [string, Tensor] => [name, upload(value, value.dtype)]));
    try {
      const results = runProgram(program, { inputs: fed, weights: new Map(), counter });
      try {
        return { outputs: await readAll(results.outputs), taps: await Promise.all(results.taps.map(read)) };
      } finally {
        disposeResults(results);
      }
    } finally {
      dispose([...fed.values()]);
    }
  });
  return { outputs, taps, leaked: alive().tensors - before };
}

async function readAll(tensors: ReadonlyMap<string, Tensor>): Promise<Map<string, HostTensor>> {
  const entries = [...tensors].map(async ([name, tensor]): Promise<[string, HostTensor]> => [name, await read(tensor)]);
  return new Map(await Promise.all(entries));
}

async function read(tensor: Tensor): Promise<HostTensor> {
  // A copy: the wasm backend hands out a view of its heap, which moves when the heap grows.
  return { dtype: dtypeOf(tensor), shape: tensor.shape, data: (await tensor.data()).slice() };
}

function dtypeOf({ dtype }: Tensor): DType {
  if (dtype === 'float32') return 'float';
  if (dtype === 'int32') return 'int';
  if (dtype === 'bool') return 'bool';
  throw new TypeError(`a tensor of ${dtype}`);
}
