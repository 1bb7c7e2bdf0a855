import { useView } from '../context';

export interface BusyNoteProps {
  /** Cards are still to be drawn. */
  readonly drawing: boolean;
}

/** Says what the page is at when that takes longer than a moment. */
export function BusyNote({ drawing }: BusyNoteProps) {
  const busy = useView((view) => view.busy);
  const text = busy ?? (drawing ? 'Drawing the blocks…' : undefined);
  return (
    <p
      role="status"
      aria-label="Canvas"
      className={
        text
          ? 'absolute bottom-12 left-1/2 z-10 -translate-x-1/2 rounded-md bg-ink px-2.5 py-1 text-xs text-surface shadow-raised'
          : 'sr-only'
      }
    >
      {text}
    </p>
  );
}
