import { existsSync } from 'node:fs';

/** Where SwiftShader's driver description may lie: Debian's chromium, and installations by hand. */
const DRIVERS = [
  '/usr/lib/chromium/vk_swiftshader_icd.json',
  '/usr/lib/chromium-browser/vk_swiftshader_icd.json',
  '/opt/google/chrome/vk_swiftshader_icd.json',
];

const INSTALL =
  'WebGPU in Node needs the npm package "webgpu" (npm install --include=optional) and, where there is no GPU driver, ' +
  "SwiftShader and the Vulkan loader: on Debian 'apt-get install chromium libvulkan1'. " +
  'Elsewhere set VK_ICD_FILENAMES to a vk_swiftshader_icd.json.';

/** Gives this Node process a `navigator.gpu` by Dawn. Says what to install where it cannot. */
export async function prepareWebGpu(): Promise<void> {
  if (process.platform === 'linux') {
    const driver = process.env.VK_ICD_FILENAMES ?? DRIVERS.find((path) => existsSync(path));
    // Both names: older Vulkan loaders know only the first. They are read when Dawn starts, so before the import.
    if (driver !== undefined) Object.assign(process.env, { VK_ICD_FILENAMES: driver, VK_DRIVER_FILES: driver });
  }
  const { create, globals } = await import('webgpu').catch((cause: unknown) => {
    throw new Error(`The package "webgpu" did not load. ${INSTALL}`, { cause });
  });
  // tfjs registers its WebGPU backend only where it takes the process for a page or a worker.
  Object.assign(globalThis, globals, { WorkerGlobalScope: globalThis.WorkerGlobalScope ?? class {} });
  const gpu = create([]);
  Object.defineProperty(globalThis, 'navigator', { value: { gpu, userAgent: 'node' }, configurable: true });
  if (!(await gpu.requestAdapter())) throw new Error(`Dawn found no WebGPU adapter. ${INSTALL}`);
}
