import { describe, expect, it } from 'vitest';
import { blocks } from '../../blocks';
import type { Document } from '../../src/document';
import { createLibrary } from '../../src/editor/library';
import { type End, fittingEnds, whyNot, wiringOf } from '../../src/editor/wiring';
import { checker, GraphBuilder } from '../support/graph';

const library = createLibrary(blocks, () => ({ type: 'generated', dataset: 'xor', seed: 1, options: {} }));
const wiring = (document: Document) => wiringOf(document, undefined, checker.check(document), library);
const end = (text: string): End => ({ node: text.split('.')[0] ?? '', port: text.split('.')[1] ?? '' });
const ask = (builder: GraphBuilder, from: string, to: string) => whyNot(wiring(builder.document()), end(from), end(to));

const classifier = () =>
  new GraphBuilder()
    .generated('points', 'features', 'xor')
    .block('data', 'feature-data', { data: 'points' })
    .block('hidden', 'linear', { units: 4 })
    .block('head', 'linear', { units: 'K' })
    .block('loss', 'cross-entropy')
    .wire('data.features -> hidden.x', 'hidden.y -> head.x');

const sequences = () =>
  new GraphBuilder()
    .generated('text', 'tokens', 'fables')
    .block('text', 'token-data', { data: 'text', length: 16 })
    .block('embedding', 'embedding', { width: 8 })
    .block('narrow', 'linear', { units: 4 })
    .block('sum', 'add')
    .block('heads', 'multi-head-attention', { heads: 2 })
    .block('joined', 'concatenate')
    .block('loss', 'cross-entropy')
    .wire('text.tokens -> embedding.ids', 'embedding.y -> narrow.x', 'embedding.y -> sum.a');

describe('whyNot', () => {
  it('lets a wire be that fits', () => {
    expect(ask(classifier(), 'head.y', 'loss.logits')).toBeUndefined();
    expect(ask(classifier(), 'data.label', 'loss.targets')).toBeUndefined();
  });

  it('names both ends and both types where the kind of number differs', () => {
    expect(ask(classifier(), 'data.label', 'loss.logits')).toBe(
      'data.label gives int [B] labels; loss.logits takes float [..., V].',
    );
  });

  it('refuses a port that has its wire, and says which', () => {
    expect(ask(classifier(), 'data.features', 'head.x')).toBe(
      'head.x has a wire already, from hidden.y. Remove that one first.',
    );
  });

  it('takes a wire instead of the one it replaces', () => {
    expect(whyNot(wiring(classifier().document()), end('data.features'), end('head.x'), 'e2')).toBeUndefined();
  });

  it('refuses what would close a circle and shows the way round', () => {
    const builder = new GraphBuilder()
      .block('a', 'activation')
      .block('b', 'activation')
      .block('c', 'activation')
      .wire('a.y -> b.x', 'b.y -> c.x');
    expect(ask(builder, 'c.y', 'a.x')).toBe('That would close a circle: a → b → c → a.');
    expect(ask(builder, 'a.y', 'a.x')).toContain('a cannot feed itself');
  });

  it('refuses another rank', () => {
    expect(ask(classifier(), 'data.features', 'loss.mask')).toContain('loss.mask takes bool [...]');
    expect(ask(sequences(), 'text.tokens', 'heads.query')).toBe(
      'text.tokens gives int [B, T] tokens; heads.query takes float [B, T, C].',
    );
  });

  it('fills in the sizes that the other wires of a block settle', () => {
    expect(ask(sequences(), 'narrow.y', 'sum.b')).toBe('narrow.y gives float [B, T, 4]; sum.b takes float [B, T, 8].');
  });

  it('goes by the patterns where nothing is known yet', () => {
    const loose = new GraphBuilder()
      .block('last', 'last-step')
      .block('heads', 'multi-head-attention')
      .block('tanh', 'activation');
    expect(ask(loose, 'last.y', 'heads.query')).toContain('heads.query takes float [B, T, C]');
    expect(ask(loose, 'tanh.y', 'heads.query')).toBeUndefined();
  });

  it('lets a port that joins take several', () => {
    const builder = sequences().wire('embedding.y -> joined.pieces');
    expect(ask(builder, 'narrow.y', 'joined.pieces')).toBeUndefined();
  });

  it('wants an output and an input', () => {
    expect(ask(classifier(), 'hidden.y', 'head.nowhere')).toBe('A wire goes from an output to an input.');
  });
});

describe('fittingEnds', () => {
  it('finds the inputs an output can go to', () => {
    const fits = fittingEnds(wiring(classifier().document()), end('head.y'), 'output');
    expect([...fits]).toEqual(['loss/logits']);
  });

  it('finds the outputs an input can come from', () => {
    const fits = fittingEnds(wiring(classifier().document()), end('loss.logits'), 'input');
    expect([...fits].sort()).toEqual(['data/features', 'head/y', 'hidden/y']);
  });

  it('stays quick on a graph of a thousand blocks', () => {
    const builder = new GraphBuilder();
    for (let i = 0; i < 1000; i++) builder.block(`n${i}`, 'activation');
    for (let i = 0; i < 999; i++) builder.wire(`n${i}.y -> n${i + 1}.x`);
    const made = wiring(builder.document());
    const start = performance.now();
    fittingEnds(made, { node: 'n999', port: 'y' }, 'output');
    expect(performance.now() - start).toBeLessThan(2000);
  });
});
