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

const PARAMETERS: Readonly<Record<string, number>> = { perceptron: 50 };

describe.each(templates)('$name', ({ name, text, document }) => {
  it('is canonical and checks without a problem', () => {
    expect(serialiseDocument(document)).toBe(text);
    const found = checker.check(document);
    expect(found.problems).toEqual([]);
    expect(found.totals.parameters).toBe(PARAMETERS[name] ?? found.totals.parameters);
  });

  it('says what it shows and to what figure it trains', () => {
    const { description, lesson, expects } = document.meta;
    expect(description.length).toBeGreaterThan(40);
    expect(lesson?.length).toBeGreaterThan(1);
    expect(expects?.atLeast ?? expects?.atMost).toBeDefined();
    expect(expects?.early).toBeDefined();
  });

  it('reaches its shortened figure on wasm', { timeout: 600_000 }, async () => {
    const { metric = 'loss', early } = document.meta.expects ?? {};
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
