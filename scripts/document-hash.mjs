import { createHash } from 'node:crypto';

/** Names what a document trains. Its texts (`meta`) and the places of its blocks (`layout`) change no figure and do not count. */
export function documentHash({ meta: _texts, layout: _places, ...trained }) {
  return createHash('sha256').update(JSON.stringify(trained)).digest('hex').slice(0, 16);
}
