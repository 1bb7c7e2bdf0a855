import type { Check } from '../../check';
import { type Annotation, annotationsOf, type Document, type Scope } from '../../document';
import { formatCount } from '../../ui/format';
import { PART } from '../boxes';
import { deriveViews, type PortView, shapesOf, type Views } from '../derive';
import type { Example } from '../examples';
import type { Library } from '../library';
import { type Share, shareOf } from '../shares';
import { drawAnnotation } from './annotations';
import { drawExample } from './example';
import { type DrawnCard, type DrawnWire, drawingOf, portAt } from './geometry';
import { at, cut, mix, xml } from './xml';

/** How a block or wire stands out; for a comparison. */
export type Emphasis = 'added' | 'removed' | 'changed';

export interface PictureOptions {
  /** A colour token, `role-loss`, as `#rrggbb`. */
  readonly color: (token: string) => string;
  /** Without it the picture is transparent. */
  readonly background: boolean;
  /** `outline` draws cards without words: for a picture the size of a stamp. */
  readonly detail: 'full' | 'outline';
  /** By id of a block or wire. */
  readonly marks?: ReadonlyMap<string, Emphasis>;
  /** What the bar on each block is a share of; without it there are none. */
  readonly share?: Share;
  /** First examples, by data block. */
  readonly examples?: ReadonlyMap<string, Example>;
}

export interface Picture {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
}

const MARGIN = 32;
const SANS = 'font-family="sans-serif"';
const MONO = 'font-family="monospace"';

/** What is known of a document that nobody has checked: enough for an outline. */
export const unchecked: Check = {
  problems: [],
  nodes: new Map(),
  totals: { parameters: 0, flops: 0, activationBytes: 0 },
  symbols: {},
  graph: undefined,
};

/** A graph as SVG, written from the document: rectangles, paths and text, nothing of the page. */
export function pictureOf(
  document: Document,
  scope: Scope,
  check: Check,
  library: Library,
  options: PictureOptions,
): Picture {
  const views = deriveViews(document, scope, check, library);
  const annotations = annotationsOf(document, scope);
  const { cards, wires, bounds } = drawingOf(document, views, annotations);
  const [left, top] = [bounds.x - MARGIN, bounds.y - MARGIN];
  const [width, height] = [bounds.width + 2 * MARGIN, bounds.height + 2 * MARGIN];
  const draw = options.detail === 'full' ? fullCard : outlineCard;
  const lines = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${at(width)}" height="${at(height)}" viewBox="${at(left)} ${at(top)} ${at(width)} ${at(height)}">`,
    `<title>${xml(cut(document.meta.name, 200, 1))}</title>`,
    ...(options.background
      ? [
          `<rect x="${at(left)}" y="${at(top)}" width="${at(width)}" height="${at(height)}" fill="${options.color('canvas')}"/>`,
        ]
      : []),
    ...behind(annotations).map((one) => drawAnnotation(one, options.color, options.detail === 'full', SANS)),
    ...wires.map((wire) => wireOf(wire, views, options)),
    ...cards.map((card) => draw(card, check, options)),
    '</svg>',
  ];
  return { svg: lines.join('\n'), width, height };
}

/** Frames first, the largest behind, then notes. */
const behind = (annotations: readonly Annotation[]): readonly Annotation[] =>
  annotations.toSorted(
    (a, b) => Number(a.kind === 'note') - Number(b.kind === 'note') || b.width * b.height - a.width * a.height,
  );

const MARKS: Readonly<Record<Emphasis, string>> = { added: 'good-ink', removed: 'danger', changed: 'warn-ink' };

function wireOf({ id, from, path }: DrawnWire, views: Views, { color, background, detail, marks }: PictureOptions) {
  const view = views.wires.get(id);
  const mark = marks?.get(id);
  const wrong = view?.mark?.severity === 'error';
  const stroke = color(mark ? MARKS[mark] : wrong ? 'danger' : `role-${view?.role ?? 'hidden'}`);
  const outline = detail === 'outline';
  const dash = wrong || mark === 'removed' ? ' stroke-dasharray="6 4"' : '';
  const line = `<path data-wire="${xml(id)}" d="${path}" fill="none" stroke="${stroke}" stroke-width="${outline ? 5 : mark ? 4 : 2}"${dash}/>`;
  if (outline || !view || view.label === '') return line;
  const halo = background
    ? ` stroke="${color('canvas')}" stroke-width="4" stroke-linejoin="round" paint-order="stroke"`
    : '';
  return `${line}<text x="${at(from.x + 9)}" y="${at(from.y - 5)}" ${MONO} font-size="11" fill="${stroke}"${halo}>${xml(view.label)}</text>`;
}

/** The rectangle of a card; a module's has others behind it. */
function ground({ view, x, y, width, height }: DrawnCard, { color, marks, detail }: PictureOptions): string {
  const mark = marks?.get(view.id);
  const edge = color(mark ? MARKS[mark] : view.mark?.severity === 'error' ? 'danger' : 'line');
  const rect = (by: number, stroke: string, wide: number) =>
    `<rect x="${at(x + by)}" y="${at(y + by)}" width="${at(width)}" height="${at(height)}" rx="6" fill="${color('surface')}" stroke="${stroke}" stroke-width="${wide}"${view.bypass ? ' stroke-dasharray="6 4"' : ''}/>`;
  const behind = view.module ? rect(6, color('line'), 1) + rect(3, color('line'), 1) : '';
  return behind + rect(0, edge, mark ? (detail === 'outline' ? 12 : 4) : detail === 'outline' ? 3 : 1);
}

function outlineCard(card: DrawnCard, _check: Check, options: PictureOptions): string {
  const { view, x, y, width, height } = card;
  const category = options.color(`category-${view.category}`);
  const inside = mix(category, options.color('surface'), 0.16);
  return `<g data-block="${xml(view.id)}"${view.bypass ? ' opacity="0.6"' : ''}>${ground(card, options)}<rect x="${at(x + 1)}" y="${at(y + 1)}" width="${at(width - 2)}" height="${at(height - 2)}" rx="5" fill="${inside}"/><rect x="${at(x + 1)}" y="${at(y + 1)}" width="${at(width - 2)}" height="${PART.head}" rx="5" fill="${category}"/></g>`;
}

function fullCard(card: DrawnCard, check: Check, options: PictureOptions): string {
  const { view, x, y, width, height } = card;
  const shapes = shapesOf(check.nodes.get(view.id));
  const { color } = options;
  const category = color(`category-${view.category}`);
  const words = (text: string, dx: number, dy: number, look: string, room: number, per: number) =>
    text === '' ? '' : `<text x="${at(x + dx)}" y="${at(y + dy)}" ${look}>${xml(cut(text, room, per))}</text>`;
  const times = view.repeat > 1 ? ` ×${view.repeat}` : '';
  const title = `${view.title}${times}${view.usage === '' ? '' : ` ${view.usage}`}`;
  const line = (dy: number) =>
    `<path d="M${at(x)} ${at(y + dy)}h${at(width)}" stroke="${color('line')}" stroke-width="1"/>`;
  const last = height - PART.line;
  const settings =
    view.settings === ''
      ? ''
      : line(last - PART.line) +
        words(view.settings, 11, last - 8, `${SANS} font-size="12" fill="${color('muted')}"`, width - 22, 6.3);
  const count = view.parameters > 0 ? formatCount(view.parameters) : '';
  const muted = `${MONO} font-size="11" fill="${color('muted')}"`;
  return [
    `<g data-block="${xml(view.id)}"${view.bypass ? ' opacity="0.6"' : ''}>`,
    ground(card, options),
    `<path d="M${at(x + 1)} ${at(y + PART.head)}v${6 - PART.head}a5 5 0 0 1 5 -5h${at(width - 12)}a5 5 0 0 1 5 5v${PART.head - 6}z" fill="${mix(category, color('surface'), 0.12)}"/>`,
    `<path d="M${at(x + 3)} ${at(y + 6)}V${at(y + PART.head)}" stroke="${category}" stroke-width="4"/>`,
    words(title, 13, 17, `${SANS} font-size="12" font-weight="600" fill="${category}"`, width - 24, 6.7),
    words(view.name, 13, 34, `${MONO} font-size="12" fill="${color('ink')}"`, width - 24, 7.25),
    shareBar(card, check, options),
    exampleOn(card, options),
    ...view.inputs.map((port, i) => portOf(card, port, i, 'input', options)),
    ...view.outputs.map((port, i) => portOf(card, port, i, 'output', options)),
    settings,
    line(last),
    words(shapes === '' ? '–' : shapes, 11, height - 8, muted, width - 30 - 7 * count.length, 6.65),
    words(count, width - 11, height - 8, `${muted} text-anchor="end"`, width, 1),
    '</g>',
  ].join('');
}

/** The block's share of the model, along the lower edge of the head. */
function shareBar({ view, x, y, width }: DrawnCard, check: Check, { color, share = 'none' }: PictureOptions): string {
  const found = shareOf(share, check.nodes.get(view.id), check.totals);
  if (!found) return '';
  const [left, room] = [x + 5, width - 6];
  const bar = (wide: number, fill: string) =>
    `<rect x="${at(left)}" y="${at(y + PART.head - 3)}" width="${at(wide)}" height="3" fill="${fill}"/>`;
  const category = color(`category-${view.category}`);
  const ground = mix(category, color('surface'), 0.28);
  return `<g data-share=""><title>${xml(found.text)}</title>${bar(room, ground)}${bar(Math.max(1, room * found.part), category)}</g>`;
}

function exampleOn({ view, x, y, width }: DrawnCard, { color, examples }: PictureOptions): string {
  const example = examples?.get(view.id);
  if (!example || view.category !== 'data' || view.inputs.length > 0) return '';
  const room = {
    x: x + 9,
    y: y + PART.head + PART.padding,
    width: width / 2 - 12,
    height: PART.port * view.outputs.length,
  };
  return drawExample(example, room, color);
}

function portOf(
  { x, y, width }: DrawnCard,
  port: PortView,
  index: number,
  side: 'input' | 'output',
  { color }: PictureOptions,
): string {
  const stroke = color(`role-${port.role}`);
  const input = side === 'input';
  const [cx, cy] = [x + (input ? 0 : width), y + portAt(index)];
  const dash = port.optional && !port.connected ? ' stroke-dasharray="2.5 2"' : '';
  const label = `<text x="${at(cx + (input ? 11 : -11))}" y="${at(cy + 4)}" ${SANS} font-size="12"${input ? '' : ' text-anchor="end"'} fill="${color(port.optional ? 'muted' : 'ink')}"${port.optional ? ' font-style="italic"' : ''}>${xml(cut(port.name, width / 2 - 14, 6.3))}</text>`;
  return `<circle cx="${at(cx)}" cy="${at(cy)}" r="4.5" fill="${port.connected ? stroke : color('surface')}" stroke="${stroke}" stroke-width="2"${dash}/>${label}`;
}
