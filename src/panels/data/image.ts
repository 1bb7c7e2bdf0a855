import type { PreviewImage } from '../../data/types';

/** The picture as a canvas takes it: red, green, blue and opacity of each pixel. */
export function rgbaOf({ height, width, channels, pixels }: PreviewImage): Uint8ClampedArray<ArrayBuffer> {
  const rgba = new Uint8ClampedArray(height * width * 4);
  for (let i = 0; i < height * width; i++) {
    for (let c = 0; c < 3; c++) rgba[4 * i + c] = pixels[i * channels + Math.min(c, channels - 1)] ?? 0;
    rgba[4 * i + 3] = 255;
  }
  return rgba;
}
