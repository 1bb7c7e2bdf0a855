import { readFile } from 'node:fs/promises';
import { blocks } from '../../blocks';
import { createChecker } from '../check';
import { type Document, parseDocument } from '../document';
import { problem } from '../problem';
import { InputError } from './output';

export const checker = createChecker(blocks);

/** A file's bytes; a missing one is a problem in the input. */
export async function readBytes(path: string): Promise<Buffer<ArrayBuffer>> {
  try {
    return Buffer.from(await readFile(path));
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const at = { field: path };
    throw new InputError([
      problem({
        code: 'data/missing-file',
        at,
        expected: 'a readable file',
        received: error.message,
        fix: 'Check the path.',
      }),
    ]);
  }
}

export async function readDocument(path: string): Promise<Document> {
  const parsed = parseDocument((await readBytes(path)).toString('utf8'));
  if ('problems' in parsed) throw new InputError(parsed.problems);
  return parsed.document;
}

/** Bytes as a buffer of their own, whatever pool Node took them from. */
export const toArrayBuffer = (bytes: Buffer<ArrayBuffer>): ArrayBuffer =>
  bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
