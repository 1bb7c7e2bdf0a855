import { fileURLToPath } from 'node:url';
import { env, setBackend } from '@tensorflow/tfjs-core';
import { type Device, type DeviceName, openDevice } from '../../src/kernels';
import { prepareWebGpu } from './webgpu';

export const wasmFiles = fileURLToPath(
  new URL('../../node_modules/@tensorflow/tfjs-backend-wasm/dist/', import.meta.url),
);

const opened = new Map<DeviceName, Promise<Device>>();

/** The device of this process, made the backend that tensors are created on from here. */
export async function use(name: DeviceName): Promise<Device> {
  const known = opened.get(name) ?? open(name);
  opened.set(name, known);
  const device = await known;
  if (!(await setBackend(name))) throw new Error(`the ${name} backend did not come back`);
  return device;
}

async function open(name: DeviceName): Promise<Device> {
  if (name === 'webgpu') await prepareWebGpu();
  const device = await openDevice(name, { wasm: wasmFiles });
  // tfjs would compute what is this small on the host, and no shader would be tried.
  if (name === 'webgpu') env().set('WEBGPU_CPU_FORWARD', false);
  return device;
}
