import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
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

/** Chromium's software adapter, used where the machine has no Vulkan driver of its own. */
const SWIFTSHADER = ['/usr/lib/chromium/vk_swiftshader_icd.json', '/opt/google/chrome/vk_swiftshader_icd.json'];

/**
 * Gives Node a WebGPU through the optional package `webgpu` (Dawn). Returns why there is none. The Vulkan loader reads its
 * variables when the library is loaded, so this comes before anything touches a GPU.
 */
export async function installWebGpu(): Promise<string | undefined> {
  const software = SWIFTSHADER.find((path) => existsSync(path));
  const hasDriver = ['/usr/share/vulkan/icd.d', '/etc/vulkan/icd.d'].some((folder) => existsSync(join(folder)));
  if (software && !hasDriver) {
    process.env.VK_ICD_FILENAMES ??= software;
    process.env.VK_DRIVER_FILES ??= software;
  }
  try {
    const { create, globals } = await import('webgpu');
    Object.assign(globalThis, globals);
    Object.defineProperty(globalThis, 'navigator', { value: { gpu: create([]) }, configurable: true });
    // tfjs asks whether it runs in a browser page or a worker before it looks at navigator.gpu.
    if (!('WorkerGlobalScope' in globalThis)) Object.assign(globalThis, { WorkerGlobalScope: class {} });
    return undefined;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return error.message;
  }
}
