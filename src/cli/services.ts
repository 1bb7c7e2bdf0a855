import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { setImmediate, setTimeout } from 'node:timers/promises';
import type { HostServices, WorkerEvent } from '../worker';

/** What a session needs, in Node. */
export const nodeServices = (emit: (event: WorkerEvent) => void): HostServices => {
  let ids = 0;
  return {
    device: { wasm: `${dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'))}/` },
    emit,
    turn: async () => {
      await setImmediate();
    },
    now: () => performance.now(),
    wait: async (milliseconds) => {
      await setTimeout(milliseconds);
    },
    newId: () => `run-${++ids}`,
    store: undefined,
  };
};

/** Where Chromium keeps the description of its software adapter. */
const SWIFTSHADER = ['/usr/lib/chromium/vk_swiftshader_icd.json', '/opt/google/chrome/vk_swiftshader_icd.json'];

/**
 * Gives Node a WebGPU through the optional package `webgpu` (Dawn): the machine's own driver, or Chromium's software adapter
 * where there is none that Dawn takes. Returns why there is none.
 */
export async function installWebGpu(): Promise<string | undefined> {
  try {
    const { create, globals } = await import('webgpu');
    Object.assign(globalThis, globals);
    let gpu = create([]);
    if (!(await gpu.requestAdapter())) {
      const software = SWIFTSHADER.find((path) => existsSync(path));
      if (software === undefined) return 'no Vulkan driver that Dawn takes, and no Chromium with its software adapter';
      // The Vulkan loader reads these when an instance is made.
      process.env.VK_ICD_FILENAMES = software;
      process.env.VK_DRIVER_FILES = software;
      gpu = create([]);
    }
    Object.defineProperty(globalThis, 'navigator', { value: { gpu }, configurable: true });
    // tfjs asks whether it runs in a browser page or a worker before it looks at navigator.gpu.
    if (!('WorkerGlobalScope' in globalThis)) Object.assign(globalThis, { WorkerGlobalScope: class {} });
    return undefined;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return error.message;
  }
}
