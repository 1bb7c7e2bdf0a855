// What scripts/bench.mjs calls from outside: opens workers by name, passes requests on, ends them.
import { ARMS } from './arm';
import { models } from './models';
import type { Answer, Reply, Request } from './protocol';

const workers = new Map<string, Worker>();

function ask(name: string, request: Request): Promise<Answer> {
  const known = workers.get(name);
  const worker = known ?? new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  workers.set(name, worker);
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<Reply>) =>
      'answer' in data ? resolve(data.answer) : reject(new Error(data.error));
    worker.onerror = (event) => reject(new Error(event.message || 'the worker broke'));
    worker.postMessage(request);
  });
}

function end(name: string): void {
  workers.get(name)?.terminate();
  workers.delete(name);
}

const bench = {
  arms: ARMS,
  models: models.map(({ document: _, ...model }) => model),
  ask,
  end,
};

declare global {
  interface Window {
    bench: typeof bench;
  }
}
window.bench = bench;
