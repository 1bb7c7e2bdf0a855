import type { Document, Scope } from '../../document';
import { type Editor, type Emphasis, type Picture, pictureOf, unchecked } from '../../editor';
import { ProblemError, problem } from '../../problem';
import { themeColors } from '../../ui';

/** `transparent` has the light colours, for paper. */
export type PictureTheme = 'light' | 'dark' | 'transparent';

/** The graph that is open on the canvas. */
export function openPicture(editor: Editor, theme: PictureTheme): Picture {
  const { document, scope, check } = editor.document.getState();
  return pictureOf(document, scope, check, editor.library, {
    color: themeColors(theme === 'dark' ? 'dark' : 'light'),
    background: theme !== 'transparent',
    detail: 'full',
    // What the canvas shows of the document; not what it shows of this sitting.
    share: editor.share.getState(),
    examples: editor.examples.getState(),
  });
}

/** A document at the size of a stamp; nothing is checked for it, so thirty of them are made at once. */
export const outlineOf = (document: Document, { library }: Editor, theme: 'light' | 'dark'): Picture =>
  pictureOf(document, undefined, unchecked, library, {
    color: themeColors(theme),
    background: false,
    detail: 'outline',
  });

/** A graph with marks on what a comparison found. */
export const comparePicture = (
  document: Document,
  { library }: Editor,
  theme: 'light' | 'dark',
  marks: ReadonlyMap<string, Emphasis>,
  scope: Scope,
): Picture =>
  pictureOf(document, scope, unchecked, library, {
    color: themeColors(theme),
    background: false,
    detail: 'full',
    marks,
  });

/** For `<img src>`. */
export const dataUrl = (svg: string): string => `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;

const SCALE = 2;
/** Sizes that browsers can paint. */
const SIDE = 16_384;
const AREA = 120_000_000;

/** Pixels per unit of the drawing: twice, or as many as can be painted. */
export const scaleOf = (width: number, height: number): number =>
  Math.min(SCALE, SIDE / Math.max(width, height), Math.sqrt(AREA / (width * height)));

/** A picture as PNG, painted from its SVG. */
export async function pngOf({ svg, width, height }: Picture): Promise<Blob> {
  const image = new Image();
  image.src = dataUrl(svg);
  await image.decode().catch(() => {
    throw tooLarge(width, height);
  });
  const scale = scaleOf(width, height);
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.floor(width * scale));
  canvas.height = Math.max(1, Math.floor(height * scale));
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (!blob) throw tooLarge(width, height);
  return blob;
}

const tooLarge = (width: number, height: number) =>
  new ProblemError([
    problem({
      code: 'picture/too-large',
      at: {},
      expected: 'a drawing that the browser can paint',
      received: `${Math.round(width)} × ${Math.round(height)}`,
      fix: 'Download the picture as SVG.',
    }),
  ]);
