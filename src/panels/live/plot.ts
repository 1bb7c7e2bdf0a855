import { type RefObject, useEffect, useMemo, useRef } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { formatCount, formatNumber, onThemeChange, tokenColor } from '../../ui';

export type PlotOptions = Omit<uPlot.Options, 'width' | 'height'>;

export interface PlotHandle {
  setData(data: uPlot.AlignedData): void;
}

/**
 * A uPlot that fills its host. It is built again only when `options` is another object (memoise it), keeps its data
 * then, and follows size and theme. Colours in the options must be functions, so that a redraw picks up the theme.
 */
export function usePlot(host: RefObject<HTMLElement | null>, options: PlotOptions): PlotHandle {
  const plot = useRef<uPlot>(undefined);
  const data = useRef<uPlot.AlignedData>(undefined);

  useEffect(() => {
    const element = host.current;
    if (!element) return;
    const size = () => ({ width: Math.max(1, element.clientWidth), height: Math.max(1, element.clientHeight) });
    // What was drawn before is kept unless there are other lines now; uPlot trips over a missing one.
    const kept = data.current?.length === options.series.length ? data.current : undefined;
    const own = new uPlot({ ...options, ...size() }, kept ?? [[], ...options.series.slice(1).map(() => [])], element);
    plot.current = own;
    const observer = new ResizeObserver(() => own.setSize(size()));
    observer.observe(element);
    // With its axes: a redraw that comes before uPlot's first one would otherwise find none.
    const stop = onThemeChange(() => own.redraw(false, true));
    return () => {
      observer.disconnect();
      stop();
      own.destroy();
      plot.current = undefined;
    };
  }, [host, options]);

  return useMemo(
    () => ({
      setData(next) {
        data.current = next;
        plot.current?.setData(next);
      },
    }),
    [],
  );
}

const FONT = '11px "Inter", ui-sans-serif, system-ui, sans-serif';

/** A tick in as few letters as possible. */
export function tick(value: number | null): string {
  if (value === null) return '';
  if (Math.abs(value) >= 1000) return formatCount(value);
  return value !== 0 && Math.abs(value) < 1e-3 ? formatNumber(value, 2) : String(Number(value.toPrecision(4)));
}

const axis = (): uPlot.Axis => ({
  stroke: () => tokenColor('muted'),
  font: FONT,
  grid: { stroke: () => tokenColor('line'), width: 1 },
  ticks: { stroke: () => tokenColor('line'), width: 1, size: 4 },
});

export const stepAxis = (): uPlot.Axis => ({
  ...axis(),
  size: 22,
  gap: 3,
  space: 64,
  values: (_, splits) => splits.map(tick),
});

export const valueAxis = (size: number, show: (value: number | null) => string = tick): uPlot.Axis => ({
  ...axis(),
  size,
  gap: 4,
  space: 28,
  values: (_, splits) => splits.map(show),
});

/** A line in a token's colour; `faint` for raw figures behind a smoothed line. */
export const line = (
  token: string,
  look: { readonly dash?: boolean; readonly faint?: boolean } = {},
): uPlot.Series => ({
  stroke: () => (look.faint ? `color-mix(in srgb, ${tokenColor(token)} 35%, transparent)` : tokenColor(token)),
  width: look.faint ? 1 : 1.75,
  ...(look.dash && { dash: [5, 3] }),
  points: { show: (_, __, from, to) => to - from < 2 },
});
