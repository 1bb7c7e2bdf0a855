import type { Progress } from './types';

const MILLISECONDS = 8;

/**
 * A long loop's way to let others work: call it with how much is done as often as convenient; every few milliseconds
 * it reports and waits. Returns undefined in between, so that a tight loop need not await.
 */
export function pacer(progress: Progress | undefined, total: number, unit: string) {
  let last = performance.now();
  return (done: number): Promise<void> | undefined => {
    if (!progress) return undefined;
    const now = performance.now();
    if (now - last < MILLISECONDS && done < total) return undefined;
    return Promise.resolve(progress(done, total, unit)).then(() => {
      last = performance.now();
    });
  };
}
