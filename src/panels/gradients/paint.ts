import type { Series } from '../../metrics';
import { type CanvasSize, colorAt, tokenColor } from '../../ui';
import { cellOf, type Decades, fractionOf, rowsOfBins, type StripRange } from './strip';

/** Height of a row in CSS pixels; the labels beside the canvas have the same. */
export const ROW = 18;
/** Widest cell in CSS pixels that still shows single steps of a short run. */
const BIN = 2;

export interface StripView {
  readonly series: Series;
  readonly range: StripRange;
  readonly decades: Decades;
  /** How far the rows are scrolled, CSS pixels. */
  readonly scroll: number;
  readonly inspected: { readonly row: number; readonly step: number } | undefined;
}

export function paintStrip(context: CanvasRenderingContext2D, size: CanvasSize, view: StripView): void {
  const { series, range, decades, scroll, inspected } = view;
  const { width, height, ratio } = size;
  const row = ROW * ratio;
  const bins = Math.max(1, Math.ceil(width / (BIN * ratio)));
  const cells = rowsOfBins(series.steps, range, bins);
  const hatch = hatching(context, ratio);
  const first = Math.floor(scroll / ROW);
  const last = Math.min(series.columns.length - 1, Math.floor((scroll + height / ratio) / ROW));
  const edge = (bin: number) => Math.round((bin / bins) * width);

  for (let at = first; at <= last; at++) {
    const values = series.column(series.columns[at] ?? '');
    const top = Math.round(at * row - scroll * ratio);
    const tall = Math.round(row) - Math.max(1, Math.round(ratio));
    for (const [bin, [start, end]] of cells.entries()) {
      const cell = cellOf(values, start, end);
      const left = edge(bin);
      const wide = edge(bin + 1) - left;
      if (Number.isFinite(cell)) {
        const [r, g, b] = colorAt(fractionOf(cell, decades));
        context.fillStyle = `rgb(${r} ${g} ${b})`;
        context.fillRect(left, top, wide, tall);
      } else if (Number.isNaN(cell)) {
        context.fillStyle = hatch;
        context.fillRect(left, top, wide, tall);
      } else {
        context.fillStyle = tokenColor('sunken');
        context.fillRect(left, top, wide, tall);
        context.fillStyle = tokenColor('control');
        context.fillRect(left, top + Math.floor(tall / 2), wide, Math.max(1, Math.round(ratio)));
      }
    }
  }

  if (inspected) {
    const span = Math.max(1, range.to - range.from);
    const x = Math.round(((inspected.step - range.from) / span) * (width - 1));
    const top = inspected.row * row - scroll * ratio;
    const pixel = Math.max(1, Math.round(ratio));
    // Dark around light shows on every colour of the scale.
    for (const [color, wide] of [
      ['#000000', 3 * pixel],
      ['#ffffff', pixel],
    ] as const) {
      context.lineWidth = wide;
      context.strokeStyle = color;
      context.strokeRect(pixel, top, width - 2 * pixel, row - pixel);
      context.fillStyle = color;
      context.fillRect(x - Math.floor(wide / 2), 0, wide, height);
    }
  }
}

/** Diagonal stripes: told from every colour of the scale by shape, not by hue. */
function hatching(context: CanvasRenderingContext2D, ratio: number): CanvasPattern | string {
  const side = Math.round(6 * ratio);
  const tile = new OffscreenCanvas(side, side);
  const pen = tile.getContext('2d');
  if (!pen) return tokenColor('danger-soft');
  pen.fillStyle = tokenColor('danger-soft');
  pen.fillRect(0, 0, side, side);
  pen.strokeStyle = tokenColor('danger');
  pen.lineWidth = 1.5 * ratio;
  for (const shift of [-side, 0, side]) {
    pen.beginPath();
    pen.moveTo(shift, side);
    pen.lineTo(shift + side, 0);
    pen.stroke();
  }
  return context.createPattern(tile, 'repeat') ?? tokenColor('danger-soft');
}
