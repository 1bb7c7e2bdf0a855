import { type Problem, problem } from '../../problem';
import type { Entry } from './archive';
import type { Picture, Pictured } from './picture';

/**
 * Images and labels as the MNIST files hold them (IDX: two zero bytes, the type 8 of unsigned bytes, the number of axes, each
 * axis as a 32-bit number with the high byte first, then the bytes).
 */
interface Idx {
  readonly path: string;
  readonly shape: readonly number[];
  readonly data: Uint8Array;
}

export const isIdx = ({ bytes }: Entry): boolean =>
  bytes[0] === 0 && bytes[1] === 0 && bytes[2] === 8 && (bytes[3] === 1 || bytes[3] === 3);

function readIdx({ path, bytes }: Entry): Idx | Problem {
  const axes = bytes[3] ?? 0;
  const header = 4 + 4 * axes;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const shape = bytes.length < header ? [] : Array.from({ length: axes }, (_, i) => view.getUint32(4 + 4 * i));
  const size = shape.reduce((a, b) => a * b, 1);
  const data = bytes.subarray(header);
  if (shape.length > 0 && data.length === size) return { path, shape, data };
  return problem({
    code: 'data/binary',
    at: { field: path },
    expected: shape.length === 0 ? 'the size of each axis' : `${size} bytes, ${shape.join(' × ')}`,
    received: `${data.length} bytes`,
    fix: 'Choose the file again; this one was cut off or changed.',
  });
}

/** `train-images-idx3-ubyte` belongs with `train-labels-idx1-ubyte`: what is left without these words is the same. */
const stem = (path: string): string => path.replaceAll(/images|labels|idx[13]|ubyte/gi, '').replaceAll(/[^\w/]+/g, '-');

/** Every image with its label. Files of a test set, `t10k-…`, are kept for the test. */
export function idxPictures(entries: readonly Entry[], name: string): Pictured | readonly Problem[] {
  const problems: Problem[] = [];
  const images: Idx[] = [];
  const labels = new Map<string, Idx>();
  for (const entry of entries.filter(isIdx)) {
    const idx = readIdx(entry);
    if (!('shape' in idx)) problems.push(idx);
    else if (idx.shape.length === 3) images.push(idx);
    else labels.set(stem(idx.path), idx);
  }
  const pictures: Picture[] = [];
  for (const { path, shape, data } of images) {
    const [count = 0, height = 0, width = 0] = shape;
    const answer =
      labels.get(stem(path)) ?? (images.length === 1 && labels.size === 1 ? [...labels.values()][0] : undefined);
    if (!answer || answer.shape[0] !== count) {
      problems.push(unpaired(path, count, answer));
      continue;
    }
    const test = /(^|\/)(t10k|test)/i.test(path);
    for (let i = 0; i < count; i++) {
      const pixels = data.subarray(i * height * width, (i + 1) * height * width);
      pictures.push({ path: `${path} ${i}`, height, width, channels: 1, pixels, label: String(answer.data[i]), test });
    }
  }
  if (problems.length === 0 && images.length === 0) problems.push(unpaired(name, 0, undefined));
  return problems.length > 0 ? problems : { pictures };
}

const unpaired = (path: string, count: number, answer: Idx | undefined): Problem =>
  problem({
    code: 'data/kind',
    at: { field: path },
    expected: count === 0 ? 'a file of images beside that of the labels' : `a file of ${count} labels beside it`,
    received: answer ? `${answer.shape[0]} labels in ${answer.path}` : 'none',
    fix: 'Put the file of the images and the file of their labels into one zip file.',
  });
