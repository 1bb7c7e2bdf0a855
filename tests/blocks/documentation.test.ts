import { describe, expect, it } from 'vitest';
import { blocks } from '../../blocks';
import { acceptsOf } from '../../src/editor/help/BlockHelp';

/** Blocks that compute nothing: there is no formula, and nobody invented them. */
const COMPUTES_NOTHING: ReadonlySet<string> = new Set(['data', 'module-input', 'module-output', 'output']);

/** What only this editor has. */
const OURS: ReadonlySet<string> = new Set(['probe']);

describe.each(blocks)('help on $id', (block) => {
  const { title, text, formula, source } = block.doc;

  it('says what the block is, in whole sentences', () => {
    expect(title.trim().length).toBeGreaterThan(1);
    expect(text.length).toBeGreaterThan(40);
    expect(text).toMatch(/[.)]$/);
  });

  it('has a formula, or the block computes nothing', () => {
    const nothing = block.role !== undefined && COMPUTES_NOTHING.has(block.role);
    expect(formula === undefined).toBe(nothing);
  });

  it('leads to a paper or a specification, or the block is of this editor alone', () => {
    const nothing = (block.role !== undefined && COMPUTES_NOTHING.has(block.role)) || OURS.has(block.id);
    if (!nothing) expect(source).toBeDefined();
    if (!source) return;
    expect(source.title.length).toBeGreaterThan(3);
    expect(new URL(source.url).protocol).toBe('https:');
  });

  it('says of every parameter what it means and what it takes', () => {
    for (const [name, parameter] of Object.entries(block.parameters)) {
      expect(parameter.doc, name).toMatch(/[.)]$/);
      const accepts = acceptsOf(parameter);
      expect(accepts, name).toMatch(/number from|one of|on or off|data set/);
      expect(accepts).not.toContain('undefined');
    }
  });

  it('says what every port takes and gives, and of what is looked at what it is', () => {
    expect(Object.keys(block.inputs).length + Object.keys(block.outputs).length).toBeGreaterThan(0);
    for (const { doc } of Object.values(block.taps ?? {})) expect(doc.length).toBeGreaterThan(5);
  });
});
