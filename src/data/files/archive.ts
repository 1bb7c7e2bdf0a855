import { gunzipSync, type UnzipFileInfo, unzipSync } from 'fflate';
import { type Problem, problem } from '../../problem';
import { isProblems } from '../options';
import { pacer } from '../pace';
import type { Progress } from '../types';

/** A file of an archive. */
export interface Entry {
  readonly path: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export interface Archive {
  readonly entries: readonly Entry[];
}

/** What an archive may come to when it is unpacked: an archive of a few kilobytes can say anything. */
const MOST_UNPACKED = 400 * 1024 * 1024;
const MOST_FILES = 200_000;
/** Files unpacked before others may work. */
const AT_ONCE = 200;

const startsWith = (bytes: Uint8Array, ...magic: readonly number[]): boolean => magic.every((b, i) => bytes[i] === b);

/**
 * The files of a zip archive, those in it that are packed with gzip unpacked as well; a gzip file or any other as its only
 * entry. What systems add for themselves is left out.
 */
export async function unpack(
  bytes: Uint8Array<ArrayBuffer>,
  name: string,
  progress?: Progress,
): Promise<Archive | readonly Problem[]> {
  try {
    if (!startsWith(bytes, 0x50, 0x4b)) return { entries: [gunzipped({ path: name, bytes })] };
    const found = listed(bytes, name);
    if (isProblems(found)) return found;
    const wanted = found.names;
    const entries: Entry[] = [];
    const tick = pacer(progress, wanted.length, 'files');
    for (let at = 0; at < wanted.length; at += AT_ONCE) {
      const part = new Set(wanted.slice(at, at + AT_ONCE));
      const files = unzipSync(bytes, { filter: (file) => part.has(file.name) });
      for (const [path, content] of Object.entries(files)) entries.push(gunzipped({ path, bytes: content.slice() }));
      const pause = tick(Math.min(wanted.length, at + AT_ONCE));
      if (pause) await pause;
    }
    return { entries };
  } catch (error) {
    // fflate throws errors with a code for archives that are broken; anything else is ours.
    if (error instanceof Error && 'code' in error) return [broken(name, error.message)];
    throw error;
  }
}

function listed(bytes: Uint8Array, name: string): { readonly names: readonly string[] } | readonly Problem[] {
  const names: string[] = [];
  let unpacked = 0;
  const look = (file: UnzipFileInfo): boolean => {
    const hidden = file.name.endsWith('/') || /(^|\/)(__MACOSX\/|\.|Thumbs\.db$)/.test(file.name);
    if (!hidden) {
      names.push(file.name);
      unpacked += file.originalSize;
    }
    return false;
  };
  unzipSync(bytes, { filter: look });
  if (unpacked <= MOST_UNPACKED && names.length <= MOST_FILES) return { names: names.sort() };
  return [
    problem({
      code: 'data/too-large',
      at: { field: name },
      expected: `at most ${MOST_FILES} files that come to ${MOST_UNPACKED} bytes`,
      received: `${names.length} files of ${unpacked} bytes`,
      fix: 'Choose a part of the files.',
    }),
  ];
}

/** gzip says at its end how long it is unpacked: a lie there makes fflate stop. */
function gunzipped(entry: Entry): Entry {
  const { bytes, path } = entry;
  if (!startsWith(bytes, 0x1f, 0x8b)) return entry;
  const size = new DataView(bytes.buffer, bytes.byteOffset).getUint32(bytes.length - 4, true);
  const out = new Uint8Array(Math.min(size, MOST_UNPACKED));
  return { path: path.replace(/\.gz$/i, ''), bytes: gunzipSync(bytes, { out }).slice() };
}

const broken = (name: string, received: string): Problem =>
  problem({
    code: 'data/binary',
    at: { field: name },
    expected: 'a zip or gzip file that can be unpacked',
    received,
    fix: 'Pack the files again, or choose another file.',
  });
