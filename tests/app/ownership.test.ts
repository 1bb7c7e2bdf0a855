import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createOwnership } from '../../src/app/documents/ownership';

type Work = (lock: object | null) => unknown;
interface Options {
  readonly ifAvailable?: boolean;
  readonly signal?: AbortSignal;
}

/** One lock as browsers keep it: first come, first served, every answer in a task of its own. */
class Locks {
  #held = false;
  #waiting: (() => void)[] = [];

  request(_name: string, { ifAvailable, signal }: Options, work: Work): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const take = () => {
        this.#held = true;
        setTimeout(() => {
          void Promise.resolve(work({})).finally(() => {
            this.#held = false;
            this.#waiting.shift()?.();
          });
        });
      };
      if (!this.#held) take();
      else if (ifAvailable) setTimeout(() => resolve(work(null)));
      else {
        this.#waiting.push(take);
        signal?.addEventListener('abort', () => {
          this.#waiting = this.#waiting.filter((other) => other !== take);
          reject(new DOMException('given up', 'AbortError'));
        });
      }
    });
  }
}

let channels: Channel[] = [];

/** What one tab says reaches all the others, later. */
class Channel extends EventTarget {
  constructor() {
    super();
    channels.push(this);
  }

  postMessage(data: unknown): void {
    for (const channel of channels)
      if (channel !== this) setTimeout(() => channel.dispatchEvent(new MessageEvent('message', { data })));
  }
}

/** Milliseconds in which a tab answers at once, and in which nothing is left to be said. */
const [SOON, LATER] = [50, 60_000];
const pass = (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds);

let most = 0;
let writers = new Set<string>();

/** A tab whose document is written by `write` before it is handed over, and read by `read` when it has come. */
async function tab(name: string, write = async () => true, read = async () => {}) {
  const mayWrite = () => {
    writers.add(name);
    most = Math.max(most, writers.size);
  };
  const ownership = createOwnership({
    onFree: async () => {
      await read();
      mayWrite();
    },
    handOver: write,
    onGone: () => void writers.delete(name),
  });
  const turned = ownership.turnTo('document');
  await pass(SOON);
  if (await turned) mayWrite();
  /** What came of asking for the document. */
  const ask = () =>
    ownership.takeOver('document').then(
      () => 'here',
      (error: Error) => error.message,
    );
  return { ask };
}

/** Writing that takes until it is told to end. */
function slow() {
  let end: (written: boolean) => void = () => {};
  const write = vi.fn(
    () =>
      new Promise<boolean>((resolve) => {
        end = resolve;
      }),
  );
  return { write, end: (written: boolean) => end(written) };
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('navigator', { locks: new Locks() });
  vi.stubGlobal('BroadcastChannel', Channel);
  channels = [];
  writers = new Set();
  most = 0;
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('a document in several tabs', () => {
  it('goes to the one that asks, and back', async () => {
    const first = await tab('first');
    const second = await tab('second');
    for (const [name, { ask }] of [
      ['second', second],
      ['first', first],
    ] as const) {
      const got = ask();
      await pass(SOON);
      expect(await got).toBe('here');
      expect([...writers]).toEqual([name]);
    }
    expect(most).toBe(1);
  });

  it('has one writer while it is handed over slowly and a third tab asks', async () => {
    const { write, end } = slow();
    await tab('first', write);
    const second = await tab('second');
    const third = await tab('third');
    const one = second.ask();
    await pass(SOON);
    const other = third.ask();
    await pass(SOON);
    expect([...writers]).toEqual(['first']);
    expect(await one).toContain('a third tab');
    end(true);
    await pass(SOON);
    expect(await other).toBe('here');
    expect([...writers]).toEqual(['third']);
    expect([most, write.mock.calls.length]).toEqual([1, 1]);
  });

  it('has one writer where the same tab asks again, which gets one answer', async () => {
    const { write, end } = slow();
    await tab('first', write);
    const second = await tab('second');
    const one = second.ask();
    await pass(SOON);
    const again = second.ask();
    await pass(LATER);
    for (const words of [await one, await again]) expect(words).toContain('still being written');
    const last = second.ask();
    await pass(SOON);
    expect([...writers]).toEqual(['first']);
    end(true);
    await pass(SOON);
    expect(await last).toBe('here');
    expect([...writers]).toEqual(['second']);
    expect(most).toBe(1);
  });

  it('stays where it cannot be written, and every tab that asked is told', async () => {
    const { write, end } = slow();
    await tab('first', write);
    const second = await tab('second');
    const third = await tab('third');
    const one = second.ask();
    await pass(SOON);
    const other = third.ask();
    await pass(SOON);
    end(false);
    await pass(SOON);
    expect(await one).toContain('a third tab');
    expect(await other).toContain('could not be written');
    await pass(LATER);
    expect([...writers]).toEqual(['first']);
    // Who could not write asks nobody, and can be asked again.
    const again = second.ask();
    await pass(SOON);
    end(true);
    await pass(SOON);
    expect(await again).toBe('here');
    expect([...writers]).toEqual(['second']);
    expect(most).toBe(1);
  });

  it('is read where it has come before it goes on', async () => {
    await tab('first');
    const { write: read, end } = slow();
    const second = await tab(
      'second',
      async () => true,
      async () => void (await read()),
    );
    const third = await tab('third');
    const one = second.ask();
    await pass(SOON);
    const other = third.ask();
    await pass(SOON);
    expect([...writers]).toEqual([]);
    end(true);
    await pass(SOON);
    expect([await one, await other]).toEqual(['here', 'here']);
    expect([...writers]).toEqual(['third']);
    expect(most).toBe(1);
  });

  it('is free for others after three tabs asked at once', async () => {
    await tab('first');
    const others = [await tab('second'), await tab('third'), await tab('fourth')];
    for (const { ask } of others) void ask();
    await pass(LATER);
    expect(writers.size).toBe(1);
    for (const { ask } of others) {
      const got = ask();
      await pass(SOON);
      expect(await got).toBe('here');
    }
    expect([...writers]).toEqual(['fourth']);
    expect(most).toBe(1);
  });

  it('says so where nobody answers', async () => {
    await tab('first');
    const second = await tab('second');
    channels.shift();
    const got = second.ask();
    await pass(LATER);
    expect(await got).toContain('no answer');
  });
});
