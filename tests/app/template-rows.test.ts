import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadFacts, rowsOf } from '../../src/app/template-facts';
import ROWS from '../../src/app/template-rows.json';
import { readTemplate, type Template } from '../../src/app/templates';

const folder = new URL('../../templates/', import.meta.url);
const templates = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .map((name): Template => {
    const template = readTemplate(name.slice(0, -'.json'.length), readFileSync(new URL(name, folder), 'utf8'));
    if ('broken' in template) throw new Error(name);
    return template;
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

  it('reads a template with a fault without throwing, and says what is wrong and what to do', () => {
    const [sound] = templates;
    for (const text of [
      '',
      '{"wireformer"',
      '{}',
      '{"wireformer": 99}',
      (sound?.text ?? '').replace('"nodes"', '"knots"'),
    ]) {
      const read = readTemplate('damaged', text);
      if (!('broken' in read)) throw new Error('opened');
      expect(read.broken.at.field).toBe('template damaged');
      expect(read.broken.received).not.toBe('');
      expect(read.broken.fix).toContain('Choose another template');
    }
  });

  it('opens a template of a block that is not known, and lists that', () => {
    const xor = templates.find(({ id }) => id === 'xor');
    const read = readTemplate('xor', (xor?.text ?? '').replace('"block": "linear"', '"block": "retired"'));
    if ('broken' in read) throw new Error('did not open');
    expect(read.faults.map(({ code }) => code)).toContain('graph/unknown-block');
    expect(templates.flatMap(({ faults }) => faults)).toEqual([]);
    const rows = rowsOf([read, readTemplate('damaged', '')], '');
    expect(rows.flatMap((row) => row.templates.map(({ id }) => id))).toEqual(['xor', 'damaged']);
  });

  it('has measured figures for every template that promises something', async () => {
    const facts = await loadFacts();
    for (const { id, document } of templates) {
      if (document.meta.expects) expect(facts.get(id)?.seconds, id).toBeGreaterThan(0);
    }
  });
});
