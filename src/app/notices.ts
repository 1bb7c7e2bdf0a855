import { type Problem, ProblemError, showPlace } from '../problem';
import type { ToastMessage } from '../ui';

export type Notify = (message: ToastMessage) => void;

/** Messages from where there is no React to where they are shown. What comes before anybody listens waits. */
export function createNotices() {
  const listeners = new Set<Notify>();
  const waiting: ToastMessage[] = [];
  return {
    notify(message: ToastMessage): void {
      if (listeners.size === 0) waiting.push(message);
      for (const listener of listeners) listener(message);
    },
    listen(listener: Notify): () => void {
      listeners.add(listener);
      for (const message of waiting.splice(0)) listener(message);
      return () => listeners.delete(listener);
    },
  };
}

/** A problem as a message: the next move first. */
export const problemMessage = (problem: Problem): ToastMessage => ({
  title: problem.fix,
  text: `${showPlace(problem.at)}: expected ${problem.expected}, received ${problem.received}.`,
  tone: problem.severity === 'error' ? 'danger' : 'warn',
});

/** Problems of an error that carries some; any other error is a fault of ours and goes on. */
export function problemsOf(error: unknown): readonly Problem[] {
  if (error instanceof ProblemError) return error.problems;
  throw error;
}
