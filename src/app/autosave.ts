export type SaveState = 'saved' | 'pending' | 'failed';

/** Timers, so that tests can hold the clock. */
export interface Timers {
  readonly set: (callback: () => void, milliseconds: number) => number;
  readonly clear: (timer: number) => void;
  readonly now: () => number;
}

const browserTimers: Timers = {
  set: (callback, milliseconds) => window.setTimeout(callback, milliseconds),
  clear: (timer) => window.clearTimeout(timer),
  now: () => performance.now(),
};

export interface Autosave<T> {
  /** Something to be kept; the latest one counts. */
  readonly put: (value: T) => void;
  /** Writes now what is waiting; false where that failed and something still waits. */
  readonly flush: () => Promise<boolean>;
}

export interface AutosaveOptions<T> {
  readonly save: (value: T) => Promise<void>;
  /** Milliseconds of rest after a change. */
  readonly delay: number;
  /** Milliseconds after which a change is written though more come: who types on and on is saved too. */
  readonly longest: number;
  readonly onState: (state: SaveState) => void;
  readonly onError: (error: unknown) => void;
  readonly timers?: Timers;
}

/**
 * Saves some time after the last change, and soon enough while changes go on, one write after the other. What is called saved has been written, and nothing
 * newer waits; a value that could not be written waits for the next change or flush.
 */
export function createAutosave<T>(options: AutosaveOptions<T>): Autosave<T> {
  const { save, delay, longest, onState, onError, timers = browserTimers } = options;
  let waiting: { readonly value: T } | undefined;
  let timer: number | undefined;
  /** When the oldest change came that has not begun to be written. */
  let since: number | undefined;
  let writing: Promise<void> | undefined;

  const write = async (): Promise<void> => {
    while (waiting) {
      const current = waiting;
      waiting = undefined;
      since = undefined;
      try {
        await save(current.value);
      } catch (error) {
        waiting ??= current;
        onState('failed');
        onError(error);
        return;
      }
    }
    onState('saved');
  };
  const flush = async (): Promise<boolean> => {
    if (timer !== undefined) timers.clear(timer);
    timer = undefined;
    // What comes while a write goes on is taken by its loop.
    if (!writing && waiting) {
      writing = write().finally(() => {
        writing = undefined;
      });
    }
    await writing;
    return waiting === undefined;
  };
  return {
    put(value) {
      waiting = { value };
      onState('pending');
      if (timer !== undefined) timers.clear(timer);
      const now = timers.now();
      since ??= now;
      timer = timers.set(() => void flush(), Math.max(0, Math.min(delay, since + longest - now)));
    },
    flush,
  };
}
