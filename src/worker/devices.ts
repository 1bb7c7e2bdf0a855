import { type Device, DeviceFault, type DeviceName, openDevice, probeWebGpu } from '../kernels';
import type { BackendInfo } from '../metrics';
import type { HostServices } from './host-services';
import type { BackendChoice } from './protocol';
import type { Trial } from './trial';

/**
 * Most that WebAssembly can do in one thread, in floating point operations a millisecond: four lanes, a multiplication and an
 * addition each, in two units at 4 GHz.
 */
const WASM_PEAK = 64e6;

/** Milliseconds that a step takes; in place of the host's, why it was not timed. */
interface Timings {
  readonly gpu: number;
  readonly host: number | string;
}

/** What a device is wanted for. */
export interface Wanted {
  /** The step to be timed where the choice is ours. */
  readonly trial?: Trial;
  /** What a run was trained on before: it goes on there where the choice is ours. */
  readonly before?: DeviceName | undefined;
  /** Whether values are to lie in 16 bits, which the host has not. */
  readonly halves?: boolean;
}

/** Opens backends, says which and why, and finds another when one is lost. */
export class Devices {
  readonly #services: HostServices;
  /** Open ones; several may be, and those not in use wait. */
  readonly #open = new Map<DeviceName, Device>();
  readonly #timings = new Map<string, Timings>();
  #choice: BackendChoice = 'auto';
  #info: BackendInfo | undefined;
  /** Why the GPU is not asked for any more. */
  #given: string | undefined;

  constructor(services: HostServices) {
    this.#services = services;
  }

  /** What was chosen last, and why. */
  get info(): BackendInfo | undefined {
    return this.#info;
  }

  /** Whether another device than this one was chosen by hand. */
  replaces({ name }: Device): boolean {
    return this.#choice !== 'auto' && this.#choice !== name;
  }

  /** Takes effect when a device is next asked for. */
  choose(choice: BackendChoice): void {
    this.#choice = choice;
    this.#given = undefined;
  }

  /**
   * The device for what is wanted: the one chosen by hand; or, on a real GPU, the one on which the step takes less time; or
   * the host.
   *
   * @throws DeviceFault where one that was chosen by hand is not to be had
   */
  async device({ trial, before, halves = false }: Wanted = {}): Promise<Device> {
    if (this.#choice !== 'auto') return this.#announce(this.#choice, 'chosen by hand');
    if (this.#given !== undefined) return this.#host(this.#given);
    const open = this.#open.get('webgpu');
    const gpu = open && !open.lost ? open : await probeWebGpu();
    if (!gpu) return this.#host('no WebGPU here');
    if (gpu.software && this.#services.timesSoftware !== true) {
      return this.#host('the only GPU is emulated in software, which is slower');
    }
    if (before === 'wasm') return this.#host('what the run was trained on before');
    try {
      if (halves) return await this.#announce('webgpu', 'mixed precision is for a GPU');
      if (trial) return await this.#quickest(trial);
      return await this.#announce('webgpu', 'a GPU is there');
    } catch (error) {
      if (!(error instanceof DeviceFault)) throw error;
      if (error.kind === 'lost') this.#forget('webgpu');
      return this.#host(`WebGPU failed: ${error.message}`);
    }
  }

  async #quickest(trial: Trial): Promise<Device> {
    const { gpu, host } = this.#timings.get(trial.key) ?? (await this.#time(trial));
    this.#timings.set(trial.key, { gpu, host });
    const own = `a step takes ${showTime(gpu)} on WebGPU`;
    if (typeof host === 'string') return this.#announce('webgpu', `${own}; ${host}`);
    return this.#announce(gpu <= host ? 'webgpu' : 'wasm', `${own}, ${showTime(host)} on WASM`);
  }

  /** The GPU first: where its step takes less time than WebAssembly can ever do, the host need not be tried. */
  async #time(trial: Trial): Promise<Timings> {
    const label = 'Timing a step';
    const { emit, turn } = this.#services;
    const begin = async (done: number) => {
      emit({ type: 'progress', label, done, total: 2, unit: 'backends' });
      await turn();
    };
    try {
      await begin(0);
      const gpu = await trial.run(await this.#opened('webgpu'));
      const least = trial.flops / WASM_PEAK;
      if (least > gpu) return { gpu, host: `WASM would need more than ${showTime(least)}` };
      await begin(1);
      try {
        return { gpu, host: await trial.run(await this.#opened('wasm')) };
      } catch (error) {
        // Its memory ends at 4 GB, and browsers without SIMD have none of it.
        if (!(error instanceof Error)) throw error;
        return { gpu, host: `WASM failed: ${error.message}` };
      }
    } finally {
      emit({ type: 'progress-done', label });
    }
  }

  async #host(reason: string): Promise<Device> {
    try {
      return await this.#announce('wasm', reason);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      return this.#announce('cpu', `${reason}; WebAssembly failed: ${error.message}`);
    }
  }

  async #opened(name: DeviceName): Promise<Device> {
    // Nothing is heard of a loss while nothing runs.
    if (this.#open.get(name)?.lost) this.#forget(name);
    const device = this.#open.get(name) ?? (await openDevice(name, this.#services.device));
    this.#open.set(name, device);
    return device;
  }

  #forget(name: DeviceName): void {
    this.#open.get(name)?.close();
    this.#open.delete(name);
  }

  async #announce(name: DeviceName, reason: string): Promise<Device> {
    const device = await this.#opened(name);
    const { adapter, software } = device;
    const backend: BackendInfo = { name, adapter, software, reason };
    if (this.#info?.name !== name || this.#info.reason !== reason) this.#services.emit({ type: 'backend', backend });
    this.#info = backend;
    return device;
  }

  /**
   * After a loss: a new GPU device, asked for a few times because an adapter may take seconds to come back; then the host.
   * The caller has let go of every tensor.
   */
  async replace(lost: Device): Promise<Device> {
    if (this.#open.get(lost.name) === lost) this.#forget(lost.name);
    for (const delay of [0, 300, 1000, 3000]) {
      await this.#services.wait(delay);
      try {
        return await this.#announce('webgpu', 'opened again after the device was lost');
      } catch (error) {
        if (!(error instanceof DeviceFault)) throw error;
      }
    }
    // Chosen by hand or not, it is not there.
    this.#choice = 'auto';
    this.#given = 'the GPU was lost and did not come back; reload the page to try it again';
    return this.#host(this.#given);
  }
}

const showTime = (milliseconds: number): string =>
  `${milliseconds < 10 ? milliseconds.toFixed(1) : milliseconds.toFixed(0)} ms`;
