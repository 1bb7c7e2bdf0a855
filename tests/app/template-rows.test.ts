import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadFacts, rowsOf } from '../../src/app/template-facts';
import ROWS from '../../src/app/template-rows.json';
import type { Template } from '../../src/app/templates';
import { parseDocument } from '../../src/document';

const folder = new URL('../../templates/', import.meta.url);
const templates = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .map((name): Template => {
    const text = readFileSync(new URL(name, folder), 'utf8');
    const parsed = parseDocument(text);
    if ('problems' in parsed) throw new Error(name);
    return { id: name.slice(0, -'.json'.length), text, document: parsed.document };
  });
const found = (query: string) => rowsOf(templates, query).flatMap((row) => row.templates.map(({ id }) => id));

describe('the gallery', () => {
  it('has every template in one row', () => {
    expect(ROWS.flatMap((row) => row.templates).sort()).toEqual(templates.map(({ id }) => id).sort());
    expect(found('').sort()).toEqual(templates.map(({ id }) => id).sort());
  });

  it('finds by name, by what it teaches and by the blocks in it', () => {
    expect(found('XOR')).toContain('xor');
    expect(found('images')).toContain('cnn');
    expect(found('bahdanau')).toContain('bahdanau');
    expect(found('lstm memory')).toContain('memory-lstm');
    expect(found('no such thing')).toEqual([]);
  });

  it('has measured figures for every template that promises something', async () => {
    const facts = await loadFacts();
    for (const { id, document } of templates) {
      if (document.meta.expects) expect(facts.get(id)?.seconds, id).toBeGreaterThan(0);
    }
  });
});
