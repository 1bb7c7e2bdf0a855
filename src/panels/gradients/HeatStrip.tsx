import { type KeyboardEvent, type PointerEvent, type RefObject, useRef } from 'react';
import type { Series } from '../../metrics';
import { formatExact, formatNumber, type Paint, useCanvas } from '../../ui';
import { ROW } from './paint';
import { rangeOf } from './strip';

/** A block and a row of the series. */
export interface Inspected {
  readonly row: number;
  readonly at: number;
}

export interface HeatStripProps {
  readonly series: Series;
  readonly paint: Paint;
  readonly inspected: Inspected | undefined;
  readonly onInspect: (inspected: Inspected | undefined) => void;
  /** Filled by the panel's painting with the latest norm of each block. */
  readonly latest: RefObject<(HTMLSpanElement | null)[]>;
  readonly scroller: RefObject<HTMLDivElement | null>;
  readonly onRepaint: RefObject<(() => void) | undefined>;
}

const clamp = (value: number, most: number) => Math.max(0, Math.min(most, value));

/** `decoder.0.attention, step 1,200: 0.0123`. */
export function describe(series: Series, { row, at }: Inspected): string {
  const path = series.columns[row] ?? '';
  const value = series.column(path)[at] ?? Number.NaN;
  return `${path}, step ${formatExact(series.steps[at] ?? 0)}: ${formatNumber(value, 3)}`;
}

export function HeatStrip({ series, paint, inspected, onInspect, latest, scroller, onRepaint }: HeatStripProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  onRepaint.current = useCanvas(canvas, paint);
  const rows = series.columns.length;

  const point = (event: PointerEvent) => {
    const range = rangeOf(series.steps);
    if (!range) return;
    const box = event.currentTarget.getBoundingClientRect();
    const step = range.from + ((event.clientX - box.left) / box.width) * (range.to - range.from);
    const after = series.steps.findIndex((one) => one > step);
    onInspect({
      row: clamp(Math.floor((event.clientY - box.top + (scroller.current?.scrollTop ?? 0)) / ROW), rows - 1),
      at: clamp(after < 0 ? series.length - 1 : after - 1, series.length - 1),
    });
  };

  const move = (event: KeyboardEvent) => {
    const { row, at } = inspected ?? { row: 0, at: series.length - 1 };
    const leap = event.shiftKey ? Math.max(1, Math.round(series.length / 10)) : 1;
    const moves: Readonly<Record<string, Inspected>> = {
      ArrowUp: { row: row - 1, at },
      ArrowDown: { row: row + 1, at },
      ArrowLeft: { row, at: at - leap },
      ArrowRight: { row, at: at + leap },
      Home: { row, at: 0 },
      End: { row, at: series.length - 1 },
    };
    const next = moves[event.key];
    if (!next || series.length === 0) return;
    event.preventDefault();
    const kept = { row: clamp(next.row, rows - 1), at: clamp(next.at, series.length - 1) };
    onInspect(kept);
    const box = scroller.current;
    if (box) box.scrollTop = Math.min(kept.row * ROW, Math.max(box.scrollTop, (kept.row + 1) * ROW - box.clientHeight));
  };

  return (
    <div
      ref={scroller}
      onScroll={() => onRepaint.current?.()}
      className="min-h-0 flex-1 overflow-x-hidden overflow-y-auto [container-type:size]"
    >
      <div className="grid grid-cols-[11rem_minmax(0,1fr)_4.5rem]" style={{ height: rows * ROW }}>
        <ul aria-label="Blocks">
          {series.columns.map((path) => (
            <li
              key={path}
              title={path}
              className="truncate px-3 font-mono text-xs [direction:rtl]"
              style={{ height: ROW, lineHeight: `${ROW}px` }}
            >
              <bdi>{path}</bdi>
            </li>
          ))}
        </ul>
        <canvas
          ref={canvas}
          role="slider"
          tabIndex={0}
          aria-label="Gradient norm by block and step"
          aria-valuemin={0}
          aria-valuemax={Math.max(0, rows - 1)}
          aria-valuenow={inspected?.row ?? 0}
          aria-valuetext={inspected ? describe(series, inspected) : 'Arrow keys inspect'}
          className="focus-inset sticky top-0 h-[min(100cqh,100%)] w-full"
          onPointerMove={point}
          onPointerLeave={() => onInspect(undefined)}
          onKeyDown={move}
        />
        <ul aria-label="Latest norms">
          {series.columns.map((path, i) => (
            <li
              key={path}
              className="px-2 text-right font-mono text-xs tabular-nums"
              style={{ height: ROW, lineHeight: `${ROW}px` }}
            >
              <span
                ref={(element) => {
                  latest.current[i] = element;
                }}
              />
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}
