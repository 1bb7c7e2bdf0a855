import module from 'virtual:host-kernels';
import { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { backend, engine, type Tensor } from '@tensorflow/tfjs-core';
import { DeviceFault } from '../device-fault';

type HostFunction = (...args: readonly number[]) => number | undefined;

const isFunction = (value: unknown): value is HostFunction => typeof value === 'function';

/**
 * Our own kernels on the memory of tfjs' wasm backend: they take its tensors by address, so nothing is copied. Where that
 * memory is shared between threads, or there is no SIMD, there are none, and the reference kernels run.
 */
export class Host {
  readonly #backend: BackendWasm;
  readonly #functions = new Map<string, HostFunction>();

  private constructor(backend: BackendWasm, instance: WebAssembly.Instance) {
    this.#backend = backend;
    for (const [name, value] of Object.entries(instance.exports)) {
      if (isFunction(value)) this.#functions.set(name, value);
    }
  }

  static open(backend: BackendWasm): Host | undefined {
    const memory = memoryOf(backend);
    const bytes = Uint8Array.from(atob(module), (letter) => letter.charCodeAt(0));
    if (!memory || !WebAssembly.validate(bytes)) return undefined;
    try {
      return new Host(backend, new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } }));
    } catch (error) {
      // Another memory than the module was made for: the reference kernels run.
      if (error instanceof WebAssembly.LinkError) return undefined;
      throw error;
    }
  }

  /** Runs one of the functions of src/kernels/assembly. */
  run(name: string, ...args: readonly number[]): void {
    const wanted = this.#functions.get(name);
    if (!wanted) throw new RangeError(`no host function '${name}'`);
    if (wanted.length !== args.length) {
      throw new RangeError(`the host function '${name}' takes ${wanted.length} numbers, not ${args.length}`);
    }
    calls++;
    wanted(...args);
  }

  /** Where a tensor lies; 0 for one that is not there. */
  address(tensor: Tensor | undefined): number {
    if (!tensor) return 0;
    const address = this.#backend.getMemoryOffset(tensor.dataId);
    // What tfjs' allocator gives when there is nothing left: writing there would destroy its own state.
    if (address === 0 && tensor.size > 0) throw new DeviceFault('memory', 'WebAssembly has no memory left');
    return address;
  }

  /** A new tensor of floats; what is in it is not defined. */
  make(shape: readonly number[]): Tensor {
    return engine().makeTensorFromTensorInfo(this.#backend.makeOutput([...shape], 'float32'));
  }

  /** Room for a packed b [K, N]: panels of eight columns. */
  panels(K: number, N: number): number {
    return this.address(this.make([K * Math.ceil(N / 8) * 8]));
  }

  /** b [K, N], `row` and `column` elements apart, as the kernels read it. */
  pack(b: Tensor, K: number, N: number, row: number, column: number): number {
    const packed = this.panels(K, N);
    this.run('pack', packed, this.address(b), K, N, row, column);
    return packed;
  }
}

function memoryOf({ wasm }: BackendWasm): WebAssembly.Memory | undefined {
  if (!('asm' in wasm) || typeof wasm.asm !== 'object' || wasm.asm === null || !('memory' in wasm.asm))
    return undefined;
  const { memory } = wasm.asm;
  return memory instanceof WebAssembly.Memory && memory.buffer instanceof ArrayBuffer ? memory : undefined;
}

const hosts = new WeakMap<BackendWasm, { readonly host: Host | undefined }>();

let wanted = true;
let calls = 0;

/** How many host kernels have run so far. */
export const hostCalls = (): number => calls;

/** Whether host kernels are used where there are any; off, everything runs on the reference kernels. */
export function switchHostKernels(use: boolean): void {
  wanted = use;
}

/** The host kernels of the backend in use. */
export function currentHost(): Host | undefined {
  if (!wanted) return undefined;
  const current = backend();
  if (!(current instanceof BackendWasm)) return undefined;
  const known = hosts.get(current);
  if (known) return known.host;
  const host = Host.open(current);
  hosts.set(current, { host });
  return host;
}
