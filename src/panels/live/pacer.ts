/** Time and frames, so that tests can hold the clock. */
export interface Clock {
  now(): number;
  /** Calls back after `wait` milliseconds, at the next frame from then; returns what calls that off. */
  frameAfter(wait: number, callback: () => void): () => void;
}

const browserClock: Clock = {
  now: () => performance.now(),
  frameAfter(wait, callback) {
    let frame = 0;
    const timer = window.setTimeout(() => {
      frame = requestAnimationFrame(callback);
    }, wait);
    return () => {
      window.clearTimeout(timer);
      cancelAnimationFrame(frame);
    };
  },
};

export interface Pacer {
  /** Asks for a painting; any number of asks before it make one. */
  request(): void;
  stop(): void;
}

/**
 * Paints at a frame, at most once per `interval` milliseconds, however fast figures come; a hidden tab gets no frames
 * and so costs nothing, and catches up when it is shown.
 */
export function createPacer(paint: () => void, interval = 100, clock: Clock = browserClock): Pacer {
  let last = Number.NEGATIVE_INFINITY;
  let cancel: (() => void) | undefined;
  return {
    request() {
      cancel ??= clock.frameAfter(Math.max(0, last + interval - clock.now()), () => {
        cancel = undefined;
        last = clock.now();
        paint();
      });
    },
    stop() {
      cancel?.();
      cancel = undefined;
    },
  };
}
