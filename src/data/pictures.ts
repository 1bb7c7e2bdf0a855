/** Pictures of one size, a byte 0–255 for each value, row by row with the channels of a pixel together. */
export interface Pictures {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  /** 1 for grey, 3 for red, green and blue. */
  readonly channels: number;
  readonly pixels: Uint8Array;
}

export type PictureSize = Pick<Pictures, 'height' | 'width' | 'channels'>;

export const bytesOfPicture = ({ height, width, channels }: PictureSize): number => height * width * channels;

/** A picture as a view, not a copy. */
export function pictureAt(from: Pictures, i: number): Uint8Array {
  const size = bytesOfPicture(from);
  return from.pixels.subarray(i * size, (i + 1) * size);
}

/** Pictures end to end in one array. */
export function picturesOf(rows: readonly Uint8Array[], size: PictureSize): Pictures {
  const pixels = new Uint8Array(rows.length * bytesOfPicture(size));
  for (const [i, row] of rows.entries()) pixels.set(row, i * bytesOfPicture(size));
  return { ...size, count: rows.length, pixels };
}

/** A picture of nothing, for who has the size of the pictures but none of them. */
export const blank = (size: PictureSize): Pictures => picturesOf([new Uint8Array(bytesOfPicture(size))], size);

/** Pictures of a batch, float [B, H, W, C] with values 0–255. */
export function pictureBatch(from: Pictures, indices: readonly number[]) {
  const size = bytesOfPicture(from);
  const data = new Float32Array(indices.length * size);
  for (const [b, i] of indices.entries()) data.set(pictureAt(from, i), b * size);
  return { data, shape: [indices.length, from.height, from.width, from.channels] };
}
