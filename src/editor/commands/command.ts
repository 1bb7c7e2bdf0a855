export const GROUPS = [
  'Edit',
  'Blocks',
  'Modules',
  'Frames and notes',
  'View',
  'Run',
  'Document',
  'Panels',
  'Help',
] as const;
export type CommandGroup = (typeof GROUPS)[number];

/** Something a person can ask for by a key, from the command palette, or by a button that shows the same keys. */
export interface Command {
  readonly id: string;
  /** What it does, as a person would look for it. */
  readonly title: string;
  readonly group: CommandGroup;
  /** Chords (`Ctrl+Shift+Z`) that stand for it as long as nobody says otherwise. */
  readonly keys: readonly string[];
  /**
   * Where its keys count: while the canvas has the focus, or nothing has it; on the whole page but in text fields; or in text fields as well.
   */
  readonly where: 'canvas' | 'page' | 'everywhere';
  /** Whether holding the key down does it again and again. */
  readonly repeats?: boolean;
  readonly enabled?: () => boolean;
  readonly run: () => void;
}
