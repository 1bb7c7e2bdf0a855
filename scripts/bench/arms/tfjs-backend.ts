import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import '@tensorflow/tfjs-backend-webgpu';
import * as tf from '@tensorflow/tfjs';
import type { BackendName } from '../arm';
import type { BenchModel } from '../models';
import { WASM_FILES } from '../wasm-files';

/** tfjs as it comes: its own device and settings. */
export async function openTfjs(backend: BackendName): Promise<string> {
  if (backend === 'wasm') setWasmPaths(WASM_FILES);
  if (!(await tf.setBackend(backend))) throw new Error(`tfjs' ${backend} backend did not start`);
  await tf.ready();
  if (backend === 'wasm') return 'WebAssembly';
  const adapter = await navigator.gpu.requestAdapter();
  return adapter?.info.description || adapter?.info.vendor || 'unnamed adapter';
}

/** What tfjs cannot train. */
export const withoutGradients = (kind: BenchModel['kind'], backend: BackendName): string | undefined =>
  kind === 'cnn' && backend === 'wasm' ? "tfjs' wasm backend has no kernel for a convolution's gradient" : undefined;
