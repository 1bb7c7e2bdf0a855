/** What of a keyboard event says which keys were pressed. */
export interface Pressed {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

/** Keys by other names than they have in events. */
const NAMES: Readonly<Record<string, string>> = { ' ': 'Space', '+': 'Plus' };
const MODIFIERS: ReadonlySet<string> = new Set(['Control', 'Meta', 'Alt', 'Shift', 'AltGraph', 'Dead', 'Process']);

/**
 * Keys as people write them, `Ctrl+Shift+Z`; Ctrl is Cmd on a Mac. A character that is typed with Shift stands for itself: `?`.
 * undefined while only modifiers are held.
 */
export function chordOf({ key, code, ctrlKey, metaKey, altKey, shiftKey }: Pressed): string | undefined {
  if (MODIFIERS.has(key)) return undefined;
  const letter = /^(?:Key|Digit)(.)$/.exec(code)?.[1];
  // With Alt a Mac types another character, and some layouts have no Latin letters: the place of the key counts then.
  const latin = /^[\x21-\x7e]$/.test(key);
  const plain = altKey || !latin ? (letter ?? key) : key;
  const name = NAMES[plain] ?? (plain.length === 1 ? plain.toUpperCase() : plain);
  const spoken = /^[A-Z]$/.test(name) || name.length > 1 || altKey;
  return [
    ...(ctrlKey || metaKey ? ['Ctrl'] : []),
    ...(altKey ? ['Alt'] : []),
    ...(shiftKey && spoken ? ['Shift'] : []),
    name,
  ].join('+');
}

/** Chords that a browser keeps for itself, or that move the focus: nobody can have them. */
const RESERVED: ReadonlySet<string> = new Set(['Tab', 'Shift+Tab', 'Ctrl+W', 'Ctrl+T', 'Ctrl+N', 'Ctrl+Tab', 'Ctrl+L']);

export const isReserved = (chord: string): boolean => RESERVED.has(chord);
