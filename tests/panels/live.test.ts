import { describe, expect, it } from 'vitest';
import { positiveOnly, spread, unionSteps, valueAt } from '../../src/panels/live/align';
import { type Clock, createPacer } from '../../src/panels/live/pacer';

describe('series of different steps on one axis', () => {
  it('takes every step once', () => {
    expect(unionSteps([1, 2, 3, 5], [2, 4, 5, 6])).toEqual([1, 2, 3, 4, 5, 6]);
    expect(unionSteps([], [1])).toEqual([1]);
    expect(unionSteps([1, 1, 2], [])).toEqual([1, 2]);
  });

  it('leaves out what was not logged, and makes a gap of what is not a number', () => {
    expect(spread([1, 2, 3, 4], [1, 3, 4], [10, Number.NaN, 40])).toEqual([10, undefined, null, 40]);
  });

  it('says the figure at a place or the last one before', () => {
    const column = [undefined, 5, undefined, null, undefined];
    expect([0, 1, 2, 3, 4, 99].map((at) => valueAt(column, at))).toEqual([
      undefined,
      5,
      5,
      Number.NaN,
      Number.NaN,
      Number.NaN,
    ]);
  });

  it('keeps off a logarithmic axis what is not positive', () => {
    expect(positiveOnly([1, 0, -2, null, undefined])).toEqual([1, null, null, null, undefined]);
  });
});

/** A clock that stands until it is moved. */
class FakeClock implements Clock {
  time = 0;
  #due: { at: number; callback: () => void } | undefined;
  now = () => this.time;
  frameAfter = (wait: number, callback: () => void) => {
    const due = { at: this.time + wait, callback };
    this.#due = due;
    return () => {
      if (this.#due === due) this.#due = undefined;
    };
  };
  move(by: number) {
    this.time += by;
    const due = this.#due;
    if (!due || due.at > this.time) return;
    this.#due = undefined;
    due.callback();
  }
}

describe('painting', () => {
  it('happens at most ten times a second, and the last figure is always painted', () => {
    const clock = new FakeClock();
    let paints = 0;
    const pacer = createPacer(() => paints++, 100, clock);
    for (let ms = 0; ms < 1000; ms++) {
      pacer.request();
      clock.move(1);
    }
    expect(paints).toBe(10);
    pacer.request();
    clock.move(200);
    expect(paints).toBe(11);
    clock.move(1000);
    expect(paints).toBe(11);
  });

  it('stops', () => {
    const clock = new FakeClock();
    let paints = 0;
    const pacer = createPacer(() => paints++, 100, clock);
    pacer.request();
    pacer.stop();
    clock.move(1000);
    expect(paints).toBe(0);
  });
});
