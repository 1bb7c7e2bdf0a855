import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { type Problem, problem } from '../../problem';
import { pacer } from '../pace';
import type { Progress } from '../types';

/** Larger files would not fit beside a model in a browser tab. */
export const MOST_BYTES = 100 * 1024 * 1024;

const SLICE = 1 << 18;

export const tooLarge = (name: string, bytes: number): Problem =>
  problem({
    code: 'data/too-large',
    at: { field: name },
    expected: `at most ${MOST_BYTES} bytes (100 MB)`,
    received: `${bytes} bytes`,
    fix: 'Choose a part of the file.',
  });

export const emptyFile = (name: string, received: string): Problem =>
  problem({
    code: 'data/empty',
    at: { field: name },
    expected: 'a file with text in it',
    received,
    fix: 'Choose another file.',
  });

const binary = (name: string, received: string): Problem =>
  problem({
    code: 'data/binary',
    at: { field: name },
    expected: 'text in UTF-8',
    received,
    fix: 'Save the file as plain text in UTF-8, or choose another one.',
  });

/**
 * Reads a text file in a stream: pieces go to `take` as they are decoded, the hash goes over the bytes on the way. A
 * byte-order mark is left out, and every line ends in `\n`, whatever system wrote it. Returns the SHA-256 in hex.
 */
export async function readText(
  blob: Blob,
  name: string,
  take: (text: string) => void,
  progress?: Progress,
): Promise<string | readonly Problem[]> {
  if (blob.size > MOST_BYTES) return [tooLarge(name, blob.size)];
  const tick = pacer(progress, blob.size, 'bytes');
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const hash = sha256.create();
  const lines = lineEnds(take);
  const reader = blob.stream().getReader();
  let done = 0;
  for (;;) {
    const piece = await reader.read().catch(unreadable);
    if (piece === undefined) return [gone(name)];
    if (piece.done) break;
    // Some systems give a whole blob as one piece; smaller ones keep the pauses apart as they should be.
    for (let at = 0; at < piece.value.length; at += SLICE) {
      const bytes = piece.value.subarray(at, at + SLICE);
      const zero = bytes.indexOf(0);
      const text = zero < 0 ? decode(decoder, bytes) : undefined;
      if (text === undefined) {
        await reader.cancel();
        return [binary(name, zero < 0 ? `bytes near ${done} that are not UTF-8` : `a zero byte at ${done + zero}`)];
      }
      hash.update(bytes);
      lines.take(text);
      done += bytes.length;
      const pause = tick(done);
      if (pause) await pause;
    }
  }
  if (decode(decoder) === undefined) return [binary(name, 'an unfinished character at the end')];
  lines.end();
  return bytesToHex(hash.digest());
}

/** Reads a file that is no text, with its SHA-256 in hex. */
export async function readBytes(
  blob: Blob,
  name: string,
  progress?: Progress,
): Promise<{ readonly bytes: Uint8Array<ArrayBuffer>; readonly sha256: string } | readonly Problem[]> {
  if (blob.size > MOST_BYTES) return [tooLarge(name, blob.size)];
  const buffer = await blob.arrayBuffer().catch(unreadable);
  if (buffer === undefined) return [gone(name)];
  const bytes = new Uint8Array(buffer);
  const tick = pacer(progress, bytes.length, 'bytes');
  const hash = sha256.create();
  for (let at = 0; at < bytes.length; at += SLICE) {
    hash.update(bytes.subarray(at, at + SLICE));
    const pause = tick(Math.min(bytes.length, at + SLICE));
    if (pause) await pause;
  }
  return { bytes, sha256: bytesToHex(hash.digest()) };
}

/** A file that was moved or changed since it was chosen can no longer be read. */
function unreadable(error: unknown): undefined {
  if (error instanceof DOMException) return undefined;
  throw error;
}

const gone = (name: string): Problem =>
  problem({
    code: 'data/missing-file',
    at: { field: name },
    expected: 'a file that can be read',
    received: 'a file that was moved or changed since it was chosen',
    fix: 'Choose the file again.',
  });

/** undefined for bytes that are not UTF-8; without bytes, whether the last character is whole. */
function decode(decoder: TextDecoder, bytes?: Uint8Array<ArrayBuffer>): string | undefined {
  try {
    return bytes ? decoder.decode(bytes, { stream: true }) : decoder.decode();
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

/** `\r\n` and `\r` to `\n`, also where a piece ends between the two. */
function lineEnds(take: (text: string) => void) {
  let held = '';
  return {
    take(text: string): void {
      const all = held + text;
      held = all.endsWith('\r') ? '\r' : '';
      const whole = held === '' ? all : all.slice(0, -1);
      if (whole !== '') take(whole.includes('\r') ? whole.replaceAll(/\r\n?/g, '\n') : whole);
    },
    end(): void {
      if (held !== '') take('\n');
    },
  };
}
