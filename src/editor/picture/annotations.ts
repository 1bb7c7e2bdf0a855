import type { Annotation } from '../../document';
import { COLORS, wordsOf } from '../annotations';
import type { Box } from '../place';
import { at, cut, mix, xml } from './xml';

/** Of a frame's title above it, and of a note's text. */
const TITLE = { size: 14, line: 24, character: 8.1 } as const;
const TEXT = { size: 13, line: 18, character: 7, padding: 8 } as const;

/** What an annotation covers with its title. */
export const coveredBy = ({ kind, x, y, width, height }: Annotation): Box =>
  kind === 'frame' ? { x, y: y - TITLE.line, width, height: height + TITLE.line } : { x, y, width, height };

/** A frame or a note as SVG; frames come before cards, so that they lie behind. */
export function drawAnnotation(
  annotation: Annotation,
  color: (token: string) => string,
  words: boolean,
  font: string,
): string {
  const { kind, id, x, y, width, height } = annotation;
  const own = color(COLORS[annotation.color]);
  const box = (fill: string, stroke: string, rest: string) =>
    `<rect x="${at(x)}" y="${at(y)}" width="${at(width)}" height="${at(height)}" ${rest} fill="${fill}" stroke="${stroke}"/>`;
  if (kind === 'frame') {
    // See-through, so that the picture can lie on any ground.
    const ground = box(own, own, 'rx="10" stroke-width="2" fill-opacity="0.07" stroke-opacity="0.55"');
    const title = xml(cut(wordsOf(annotation), width, TITLE.character));
    const text = `<text x="${at(x + 1)}" y="${at(y - 8)}" ${font} font-size="${TITLE.size}" font-weight="600" fill="${own}">${title}</text>`;
    return `<g data-frame="${xml(id)}">${ground}${words ? text : ''}</g>`;
  }
  const surface = color('surface');
  const ground = box(mix(own, surface, 0.1), mix(own, surface, 0.45), 'rx="4"');
  const edge = `<rect x="${at(x)}" y="${at(y)}" width="4" height="${at(height)}" fill="${own}"/>`;
  const lines = words ? linesOf(annotation) : [];
  const text = lines.map(
    (line, i) =>
      `<text x="${at(x + TEXT.padding + 4)}" y="${at(y + TEXT.padding + TEXT.size + i * TEXT.line - 2)}" ${font} font-size="${TEXT.size}" fill="${color('ink')}">${xml(line)}</text>`,
  );
  return `<g data-note="${xml(id)}">${ground}${edge}${text.join('')}</g>`;
}

/** The lines of a note that have room in it, broken between words by the mean width of a character. */
function linesOf({ text, width, height }: Annotation): string[] {
  const room = Math.max(1, Math.floor((width - 2 * TEXT.padding - 4) / TEXT.character));
  const most = Math.max(1, Math.floor((height - 2 * TEXT.padding + 4) / TEXT.line));
  const lines: string[] = [];
  // No more of it can be seen.
  for (const paragraph of text.slice(0, room * most * 4).split('\n')) {
    let line = '';
    for (const word of paragraph.split(' ')) {
      const longer = line === '' ? word : `${line} ${word}`;
      if ([...longer].length <= room) {
        line = longer;
        continue;
      }
      if (line !== '') lines.push(line);
      const pieces = [...word];
      while (pieces.length > room) lines.push(pieces.splice(0, room).join(''));
      line = pieces.join('');
    }
    lines.push(line);
    if (lines.length >= most) break;
  }
  return lines.slice(0, most);
}
