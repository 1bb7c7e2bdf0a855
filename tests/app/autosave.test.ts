import { describe, expect, it } from 'vitest';
import { createAutosave, type SaveState } from '../../src/app/autosave';

function setUp(save: (value: string) => Promise<void>) {
  let due: { readonly at: number; readonly run: () => void } | undefined;
  let now = 0;
  const states: SaveState[] = [];
  const errors: unknown[] = [];
  const autosave = createAutosave<string>({
    save,
    delay: 350,
    longest: 600,
    onState: (state) => states.push(state),
    onError: (error) => errors.push(error),
    timers: {
      set: (run, milliseconds) => {
        due = { at: now + milliseconds, run };
        return 1;
      },
      clear: () => {
        due = undefined;
      },
      now: () => now,
    },
  });
  const pass = (milliseconds: number) => {
    now += milliseconds;
    if (due && due.at <= now) due.run();
  };
  return { autosave, states, errors, pass, elapse: () => due?.run() };
}

const turn = () => new Promise((resolve) => setTimeout(resolve, 0));

describe('autosave', () => {
  it('writes the latest once the person rests', async () => {
    const written: string[] = [];
    const { autosave, states, elapse } = setUp(async (value) => void written.push(value));
    autosave.put('a');
    autosave.put('b');
    expect(written).toEqual([]);
    elapse();
    await turn();
    expect(written).toEqual(['b']);
    expect(states).toEqual(['pending', 'pending', 'saved']);
  });

  it('writes in between where a person never rests', async () => {
    const written: number[] = [];
    const { autosave, pass } = setUp(async (value) => void written.push(Number(value)));
    for (let time = 0; time <= 3000; time += 50) {
      autosave.put(String(time));
      pass(50);
      await turn();
    }
    expect(written.length).toBeGreaterThanOrEqual(4);
    const waits = written.map((time, i) => time - (written[i - 1] ?? 0));
    expect(Math.max(...waits)).toBeLessThanOrEqual(650);
  });

  it('says saved only when nothing newer waits', async () => {
    const written: string[] = [];
    let finish = () => {};
    const { autosave, states } = setUp(
      (value) =>
        new Promise((resolve) => {
          written.push(value);
          finish = resolve;
        }),
    );
    autosave.put('a');
    const done = autosave.flush();
    autosave.put('b');
    finish();
    await turn();
    expect(states).not.toContain('saved');
    finish();
    await done;
    expect(written).toEqual(['a', 'b']);
    expect(states.at(-1)).toBe('saved');
  });

  it('never calls saved what could not be written, and tries again', async () => {
    let full = true;
    const written: string[] = [];
    const { autosave, states, errors } = setUp(async (value) => {
      if (full) throw new Error('no room');
      written.push(value);
    });
    autosave.put('a');
    await autosave.flush();
    expect(states).toEqual(['pending', 'failed']);
    expect(errors).toHaveLength(1);
    full = false;
    await autosave.flush();
    expect(written).toEqual(['a']);
    expect(states.at(-1)).toBe('saved');
  });

  it('has nothing to do where nothing changed', async () => {
    const { autosave, states } = setUp(async () => {});
    await autosave.flush();
    expect(states).toEqual([]);
  });
});
