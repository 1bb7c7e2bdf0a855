import { useEffect, useRef } from 'react';
import type { PreviewImage } from '../../data/types';
import { rgbaOf } from './image';

export interface ImageCellProps {
  readonly image: PreviewImage;
  readonly large?: boolean;
}

/** A picture of an example, each of its pixels a square. */
export function ImageCell({ image, large = false }: ImageCellProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { height, width } = image;
  useEffect(() => {
    const pixels = new ImageData(rgbaOf(image), width, height);
    canvas.current?.getContext('2d')?.putImageData(pixels, 0, 0);
  }, [image, width, height]);
  return (
    <canvas
      ref={canvas}
      width={width}
      height={height}
      role="img"
      aria-label={`Image: ${image.text}`}
      className={`block w-auto rounded-sm border border-line [image-rendering:pixelated] ${large ? 'h-32' : 'h-14'}`}
    />
  );
}
