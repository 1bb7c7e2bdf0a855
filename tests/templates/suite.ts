import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parseDocument, serialiseDocument } from '../../src/document';
import { checker } from '../support/graph';
import { TestSession } from '../support/session';

const folder = fileURLToPath(new URL('../../templates/', import.meta.url));
const templates = readdirSync(folder).map((file) => {
  const text = readFileSync(folder + file, 'utf8');
  const parsed = parseDocument(text);
  if ('problems' in parsed) throw new Error(`${file}: ${JSON.stringify(parsed.problems)}`);
  return { name: file.replace(/\.json$/, ''), text, document: parsed.document };
});

/** Counts that the template's own text states; the last three as published, of models far too large to train here. */
const PARAMETERS: Readonly<Record<string, number>> = {
  perceptron: 50,
  'transformer-base': 63_082_496,
  'llama-7b': 6_738_415_616,
  'llama-13b': 13_015_864_320,
};

const counted = templates.filter(({ document }) => document.meta.expects === undefined);
const trained = templates.filter(({ document }) => document.meta.expects !== undefined);

/** Every template, in as many files as run side by side: each of them trains its part. */
const PARTS = 2;

export function templateSuite(part: number): void {
  const share = <T>(list: readonly T[]): readonly T[] => list.filter((_, i) => i % PARTS === part);

  it('every model that is only counted has its count stated here', () => {
    expect(counted.filter(({ name }) => PARAMETERS[name] === undefined)).toEqual([]);
  });

  describe.each(share(templates))('$name', ({ name, text, document }) => {
    it('is canonical and checks without a problem', () => {
      expect(serialiseDocument(document)).toBe(text);
      const found = checker.check(document);
      // Without a loss, and too large for this machine, a model can still be drawn and counted.
      const known = trained.some((one) => one.name === name) ? [] : ['graph/no-loss', 'budget/overflow'];
      expect(found.problems.filter(({ code }) => !known.includes(code))).toEqual([]);
      expect(found.graph).toBeDefined();
      expect(found.totals.parameters).toBe(PARAMETERS[name] ?? found.totals.parameters);
    });

    it('says what it shows and to what figure it trains', () => {
      const { description, lesson } = document.meta;
      expect(description.length).toBeGreaterThan(40);
      expect(lesson?.length).toBeGreaterThan(1);
    });
  });

  describe.each(share(trained))('$name', ({ document }) => {
    it('reaches its shortened figure on wasm', { timeout: 600_000 }, async () => {
      const { metric = 'loss', early, atLeast, atMost } = document.meta.expects ?? {};
      expect(atLeast ?? atMost).toBeDefined();
      expect(early).toBeDefined();
      const session = new TestSession();
      await session.backend('wasm');
      await session.train(document, { until: early?.steps ?? 1 });
      expect(session.problems).toEqual([]);
      const { record } = session.last('validation');
      expect(record.step).toBe(early?.steps);
      const value = record.metrics[early?.metric ?? metric] ?? Number.NaN;
      if (early?.atLeast !== undefined) expect(value).toBeGreaterThanOrEqual(early.atLeast);
      if (early?.atMost !== undefined) expect(value).toBeLessThanOrEqual(early.atMost);
    });
  });
}
