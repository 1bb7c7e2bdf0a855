export type SaveState = 'saved' | 'pending' | 'failed';

/** Timers, so that tests can hold the clock. */
export interface Timers {
  readonly set: (callback: () => void, milliseconds: number) => number;
  readonly clear: (timer: number) => void;
}

const browserTimers: Timers = {
  set: (callback, milliseconds) => window.setTimeout(callback, milliseconds),
  clear: (timer) => window.clearTimeout(timer),
};

export interface Autosave<T> {
  /** Something to be kept; the latest one counts. */
  readonly put: (value: T) => void;
  /** Writes now what is waiting; false where that failed and something still waits. */
  readonly flush: () => Promise<boolean>;
}

export interface AutosaveOptions<T> {
  readonly save: (value: T) => Promise<void>;
  readonly delay: number;
  readonly onState: (state: SaveState) => void;
  readonly onError: (error: unknown) => void;
  readonly timers?: Timers;
}

/**
 * Saves some time after the last change, one write after the other. What is called saved has been written, and nothing
 * newer waits; a value that could not be written waits for the next change or flush.
 */
export function createAutosave<T>(options: AutosaveOptions<T>): Autosave<T> {
  const { save, delay, onState, onError, timers = browserTimers } = options;
  let waiting: { readonly value: T } | undefined;
  let timer: number | undefined;
  let writing: Promise<void> | undefined;

  const write = async (): Promise<void> => {
    while (waiting) {
      const current = waiting;
      waiting = undefined;
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
      timer = timers.set(() => void flush(), delay);
    },
    flush,
  };
}
