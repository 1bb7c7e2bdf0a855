import { Upload } from 'lucide-react';
import { type DragEvent, type ReactNode, useRef, useState } from 'react';
import { Button } from './Button';
import { cx } from './cx';

export interface FileDropProps {
  /** Words on the button; also the accessible name of the file input. */
  readonly label: string;
  /** As in `<input accept>`: `.csv,.txt`. */
  readonly accept?: string;
  readonly onFile: (file: File) => void;
  readonly disabled?: boolean | undefined;
  readonly children?: ReactNode;
}

/** A button that chooses a file, in an area a file can be dropped on. */
export function FileDrop({ label, accept, onFile, disabled, children }: FileDropProps) {
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const take = (files: FileList | null) => {
    const file = files?.[0];
    if (file && !disabled) onFile(file);
  };
  const drag = (event: DragEvent, inside: boolean) => {
    event.preventDefault();
    setOver(inside);
  };
  return (
    // Dropping is for the mouse only; the button inside does the same by keyboard.
    // biome-ignore lint/a11y/noStaticElementInteractions: see above.
    <div
      onDragOver={(event) => drag(event, true)}
      onDragLeave={(event) => drag(event, false)}
      onDrop={(event) => {
        drag(event, false);
        take(event.dataTransfer.files);
      }}
      className={cx(
        'flex flex-wrap items-center gap-x-3 gap-y-1 rounded-md border border-dashed p-2.5 text-xs text-muted',
        over ? 'border-accent bg-accent-soft' : 'border-control',
      )}
    >
      <Button size="sm" icon={Upload} disabled={disabled} onClick={() => input.current?.click()}>
        {label}
      </Button>
      <input
        ref={input}
        type="file"
        tabIndex={-1}
        aria-label={label}
        accept={accept}
        className="sr-only"
        onChange={(event) => {
          take(event.target.files);
          // The same file can be chosen again after it was changed on disk.
          event.target.value = '';
        }}
      />
      <span className="min-w-40 flex-1">{children ?? 'or drop it here'}</span>
    </div>
  );
}
