/** What an axis of a shape is: on wires only the batch and lengths in time are letters, every other size is a number. */
export type AxisKind = 'batch' | 'time' | 'size';

export interface Axis {
  readonly text: string;
  readonly kind: AxisKind;
}

/** The axes of a shape as it is written, `[B, T, 64]`. */
export function axesOf(shape: string): readonly Axis[] {
  const inside = shape.replace(/^\[|\]$/g, '');
  if (inside === '') return [];
  return inside.split(', ').map((text) => ({
    text,
    kind: text === 'B' ? 'batch' : /^\d+$/.test(text) ? 'size' : 'time',
  }));
}
