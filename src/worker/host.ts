import wasmUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import simdUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import threadedUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url';
import { blocks } from '../../blocks';
import { createChecker } from '../check';
import { loadCheckpoint, loadFile, loadRun, removeRun, saveCheckpoint, saveFile, saveRun } from '../storage';
import type { HostServices } from './host-services';
import type { Command, WorkerEvent } from './protocol';
import { Session } from './session';

/** The worker's side: the only place in the page's process where tfjs lives. */
const turns = new MessageChannel();
const waiting: (() => void)[] = [];
turns.port2.onmessage = () => waiting.shift()?.();

const services: HostServices = {
  device: {
    wasm: {
      'tfjs-backend-wasm.wasm': wasmUrl,
      'tfjs-backend-wasm-simd.wasm': simdUrl,
      'tfjs-backend-wasm-threaded-simd.wasm': threadedUrl,
    },
  },
  emit: (event: WorkerEvent) => self.postMessage(event),
  // A message port's turn comes at once, and also in a hidden tab, where frames and short timers do not.
  turn: () =>
    new Promise((resolve) => {
      waiting.push(resolve);
      turns.port1.postMessage(null);
    }),
  now: () => performance.now(),
  wait: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  newId: () => crypto.randomUUID(),
  store: { loadRun, saveRun, removeRun, saveCheckpoint, loadCheckpoint, saveFile, loadFile },
};

const session = new Session(createChecker(blocks), services);

self.onmessage = ({ data }: MessageEvent<Command>) => {
  // Errors become problems inside; a rejection here would be a fault of the session itself and belongs in the console.
  void session.handle(data);
};
