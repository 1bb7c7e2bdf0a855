import { type KeyboardEvent, type PointerEvent, useCallback, useRef, useState } from 'react';
import { type CanvasSize, formatNumber, useCanvas } from '../../ui';
import { usePaint } from '../live';
import type { GradientsPanelProps } from './GradientsPanel';
import { describe, type Inspected, inspectAt, inspectNext } from './inspect';
import { paintStrip, ROW } from './paint';
import { type Decades, rangeOf } from './strip';

export interface HeatStripProps extends Pick<GradientsPanelProps, 'source'> {
  readonly decades: Decades;
}

const rowStyle = { height: ROW, lineHeight: `${ROW}px` };

/** A row for each block: its label, its norms over the steps as colours, the latest one as a number. */
export function HeatStrip({ source, decades }: HeatStripProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const latest = useRef<(HTMLSpanElement | null)[]>([]);
  const [inspected, setInspected] = useState<Inspected>();
  const { blocks } = source;

  const paint = useCallback(
    (context: CanvasRenderingContext2D, size: CanvasSize) => {
      const series = source.blocks;
      const range = rangeOf(series.steps);
      const step = inspected && series.steps[inspected.at];
      if (!range) return;
      paintStrip(context, size, {
        series,
        range,
        decades,
        scroll: scroller.current?.scrollTop ?? 0,
        inspected: inspected && step !== undefined ? { row: inspected.row, step } : undefined,
      });
    },
    [source, decades, inspected],
  );
  const repaint = useCanvas(canvas, paint);
  usePaint(
    source,
    useCallback(() => {
      for (const [i, value] of (source.blocks.latest?.values ?? []).entries()) {
        const figure = latest.current[i];
        if (figure) figure.textContent = formatNumber(value, 3);
      }
      repaint();
    }, [source, repaint]),
  );

  const point = (event: PointerEvent) => {
    const box = event.currentTarget.getBoundingClientRect();
    const down = event.clientY - box.top + (scroller.current?.scrollTop ?? 0);
    setInspected(inspectAt(blocks, (event.clientX - box.left) / box.width, Math.floor(down / ROW)));
  };
  const move = (event: KeyboardEvent) => {
    const next = inspectNext(blocks, inspected, event.key, event.shiftKey);
    if (!next) return;
    event.preventDefault();
    setInspected(next);
    const box = scroller.current;
    if (box) box.scrollTop = Math.min(next.row * ROW, Math.max(box.scrollTop, (next.row + 1) * ROW - box.clientHeight));
  };

  return (
    <>
      <p className="flex h-6 shrink-0 items-center px-3 font-mono text-xs text-muted">
        {inspected ? describe(blocks, inspected) : 'By block'}
      </p>
      <div
        ref={scroller}
        onScroll={repaint}
        className="min-h-0 flex-1 overflow-x-hidden overflow-y-auto [container-type:size]"
      >
        <div className="grid grid-cols-[176px_minmax(0,1fr)_72px]" style={{ height: blocks.columns.length * ROW }}>
          <ul aria-label="Blocks">
            {blocks.columns.map((path) => (
              // Right to left cuts a long path at its beginning; its end is what tells blocks apart.
              <li key={path} title={path} className="truncate px-3 font-mono text-xs [direction:rtl]" style={rowStyle}>
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
            aria-valuemax={Math.max(0, blocks.columns.length - 1)}
            aria-valuenow={inspected?.row ?? 0}
            aria-valuetext={inspected ? describe(blocks, inspected) : 'Arrow keys inspect'}
            className="focus-inset sticky top-0 h-[min(100cqh,100%)] w-full"
            onPointerMove={point}
            onPointerLeave={() => setInspected(undefined)}
            onKeyDown={move}
          />
          <ul aria-label="Latest norms">
            {blocks.columns.map((path, i) => (
              <li key={path} className="px-2 text-right font-mono text-xs tabular-nums" style={rowStyle}>
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
    </>
  );
}
