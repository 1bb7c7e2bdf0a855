import type { Answer, Command, Question, WorkerEvent } from './protocol';

/** The page's side: sends commands, hears events, asks questions. */
export interface WorkerClient {
  send(command: Exclude<Command, { readonly type: 'ask' }>): void;
  ask(question: Question): Promise<Answer>;
  subscribe(listener: (event: WorkerEvent) => void): () => void;
}

/** Starts the worker; it loads while the page is drawn. */
export function createClient(): WorkerClient {
  const worker = new Worker(new URL('./host.ts', import.meta.url), { type: 'module', name: 'wireformer' });
  const listeners = new Set<(event: WorkerEvent) => void>();
  const pending = new Map<number, (answer: Answer) => void>();
  let questions = 0;
  const tell = (event: WorkerEvent) => {
    for (const listener of listeners) listener(event);
  };
  worker.onmessage = ({ data }: MessageEvent<WorkerEvent>) => {
    if (data.type === 'answer') {
      pending.get(data.id)?.(data.answer);
      pending.delete(data.id);
    } else tell(data);
  };
  worker.onerror = (event) => {
    tell({
      type: 'problems',
      problems: [
        {
          code: 'device/error',
          severity: 'error',
          at: {},
          expected: 'a worker that runs',
          received: event.message || 'the training worker stopped',
          fix: 'Reload the page; the document and the last kept weights are there.',
        },
      ],
    });
  };
  return {
    send: (command) => worker.postMessage(command),
    ask: (question) =>
      new Promise((resolve) => {
        const id = ++questions;
        pending.set(id, resolve);
        worker.postMessage({ type: 'ask', id, question } satisfies Command);
      }),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
