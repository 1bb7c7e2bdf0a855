import { useCallback, useMemo, useRef } from 'react';
import { type CanvasSize, cx, useCanvas } from '../../ui';
import { matrixImage, type Scale } from '../matrix';
import { type AttentionTap, matrixOf } from './matrix';

export interface HeadGridProps {
  readonly tap: AttentionTap;
  readonly scale: Scale;
  readonly chosen: number;
  readonly onChoose: (head: number) => void;
}

/** Every head small, on one scale; the chosen one is drawn large beside. */
export function HeadGrid({ tap, scale, chosen, onChoose }: HeadGridProps) {
  return (
    <fieldset
      aria-label="All heads"
      className="grid min-w-0 grid-cols-[repeat(auto-fill,minmax(5.5rem,1fr))] gap-2 p-3"
    >
      {tap.heads.map((offset, head) => (
        <button
          key={offset}
          type="button"
          aria-pressed={head === chosen}
          onClick={() => onChoose(head)}
          className={cx(
            'rounded-md border p-1 text-xs',
            head === chosen ? 'border-accent bg-accent-soft text-accent-ink' : 'border-line text-muted hover:bg-hover',
          )}
        >
          <Thumbnail tap={tap} head={head} scale={scale} />
          Head {head}
        </button>
      ))}
    </fieldset>
  );
}

function Thumbnail({ tap, head, scale }: { readonly tap: AttentionTap; readonly head: number; readonly scale: Scale }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const image = useMemo(() => matrixImage(matrixOf(tap, head), scale), [tap, head, scale]);
  const paint = useCallback(
    (context: CanvasRenderingContext2D, { width, height }: CanvasSize) => {
      // Larger matrices than the thumbnail are averaged down, smaller ones keep their edges.
      context.imageSmoothingEnabled = image.width > width;
      context.drawImage(image, 0, 0, width, height);
    },
    [image],
  );
  useCanvas(canvas, paint);
  return (
    <canvas
      ref={canvas}
      aria-hidden
      className="mb-1 block w-full rounded-sm"
      style={{ aspectRatio: `${tap.columns} / ${tap.rows}` }}
    />
  );
}
