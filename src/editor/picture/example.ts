import { showToken } from '../../ui/format';
import { describeExample, type Example, type ExamplePart } from '../examples';
import type { Box } from '../place';
import { at, cut, xml } from './xml';

/** Pixels of an example along a side at most: a picture is drawn as paths. */
const SIDE = 32;
const LINE = 16;
const TALLEST = 64;

type Color = (token: string) => string;

/** A data block's first example in the room beside its ports, as `DataExample` shows it on the card. */
export function drawExample(example: Example, room: Box, color: Color): string {
  const title = `<title>${xml(cut(`First example: ${describeExample(example)}`, 500, 1))}</title>`;
  const parts = example.some(({ kind }) => kind === 'image')
    ? inRow(example, room, color)
    : inColumn(example, room, color);
  return `<g data-example="">${title}${parts.join('')}</g>`;
}

/** Pictures stand beside what goes with them. */
function inRow(example: Example, { x, y, width, height }: Box, color: Color): string[] {
  let left = x;
  return example.map((part) => {
    const space = { x: left, y, width: x + width - left, height };
    if (part.kind !== 'image') return inColumn([part], space, color).join('');
    const tall = Math.min(height, TALLEST);
    const wide = (tall * part.image.width) / Math.max(1, part.image.height);
    left += wide + 4;
    return pixels(part.image, { x: space.x, y, width: wide, height: tall }, color);
  });
}

/** One below the other, each in its part of the height. */
function inColumn(example: Example, { x, y, width, height }: Box, color: Color): string[] {
  const own = example.filter(({ kind }) => kind === 'value').length * LINE;
  const others = example.filter(({ kind }) => kind !== 'value').length;
  const each = Math.max(LINE, (height - own) / Math.max(1, others));
  let top = y;
  return example.map((part) => {
    const tall = part.kind === 'value' ? LINE : each;
    if (width < 10 || top + tall > y + height + 1) return '';
    const drawn = drawPart(part, { x, y: top, width, height: tall }, color);
    top += tall;
    return drawn;
  });
}

function drawPart(part: ExamplePart, room: Box, color: Color): string {
  switch (part.kind) {
    case 'symbols':
      return symbols(part.symbols, room, color);
    case 'series':
      return lines(part.columns, room, color);
    case 'image':
      return pixels(part.image, room, color);
    case 'value':
      return `<text x="${at(room.x)}" y="${at(room.y + 11)}" font-family="monospace" font-size="10" fill="${color('muted')}">${xml(cut(part.text, room.width, 6.05))}</text>`;
  }
}

/** As many as there is room for, each on a ground of its own. */
function symbols(list: readonly string[], { x, y, width, height }: Box, color: Color): string {
  let [left, top] = [x, y];
  const drawn: string[] = [];
  for (const symbol of list) {
    const text = cut(showToken(symbol), width - 4, 5.45);
    const wide = 5.45 * [...text].length + 4;
    if (left + wide > x + width) [left, top] = [x, top + LINE];
    if (top + LINE > y + height + 1) break;
    drawn.push(
      `<rect x="${at(left)}" y="${at(top)}" width="${at(wide)}" height="15" rx="2" fill="${color('sunken')}"/><text x="${at(left + 2)}" y="${at(top + 11)}" font-family="monospace" font-size="9" fill="${color('ink')}">${xml(text)}</text>`,
    );
    left += wide + 1;
  }
  return drawn.join('');
}

/** Each column over time, all in one scale. */
function lines(columns: readonly (readonly number[])[], { x, y, width, height }: Box, color: Color): string {
  const all = columns.flat().filter(Number.isFinite);
  const [low, high] = [all.reduce((a, b) => Math.min(a, b), Infinity), all.reduce((a, b) => Math.max(a, b), -Infinity)];
  const level = (value: number) => y + 1 + (height - 2) * (high > low ? (high - value) / (high - low) : 0.5);
  return columns
    .map((column, c) => {
      const points = column
        .flatMap((value, t) => {
          const along = x + (width * t) / Math.max(1, column.length - 1);
          return Number.isFinite(value) ? `${at(along)},${at(level(value))}` : [];
        })
        .join(' ');
      return `<polyline points="${points}" fill="none" stroke="${color(`series-${1 + (c % 4)}`)}" stroke-width="1.5"/>`;
    })
    .join('');
}

/** A path for each colour, of the runs of its pixels in a row. */
function pixels(image: Extract<ExamplePart, { readonly kind: 'image' }>['image'], box: Box, color: Color): string {
  const [columns, rows] = [Math.min(SIDE, image.width), Math.min(SIDE, image.height)];
  const [wide, tall] = [box.width / Math.max(1, columns), box.height / Math.max(1, rows)];
  const hex = (row: number, column: number): string => {
    const [py, px] = [Math.floor((row * image.height) / rows), Math.floor((column * image.width) / columns)];
    const start = (py * image.width + px) * image.channels;
    const channel = (c: number) => image.pixels[start + Math.min(c, image.channels - 1)] ?? 0;
    return `#${[0, 1, 2].map((c) => channel(c).toString(16).padStart(2, '0')).join('')}`;
  };
  const paths = new Map<string, string>();
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; ) {
      const begin = column;
      const shade = hex(row, begin);
      while (column < columns && hex(row, column) === shade) column++;
      const run = `M${at(box.x + begin * wide)} ${at(box.y + row * tall)}h${at((column - begin) * wide)}v${at(tall)}h${at((begin - column) * wide)}z`;
      paths.set(shade, (paths.get(shade) ?? '') + run);
    }
  }
  const painted = [...paths].map(([shade, path]) => `<path d="${path}" fill="${shade}"/>`).join('');
  const frame = `<rect x="${at(box.x)}" y="${at(box.y)}" width="${at(box.width)}" height="${at(box.height)}" rx="3" fill="none" stroke="${color('line')}"/>`;
  return `<g shape-rendering="crispEdges">${painted}</g>${frame}`;
}
