import { describe, expect, it } from 'vitest';
import { setParameter } from '../../src/document';
import { createShares, SHARES, shareOf } from '../../src/editor/shares';
import { editorOf, xor } from '../support/editor';
import { GraphBuilder } from '../support/graph';
import { stacked } from '../support/models';

const plain = (text: string | undefined) => text?.replaceAll('\u00a0', ' ');

describe('a block’s share of the model', () => {
  it('is said with both figures and the percent', () => {
    const { editor } = editorOf(xor());
    const share = (id: string) => {
      const { check } = editor.document.getState();
      return shareOf('parameters', check.nodes.get(id), check.totals);
    };
    expect(plain(share('hidden')?.text)).toBe('Parameters: 12 of 22, 54.5 %');
    expect(share('hidden')?.part).toBeCloseTo(12 / 22);
    expect(share('tanh')).toBeUndefined();
    editor.edit(setParameter(editor.document.getState().document, undefined, 'hidden', 'units', 40));
    // 40 · 3 of that and 41 · 2: the other block's share has changed with the whole.
    expect(plain(share('head')?.text)).toBe('Parameters: 82 of 202, 40.6 %');
  });

  it('adds up to the whole, for every figure, copies in a module counted', () => {
    for (const use of [{ repeat: 3 }, { repeat: 3, weights: 'shared' as const }]) {
      const { editor } = editorOf(stacked(use));
      const { check, document } = editor.document.getState();
      for (const figure of SHARES) {
        const parts = document.graph.nodes.map(
          ({ id }) => shareOf(figure, check.nodes.get(id), check.totals)?.part ?? 0,
        );
        const sum = parts.reduce((a, b) => a + b, 0);
        if (figure === 'none') expect(sum).toBe(0);
        else expect(sum, figure).toBeCloseTo(1, 6);
      }
    }
  });

  it('is of parameters where nothing that makes sense was chosen before', () => {
    expect([null, 'flops', 'none', '<b>'].map((kept) => createShares(kept).getState())).toEqual([
      'parameters',
      'flops',
      'none',
      'parameters',
    ]);
  });
});

describe('how a block is used', () => {
  const usage = (document: Parameters<typeof editorOf>[0], id: string) =>
    editorOf(document).editor.document.getState().views.nodes.get(id);

  it('stands on its card: copies, shared weights, a key, ties', () => {
    expect(usage(stacked({ repeat: 3 }), 'stack')).toMatchObject({ repeat: 3, usage: '' });
    expect(usage(stacked({ repeat: 3, weights: 'shared' }), 'stack')).toMatchObject({ usage: 'shared weights' });
    expect(usage(stacked({ share: 'twin' }), 'stack')).toMatchObject({ usage: 'weights ‘twin’' });
    const tied = new GraphBuilder()
      .generated('points', 'features', 'xor')
      .block('data', 'feature-data', { data: 'points' })
      .block('first', 'linear', { units: 2 })
      .block('second', 'linear', { units: 2 }, { ties: [{ weight: 'kernel', from: 'first.kernel', transpose: false }] })
      .wire('data.features -> first.x', 'first.y -> second.x')
      .document();
    expect(usage(tied, 'second')).toMatchObject({ usage: 'weights of first' });
    expect(usage(tied, 'first')).toMatchObject({ usage: '' });
  });
});
