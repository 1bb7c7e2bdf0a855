import { VERSION } from './schema';

type Json = Readonly<Record<string, unknown>>;

/**
 * One step per version: `migrations[n]` takes a document of version n to n + 1. Every file ever saved opens, so a step is
 * never changed once it has shipped, and each one is exercised by a stored file of its version in the tests.
 */
export const migrations: Readonly<Record<number, (document: Json) => Json>> = {};

/** Takes a document of a known version to the present one. */
export function migrate(document: Json, from: number): Json {
  let out = document;
  for (let version = from; version < VERSION; version++) {
    const step = migrations[version];
    if (!step) throw new RangeError(`no migration from version ${version}`);
    out = step(out);
  }
  return out;
}
