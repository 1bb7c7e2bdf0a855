import { describe, expect, it } from 'vitest';
import { catalogue, type DataChoice, firstExample, isProblems, openData } from '../../src/data';

async function exampleOf(kind: DataChoice['kind'], dataset: string, more: Parameters<typeof openData>[1]) {
  const opened = await openData({ id: 'd', kind, source: { type: 'generated', dataset, seed: 1, options: {} } }, more);
  if (isProblems(opened)) throw new Error(JSON.stringify(opened));
  return { parts: firstExample(opened) ?? [], row: opened.preview('train', 0, 1)[0] ?? {} };
}

const settings = { validation: 0.1, length: undefined };

describe('the first example of a data set', () => {
  it.each(catalogue.map(({ kind, id }) => ({ kind, id })))(
    'of $id is what the Data panel has first',
    async ({ kind, id }) => {
      const { parts, row } = await exampleOf(kind, id, settings);
      expect(parts.length).toBeGreaterThan(0);
      const cells = Object.values(row).map((cell) => (typeof cell === 'string' ? cell : cell.text));
      const all = cells.join(' ').replaceAll(/\s/g, '');
      for (const part of parts) {
        if (part.kind === 'symbols') {
          expect(part.symbols.length).toBeGreaterThan(0);
          const text = part.symbols.filter((symbol) => !/^<\w+>$/.test(symbol)).join('');
          expect(all, part.port).toContain(text.replaceAll(/\s/g, ''));
        }
        if (part.kind === 'value' && part.port === 'label') expect(cells).toContain(part.text);
        if (part.kind === 'image') {
          expect(part.image.pixels).toEqual(Object.values(row).find((cell) => typeof cell !== 'string')?.pixels);
        }
        if (part.kind === 'series') expect(part.columns[0]?.length).toBeGreaterThan(10);
      }
    },
  );

  it('is what the block gives, not what it read, where words are hidden', async () => {
    const length = 32;
    const objective = { kind: 'masked', rate: 0.5 } as const;
    const hidden = await exampleOf('tokens', 'fables', { ...settings, length, objective });
    const plain = await exampleOf('tokens', 'fables', { ...settings, length });
    const symbols = (found: typeof hidden) =>
      found.parts.flatMap((part) => (part.kind === 'symbols' ? [part.symbols, part.more] : []));
    expect(symbols(hidden).flat()).toContain('<mask>');
    expect(symbols(plain).flat()).not.toContain('<mask>');
    expect(symbols(plain)[0]).toHaveLength(24);
    expect(symbols(plain)[1]).toBe(true);
    expect(symbols(plain)).toHaveLength(2);
  });
});
