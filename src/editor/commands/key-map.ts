import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Command } from './command';

/** Keys that a person has chosen, by command; what is not in it has its own. */
export type ChosenKeys = ReadonlyMap<string, readonly string[]>;

export type KeyMapStore = StoreApi<{ readonly chosen: ChosenKeys }>;

export const createKeyMap = (chosen: ChosenKeys = new Map()): KeyMapStore => createStore(() => ({ chosen }));

export const keysOf = ({ id, keys }: Command, chosen: ChosenKeys): readonly string[] => chosen.get(id) ?? keys;

/** The command that a chord stands for; those of the canvas only where it `isHere`. */
export function commandFor(
  commands: readonly Command[],
  chosen: ChosenKeys,
  chord: string,
  at: { readonly canvas: boolean; readonly field: boolean },
): Command | undefined {
  return commands.find((command) => {
    if (command.where === 'canvas' ? !at.canvas || at.field : command.where === 'page' && at.field) return false;
    return keysOf(command, chosen).includes(chord) && command.enabled?.() !== false;
  });
}

/** Gives a command another chord, and takes it from whichever had it. */
export function withKey(commands: readonly Command[], chosen: ChosenKeys, id: string, chord: string): ChosenKeys {
  const next = new Map(chosen);
  for (const command of commands) {
    const keys = keysOf(command, chosen);
    if (command.id !== id && keys.includes(chord))
      next.set(
        command.id,
        keys.filter((one) => one !== chord),
      );
  }
  return next.set(id, [chord]);
}

/** The text that the browser keeps. */
export const showKeys = (chosen: ChosenKeys): string => JSON.stringify(Object.fromEntries(chosen));

/** Reads what was kept; what makes no sense is left out. */
export function parseKeys(text: string | null): ChosenKeys {
  if (text === null) return new Map();
  let saved: unknown;
  try {
    saved = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return new Map();
    throw error;
  }
  if (typeof saved !== 'object' || saved === null) return new Map();
  return new Map(
    Object.entries(saved).flatMap(([id, keys]): [string, readonly string[]][] =>
      Array.isArray(keys) && keys.every((key) => typeof key === 'string' && key.length < 40) ? [[id, keys]] : [],
    ),
  );
}
