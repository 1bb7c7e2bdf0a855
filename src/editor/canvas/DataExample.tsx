import { useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import { cx, showToken } from '../../ui';
import { useEditor } from '../context';
import { describeExample, type ExamplePart } from '../examples';

/** What a data block gives first, small, in the room beside its ports; what does not fit is cut off and said in the title. */
export function DataExample({ id }: { readonly id: string }) {
  const example = useStore(useEditor().examples, (examples) => examples.get(id));
  if (!example) return null;
  const words = describeExample(example);
  return (
    <div
      role="img"
      aria-label={`First example: ${words}`}
      title={`First example: ${words}`}
      className={cx(
        'absolute inset-0 flex gap-1 overflow-hidden pl-2',
        example.some(({ kind }) => kind === 'image') ? 'items-start' : 'flex-col',
      )}
    >
      {example.map((part) => (
        <Part key={part.port} part={part} />
      ))}
    </div>
  );
}

function Part({ part }: { readonly part: ExamplePart }) {
  switch (part.kind) {
    case 'symbols':
      return <Symbols symbols={part.symbols} />;
    case 'image':
      return <Picture image={part.image} />;
    case 'series':
      return <Sparkline columns={part.columns} />;
    case 'value':
      return <p className="truncate font-mono text-[10px] leading-4 text-muted">{part.text}</p>;
  }
}

function Symbols({ symbols }: { readonly symbols: readonly string[] }) {
  return (
    <p className="flex min-h-0 flex-wrap content-start gap-px overflow-hidden">
      {symbols.map((symbol, i) => (
        <span
          // biome-ignore lint/suspicious/noArrayIndexKey: a symbol is its place; an example never changes.
          key={i}
          className="max-w-full truncate rounded-[2px] bg-sunken px-[2px] font-mono text-[9px] leading-[15px] text-ink"
        >
          {showToken(symbol)}
        </span>
      ))}
    </p>
  );
}

function Picture({ image }: { readonly image: Extract<ExamplePart, { readonly kind: 'image' }>['image'] }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const { height, width, channels, pixels } = image;
    const painted = new ImageData(width, height);
    for (let i = 0; i < height * width; i++) {
      for (let c = 0; c < 3; c++) painted.data[4 * i + c] = pixels[i * channels + Math.min(c, channels - 1)] ?? 0;
      painted.data[4 * i + 3] = 255;
    }
    canvas.current?.getContext('2d')?.putImageData(painted, 0, 0);
  }, [image]);
  return (
    <canvas
      ref={canvas}
      width={image.width}
      height={image.height}
      className="h-full max-h-16 shrink-0 rounded-sm border border-line object-contain [image-rendering:pixelated]"
    />
  );
}

const SERIES = ['var(--wf-series-1)', 'var(--wf-series-2)', 'var(--wf-series-3)', 'var(--wf-series-4)'];

/** Each column over time, all in one scale. */
function Sparkline({ columns }: { readonly columns: readonly (readonly number[])[] }) {
  const all = columns.flat();
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const y = (value: number) => (high > low ? 29 - (28 * (value - low)) / (high - low) : 15);
  return (
    <svg aria-hidden viewBox="0 0 100 30" preserveAspectRatio="none" className="min-h-0 w-full flex-1">
      {columns.map((column, c) => (
        <polyline
          // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place.
          key={c}
          points={column.map((value, t) => `${(100 * t) / Math.max(1, column.length - 1)},${y(value)}`).join(' ')}
          style={{ stroke: SERIES[c] }}
          className="fill-none"
          strokeWidth={1.5}
          vectorEffect="non-scaling-stroke"
        />
      ))}
    </svg>
  );
}
