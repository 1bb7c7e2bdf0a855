import { describe, expect, it, vi } from 'vitest';
import { apply, type Document, parseDocument, serialiseDocument } from '../../src/document';
import { codes, type Problem, showProblem } from '../../src/problem';
import { checker } from '../support/graph';
import { documents, mlp } from '../support/models';
import { broken } from './broken';
import { brokenModules } from './broken-modules';

/** As the command line prints them; what the JavaScript engine says of text that is not JSON is its own business. */
const lines = (problems: readonly Problem[]): string[] =>
  problems.map((p) => showProblem(p.code === 'document/not-json' ? { ...p, received: '…' } : p));

const check = (document: Document) => checker.check(document);

// What would run for ever is seen by its time; a busy machine is not.
vi.setConfig({ testTimeout: 30_000 });

describe('broken documents', () => {
  it.each([...broken, ...brokenModules])('$name', ({ text, problems, cure }) => {
    const start = performance.now();
    const parsed = parseDocument(text());
    if ('problems' in parsed) {
      expect(lines(parsed.problems)).toEqual(problems);
      expect(cure).toBeUndefined();
      return;
    }
    const { document } = parsed;
    const found = check(document);
    expect(lines(found.problems)).toEqual(problems);
    expect(performance.now() - start, 'milliseconds').toBeLessThan(10_000);
    // What is broken stays what it was: opened, shown and saved again.
    expect(serialiseDocument(document)).toBe(text());
    expect(found.graph === undefined).toBe(found.problems.some(({ severity }) => severity === 'error'));
    if (!cure) return;
    const edit = found.problems[cure.problem]?.edit;
    if (!edit) throw new Error('the problem brings no edit');
    const mended = apply(document, edit);
    if ('problems' in mended) throw new Error(lines(mended.problems).join('\n'));
    expect(lines(check(mended.document).problems)).toEqual(cure.leaves);
    expect(parseDocument(serialiseDocument(mended.document))).toHaveProperty('document');
  });

  it('lose a key that means something to JavaScript, and nothing else', () => {
    const text = serialiseDocument(mlp());
    const parsed = parseDocument(text.replace('"units": 8', '"units": 8, "__proto__": { "units": 9 }'));
    expect('document' in parsed && serialiseDocument(parsed.document)).toBe(text);
  });

  it('have problems that say where, what and what next', () => {
    const all = broken.flatMap(({ text }) => {
      const parsed = parseDocument(text());
      return 'problems' in parsed ? parsed.problems : check(parsed.document).problems;
    });
    for (const { code, expected, received, fix } of all) {
      expect([expected, received, fix]).not.toContain('');
      // Codes of the rooms are in the catalogue; a block's own are named after it.
      expect(Object.hasOwn(codes, code) || /^[a-z-]+\/[a-z]+$/.test(code), code).toBe(true);
    }
  });

  it.each(Object.entries(documents))('%s is whole', (_, make) => {
    const { problems, graph } = check(make());
    expect(lines(problems)).toEqual([]);
    expect(graph).toBeDefined();
  });
});
