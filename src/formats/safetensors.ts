import { fail } from '../problem';

/**
 * safetensors (https://github.com/huggingface/safetensors, format of the README): 8 bytes little-endian header length, a
 * JSON header of `name → { dtype, shape, data_offsets }` with text metadata, then the tensors without holes.
 */
export interface StoredTensors {
  readonly tensors: ReadonlyMap<
    string,
    { readonly shape: readonly number[]; readonly data: Float32Array<ArrayBuffer> }
  >;
  readonly metadata: ReadonlyMap<string, string>;
}

const HEADER_LIMIT = 100_000_000;

export function writeSafetensors({ tensors, metadata }: StoredTensors): ArrayBuffer {
  const names = [...tensors.keys()].sort();
  let offset = 0;
  const entries = names.map((name) => {
    const { shape = [], data = new Float32Array() } = tensors.get(name) ?? {};
    const end = offset + data.byteLength;
    const entry = `${JSON.stringify(name)}:${JSON.stringify({ dtype: 'F32', shape, data_offsets: [offset, end] })}`;
    offset = end;
    return entry;
  });
  const meta = [...metadata].map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`);
  const text = `{${[`"__metadata__":{${meta.join(',')}}`, ...entries].join(',')}}`;
  const header = new TextEncoder().encode(text);
  // The header is padded with spaces so that the tensors begin at a multiple of 8.
  const padded = Math.ceil(header.length / 8) * 8;
  const out = new ArrayBuffer(8 + padded + offset);
  const bytes = new Uint8Array(out);
  new DataView(out).setBigUint64(0, BigInt(padded), true);
  bytes.fill(0x20, 8, 8 + padded);
  bytes.set(header, 8);
  let at = 8 + padded;
  const little = isLittleEndian();
  for (const name of names) {
    const data = tensors.get(name)?.data ?? new Float32Array();
    if (little) bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    else for (const [i, x] of data.entries()) new DataView(out).setFloat32(at + 4 * i, x, true);
    at += data.byteLength;
  }
  return out;
}

/** Reads F32 tensors; throws ProblemError `weights/format` for anything else, holes, overlaps and trailing bytes included. */
export function readSafetensors(buffer: ArrayBuffer): StoredTensors {
  const size = buffer.byteLength < 8 ? -1 : Number(new DataView(buffer).getBigUint64(0, true));
  if (size < 2 || size > HEADER_LIMIT || 8 + size > buffer.byteLength) {
    return wrong('a header length at the beginning', `${buffer.byteLength} bytes without one`);
  }
  const header = parseHeader(new Uint8Array(buffer, 8, size));
  const start = 8 + size;
  const tensors = new Map<string, { shape: readonly number[]; data: Float32Array<ArrayBuffer> }>();
  const metadata = new Map<string, string>();
  const ranges: (readonly [number, number])[] = [];
  for (const [name, entry] of header) {
    if (name === '__metadata__') {
      for (const [key, value] of Object.entries(entry)) {
        if (typeof value !== 'string') return wrong('metadata of text', `'${key}' of another type`);
        metadata.set(key, value);
      }
      continue;
    }
    const { shape, begin, end } = readEntry(name, entry, buffer.byteLength - start);
    ranges.push([begin, end]);
    tensors.set(name, { shape, data: floats(buffer.slice(start + begin, start + end)) });
  }
  ranges.sort(([a], [b]) => a - b);
  let at = 0;
  for (const [begin, end] of ranges) {
    if (begin !== at) return wrong('tensors one after the other', `a hole or an overlap at byte ${at}`);
    at = end;
  }
  if (start + at !== buffer.byteLength) return wrong(`${start + at} bytes`, `${buffer.byteLength}`);
  return { tensors, metadata };
}

/** Header entries in order. JSON.parse would keep the last of two equal names silently; the format forbids them. */
function parseHeader(bytes: Uint8Array): [string, object][] {
  let text: string;
  let value: unknown;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    value = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return wrong('a JSON header', error.message);
    throw error;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return wrong('a JSON object', 'something else');
  const entries = Object.entries(value).map(([name, entry]: [string, unknown]): [string, object] => {
    if (typeof entry !== 'object' || entry === null) return wrong(`an entry for '${name}'`, String(entry));
    return [name, entry];
  });
  const topLevel = text.match(/"(?:[^"\\]|\\.)*"\s*:\s*\{/g)?.length ?? 0;
  if (topLevel !== entries.length) return wrong('every tensor once', 'a name that stands twice');
  return entries;
}

function readEntry(name: string, entry: object, available: number) {
  const { dtype, shape, data_offsets: offsets } = { dtype: '', shape: [], data_offsets: [], ...entry };
  if (dtype !== 'F32') return wrong(`'${name}' as F32`, String(dtype));
  const isSize = (n: unknown): n is number => typeof n === 'number' && Number.isSafeInteger(n) && n >= 0;
  if (!Array.isArray(shape) || !shape.every(isSize)) return wrong(`a shape for '${name}'`, JSON.stringify(shape));
  const [begin, end]: unknown[] = Array.isArray(offsets) ? offsets : [];
  if (!isSize(begin) || !isSize(end) || begin > end || end > available) {
    return wrong(`offsets inside the file for '${name}'`, JSON.stringify(offsets));
  }
  const bytes = shape.reduce((a, b) => a * b, 4);
  if (end - begin !== bytes) return wrong(`${bytes} bytes for '${name}' [${shape.join(', ')}]`, `${end - begin}`);
  return { shape, begin, end };
}

function floats(buffer: ArrayBuffer): Float32Array<ArrayBuffer> {
  if (isLittleEndian()) return new Float32Array(buffer);
  const view = new DataView(buffer);
  return Float32Array.from({ length: buffer.byteLength / 4 }, (_, i) => view.getFloat32(4 * i, true));
}

const isLittleEndian = (): boolean => new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

function wrong(expected: string, received: string): never {
  return fail({
    code: 'weights/format',
    at: { field: 'safetensors' },
    expected,
    received,
    fix: 'Choose a safetensors file that Wireformer wrote, or one with F32 tensors of the same names.',
  });
}
