import { describe, expect, it } from 'vitest';
import { createAutosave, type SaveState } from '../../src/app/autosave';

function setUp(save: (value: string) => Promise<void>) {
  let due: (() => void) | undefined;
  const states: SaveState[] = [];
  const errors: unknown[] = [];
  const autosave = createAutosave<string>({
    save,
    delay: 350,
    onState: (state) => states.push(state),
    onError: (error) => errors.push(error),
    timers: {
      set: (callback) => {
        due = callback;
        return 1;
      },
      clear: () => {
        due = undefined;
      },
    },
  });
  return { autosave, states, errors, elapse: () => due?.() };
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
