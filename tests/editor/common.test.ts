import { describe, expect, it } from 'vitest';
import { commonSettings, numberFault, setCommon } from '../../src/editor/inspector/common';
import { editorOf, library } from '../support/editor';
import { GraphBuilder } from '../support/graph';

const document = new GraphBuilder()
  .generated('points', 'features', 'xor')
  .block('data', 'feature-data', { data: 'points' })
  .block('hidden', 'linear', { units: 4, initialiser: 'he' })
  .block('other', 'linear', { units: 4, bias: false })
  .block('head', 'linear', { units: 'K', bias: false })
  .block('drop', 'dropout')
  .block('norm', 'layer-norm')
  .block('scale', 'scale')
  .wire('data.features -> hidden.x', 'hidden.y -> other.x', 'other.y -> head.x')
  .document();

const of = (...names: readonly string[]) =>
  commonSettings(
    document.graph.nodes.filter(({ name }) => names.includes(name)),
    document,
    library,
  );

const values = (...names: readonly string[]) =>
  Object.fromEntries(of(...names).map(({ name, value }) => [name, value]));

describe('parameters of several blocks', () => {
  it('are those that all have, with the value where they agree', () => {
    expect(values('hidden', 'other')).toMatchObject({ units: 4, bias: undefined, initialiser: undefined });
    expect(values('other', 'head')).toMatchObject({ units: undefined, bias: false, initialiser: 'glorot' });
    expect(values('hidden', 'drop')).toEqual({});
    expect(values('drop', 'norm')).toEqual({});
  });

  it('are set at all of them by one entry of the history', () => {
    const { editor } = editorOf(document);
    editor.edit(setCommon(document, undefined, ['hidden', 'other', 'head'], 'units', 9));
    const now = () => editor.document.getState();
    const units = () =>
      now()
        .document.graph.nodes.filter(({ block }) => block === 'linear')
        .map(({ parameters }) => parameters.units);
    expect(units()).toEqual([9, 9, 9]);
    expect(now().history.past).toHaveLength(1);
    editor.undo();
    expect(units()).toEqual([4, 4, 'K']);
  });

  it('take numbers within the limits, and sizes of the data where a size is meant; never other text', () => {
    const [units] = of('hidden', 'head').filter(({ name }) => name === 'units');
    const [rate] = of('drop').filter(({ name }) => name === 'rate');
    if (!units || !rate) throw new Error('no such parameter');
    const symbols = { K: 2, F: 2 };
    for (const text of ['8', '2*4', 'K', '2*K'])
      expect(numberFault(text, units.parameter, symbols), text).toBeUndefined();
    for (const text of ['0', '-3', '1.5', 'Z', 'many', '<b>8</b>', '']) {
      expect(numberFault(text, units.parameter, symbols), text).toBeTypeOf('string');
    }
    // A size of the data is no factor, though it is a number within the limits.
    const [factor] = of('scale').filter(({ name }) => name === 'scale');
    if (!factor) throw new Error('no such parameter');
    expect(numberFault('2', factor.parameter, symbols)).toBeUndefined();
    expect(numberFault('K', factor.parameter, symbols)).toBeTypeOf('string');
    expect(numberFault('0.25', rate.parameter, symbols)).toBeUndefined();
    for (const text of ['2', 'K', '10 percent', '1e999']) {
      expect(numberFault(text, rate.parameter, symbols), text).toBeTypeOf('string');
    }
  });
});
