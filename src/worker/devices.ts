import { type Device, DeviceFault, type DeviceName, openDevice, probeWebGpu } from '../kernels';
import type { BackendInfo } from '../metrics';
import type { HostServices } from './host-services';
import type { BackendChoice } from './protocol';

/** Opens backends, says which and why, and finds another when one is lost. */
export class Devices {
  readonly #services: HostServices;
  #choice: BackendChoice = 'auto';
  #open: Device | undefined;
  #info: BackendInfo | undefined;

  constructor(services: HostServices) {
    this.#services = services;
  }

  /** What was opened last, and why. */
  get info(): BackendInfo | undefined {
    return this.#info;
  }

  /** Takes effect when the next device is opened. */
  choose(choice: BackendChoice): void {
    if (choice === this.#choice) return;
    this.#choice = choice;
    this.#open = undefined;
  }

  /** The device in use, opened at the first call; throws DeviceFault where a forced one is not to be had. */
  async device(): Promise<Device> {
    this.#open ??= await this.#first();
    return this.#open;
  }

  async #first(): Promise<Device> {
    if (this.#choice !== 'auto') return this.#announce(this.#choice, 'chosen by hand');
    const gpu = await probeWebGpu();
    if (gpu && !gpu.software) {
      try {
        return await this.#announce('webgpu', 'a GPU is there');
      } catch (error) {
        if (!(error instanceof DeviceFault)) throw error;
        return this.#host(`WebGPU failed: ${error.message}`);
      }
    }
    return this.#host(gpu ? 'the only GPU is emulated in software, which is slower' : 'no WebGPU here');
  }

  async #host(reason: string): Promise<Device> {
    try {
      return await this.#announce('wasm', reason);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      return this.#announce('cpu', `${reason}; WebAssembly failed: ${error.message}`);
    }
  }

  async #announce(name: DeviceName, reason: string): Promise<Device> {
    const device = await openDevice(name, this.#services.device);
    const { adapter, software } = device;
    const backend: BackendInfo = { name, adapter, software, reason };
    this.#info = backend;
    this.#services.emit({ type: 'backend', backend });
    return device;
  }

  /**
   * After a loss: a new GPU device, asked for a few times because an adapter may take seconds to come back; then the host.
   * The caller has let go of every tensor.
   */
  async replace(lost: Device): Promise<Device> {
    lost.close();
    this.#open = undefined;
    for (const delay of [0, 300, 1000, 3000]) {
      await this.#services.wait(delay);
      try {
        this.#open = await this.#announce('webgpu', 'opened again after the device was lost');
        return this.#open;
      } catch (error) {
        if (!(error instanceof DeviceFault)) throw error;
      }
    }
    this.#open = await this.#host('the GPU was lost and did not come back; reload the page to try it again');
    return this.#open;
  }
}
