import { deflateSync, Inflate, strToU8 } from 'fflate';
import { LIMITS, type Parsed, parseDocument } from '../document';
import { type Problem, problem } from '../problem';

/** A document in the part of a link behind `#`: deflated, in base64 for addresses. It is never sent to a server. */
export const LINK_KEY = 'd';

/** Characters of a link from which many chats cut it, and from which many programs refuse it. */
export const LINK_LIMITS = { chats: 8_000, programs: 32_000 } as const;

/** Most characters read from a link: far above what any browser takes in its address. */
const LONGEST = 4_000_000;
/** A link may not hold more than a file may, nor more than a link can honestly be made of: zeros deflate a thousandfold. */
const MOST_BYTES = Math.min(LIMITS.characters, 24_000_000);
const CHUNK = 16_384;

/** The text of a document as the value of `#d=`. */
export function packLink(text: string): string {
  const bytes = deflateSync(strToU8(text), { level: 9 });
  let binary = '';
  for (let i = 0; i < bytes.length; i += CHUNK) binary += String.fromCharCode(...bytes.subarray(i, i + CHUNK));
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** The value of `#d=` in an address' hash; undefined where there is none. */
export function linkIn(hash: string): string | undefined {
  const value = new URLSearchParams(hash.replace(/^#/, '')).get(LINK_KEY);
  return value === null ? undefined : value;
}

/** The document in a link, or what is wrong with it. Inflates piece by piece and stops at the limit: never throws. */
export function readLink(packed: string): Parsed {
  // Chats put full stops, brackets and blanks around a link.
  const value = packed.trim().replace(/[).,;>\]'"]+$/, '');
  if (value.length > LONGEST) return broken('a link of a document', `one of ${value.length} characters`);
  if (value === '' || !/^[A-Za-z0-9_-]+={0,2}$/.test(value)) {
    return broken('letters, digits, - and _', 'other characters, or none');
  }
  const inflated = inflate(value);
  return 'problems' in inflated ? inflated : parseDocument(inflated.text);
}

type Inflated = { readonly text: string } | { readonly problems: readonly Problem[] };

function inflate(value: string): Inflated {
  const bytes = bytesOf(value);
  if (!bytes) return broken('base64 for addresses', 'a link that was cut or changed');
  const pieces: Uint8Array[] = [];
  let length = 0;
  let whole = false;
  const inflater = new Inflate((piece, last) => {
    length += piece.length;
    if (length <= MOST_BYTES) pieces.push(piece);
    whole = last;
  });
  try {
    // Small pieces in: what one of them can become is bounded, and nothing is read past the limit.
    for (let i = 0; i < bytes.length && length <= MOST_BYTES; i += CHUNK) {
      inflater.push(bytes.subarray(i, i + CHUNK), i + CHUNK >= bytes.length);
    }
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return broken('a whole link', 'one that was cut or changed');
  }
  if (length > MOST_BYTES) return { problems: [tooLarge] };
  if (!whole) return broken('a whole link', 'one that was cut');
  const all = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(all) };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return broken('text', 'something else');
  }
}

function bytesOf(value: string): Uint8Array | undefined {
  const plain = value.replace(/=+$/, '').replaceAll('-', '+').replaceAll('_', '/');
  // One character over a multiple of four holds no whole byte: a part is missing.
  if (plain.length % 4 === 1) return undefined;
  return Uint8Array.from(atob(plain), (character) => character.charCodeAt(0));
}

const tooLarge = problem({
  code: 'document/too-large',
  at: {},
  expected: `at most ${MOST_BYTES} characters in a link`,
  received: 'more',
  fix: 'Ask for the document as a file.',
});

const broken = (expected: string, received: string): { readonly problems: readonly Problem[] } => ({
  problems: [
    problem({
      code: 'document/link',
      at: {},
      expected,
      received,
      fix: 'The link does not hold a whole document. Copy all of it, or ask for the document as a file.',
    }),
  ],
});
