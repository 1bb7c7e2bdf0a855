import { convertIndexedToRgb, type DecodedPng, decode, hasPngSignature } from 'fast-png';
import { type Problem, problem } from '../../problem';
import type { Entry } from './archive';

/** An image as it was read: bytes 0–255, with 1 channel or 3. */
export interface Picture {
  readonly path: string;
  readonly height: number;
  readonly width: number;
  readonly channels: 1 | 3;
  readonly pixels: Uint8Array;
  readonly label: string;
  /** Kept for the test by whoever made the files. */
  readonly test: boolean;
}

export interface Pictured {
  readonly pictures: readonly Picture[];
}

export type Decoded = Pick<Picture, 'height' | 'width' | 'channels' | 'pixels'>;

/** More pixels than this are a photograph: no model here reads one whole. */
const MOST_SIDE = 512;

/**
 * PNG anywhere, by a program of its own so that every machine reads the same numbers; other formats where there is a browser
 * to read them. What is see-through is seen on black.
 */
export async function decodePicture({ path, bytes }: Entry): Promise<Decoded | Problem> {
  try {
    if (hasPngSignature(bytes)) return fromPng(decode(bytes), path);
    if (typeof createImageBitmap !== 'function' || typeof OffscreenCanvas !== 'function') {
      return unreadable(path, 'another format, which only a browser can read');
    }
    return await fromBitmap(await createImageBitmap(new Blob([bytes])), path);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return unreadable(path, error.message);
  }
}

function fromPng(png: DecodedPng, path: string): Decoded | Problem {
  const { width, height } = png;
  if (Math.max(width, height) > MOST_SIDE) return tooLarge(path, width, height);
  // Fewer than eight bits are packed: as an index into the greys there are, they unpack as a palette does.
  const greys = Array.from({ length: 2 ** png.depth }, (_, i) => [Math.round((255 * i) / (2 ** png.depth - 1))]);
  const palette = png.palette ?? (png.depth < 8 ? greys : undefined);
  const data = palette ? convertIndexedToRgb({ ...png, palette }) : png.data;
  const channels = palette ? (palette[0]?.length ?? 1) : png.channels;
  const top = png.depth === 16 && !palette ? 65_535 : 255;
  const colours = channels >= 3 ? 3 : 1;
  const pixels = new Uint8Array(width * height * colours);
  for (let i = 0; i < width * height; i++) {
    const alpha = channels === colours ? top : (data[i * channels + colours] ?? top);
    for (let c = 0; c < colours; c++) {
      pixels[i * colours + c] = Math.round((((data[i * channels + c] ?? 0) * alpha) / top / top) * 255);
    }
  }
  return { width, height, channels: colours, pixels };
}

function fromBitmap(bitmap: ImageBitmap, path: string): Decoded | Problem {
  const { width, height } = bitmap;
  if (Math.max(width, height) > MOST_SIDE) return tooLarge(path, width, height);
  const context = new OffscreenCanvas(width, height).getContext('2d');
  if (!context) return unreadable(path, 'no canvas to draw it on');
  context.fillRect(0, 0, width, height);
  context.drawImage(bitmap, 0, 0);
  const { data } = context.getImageData(0, 0, width, height);
  const pixels = new Uint8Array(width * height * 3);
  for (let i = 0; i < width * height; i++) pixels.set(data.subarray(4 * i, 4 * i + 3), 3 * i);
  return { width, height, channels: 3, pixels };
}

const tooLarge = (path: string, width: number, height: number): Problem =>
  problem({
    code: 'data/too-large',
    at: { field: path },
    expected: `at most ${MOST_SIDE} pixels along a side`,
    received: `${width} × ${height}`,
    fix: 'Scale the images down: 32 pixels along a side are enough to begin with.',
  });

const unreadable = (path: string, received: string): Problem =>
  problem({
    code: 'data/binary',
    at: { field: path },
    expected: 'an image in PNG',
    received,
    fix: 'Save it as PNG, or take it out.',
  });

/** Red, green and blue as one grey, by how bright they look (ITU-R BT.601). */
export function inChannels({ channels, pixels }: Decoded, wanted: 1 | 3): Uint8Array {
  if (channels === wanted) return pixels;
  const count = pixels.length / channels;
  const out = new Uint8Array(count * wanted);
  for (let i = 0; i < count; i++) {
    if (wanted === 3) out.fill(pixels[i] ?? 0, 3 * i, 3 * i + 3);
    else
      out[i] = Math.round(
        0.299 * (pixels[3 * i] ?? 0) + 0.587 * (pixels[3 * i + 1] ?? 0) + 0.114 * (pixels[3 * i + 2] ?? 0),
      );
  }
  return out;
}

/** Whether red, green and blue are the same everywhere. */
export const isGrey = ({ channels, pixels }: Decoded): boolean =>
  channels === 1 || pixels.every((value, i) => i % 3 === 0 || value === pixels[i - 1]);
