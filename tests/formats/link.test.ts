import { readdirSync, readFileSync } from 'node:fs';
import { deflateSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { parseDocument, serialiseDocument } from '../../src/document';
import { linkIn, packLink, readLink } from '../../src/formats/link';
import { anyDocument } from '../document/arbitrary';
import { fc } from '../support/property';

const templates = new URL('../../templates/', import.meta.url);
const texts = readdirSync(templates)
  .filter((name) => name.endsWith('.json'))
  .map((name) => readFileSync(new URL(name, templates), 'utf8'));

const pack = (bytes: Uint8Array) => Buffer.from(deflateSync(bytes)).toString('base64url');
const codesOf = (packed: string) => {
  const read = readLink(packed);
  return 'problems' in read ? read.problems.map(({ code }) => code) : [];
};

describe('a document in a link', () => {
  it('is the same document, whatever it holds', () => {
    fc.assert(
      fc.property(anyDocument, (document) => {
        const text = serialiseDocument(document);
        const packed = packLink(text);
        expect(packed).toMatch(/^[A-Za-z0-9_-]+$/);
        const read = readLink(packed);
        expect('document' in read && serialiseDocument(read.document)).toBe(text);
      }),
    );
    for (const text of texts) expect(readLink(packLink(text))).toEqual(parseDocument(text));
  });

  it('holds a template in what a chat takes', () => {
    for (const text of texts) expect(packLink(text).length).toBeLessThan(8_000);
  });

  it('is found in the hash, and survives what chats put around it', () => {
    const packed = packLink(texts[0] ?? '');
    expect(linkIn(`#d=${packed}`)).toBe(packed);
    expect(linkIn('')).toBeUndefined();
    expect(linkIn('#somewhere')).toBeUndefined();
    for (const around of [`${packed}.`, `${packed})`, `${packed}=`, ` ${packed} `]) {
      expect('document' in readLink(around)).toBe(true);
    }
  });

  it('that was cut anywhere is told in words', () => {
    const packed = packLink(texts[0] ?? '');
    for (const length of [0, 1, 5, 100, packed.length >> 1, packed.length - 2, packed.length - 1]) {
      expect(codesOf(packed.slice(0, length))).toEqual(['document/link']);
    }
  });

  it('never throws, whatever the link', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.base64String(), fc.stringMatching(/^[\w-]{1,300}$/)), (text) => {
        expect('problems' in readLink(text)).toBe(true);
      }),
    );
    const packed = packLink(texts[3] ?? '');
    fc.assert(
      fc.property(fc.nat(packed.length - 1), fc.constantFrom('A', 'z', '-', '9'), (at, other) => {
        readLink(packed.slice(0, at) + other + packed.slice(at + 1));
      }),
    );
  });

  it('of a newer version, of no document and of no text says so', () => {
    const text = texts[0] ?? '';
    expect(codesOf(packLink(text.replace('"wireformer": 1', '"wireformer": 99')))).toEqual(['document/future-version']);
    expect(codesOf(packLink('{"hello":1}'))).toEqual(['document/not-a-document']);
    expect(codesOf(packLink('hello'))).toEqual(['document/not-json']);
    expect(codesOf(pack(Uint8Array.from([0xff, 0xfe, 0xc0])))).toEqual(['document/link']);
    expect(codesOf(packLink('['.repeat(100_000)))).toEqual(['document/too-deep']);
  });

  it('that would inflate to a flood is refused before it is inflated', () => {
    const bomb = pack(new Uint8Array(100_000_000));
    expect(bomb.length).toBeLessThan(200_000);
    const before = process.memoryUsage();
    expect(codesOf(bomb)).toEqual(['document/too-large']);
    const after = process.memoryUsage();
    expect(after.arrayBuffers - before.arrayBuffers).toBeLessThan(60_000_000);
    expect(codesOf('A'.repeat(5_000_000))).toEqual(['document/link']);
  });
});
