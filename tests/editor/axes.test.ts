import { expect, it } from 'vitest';
import { axesOf } from '../../src/editor/axes';
import { editorOf } from '../support/editor';
import { gpt } from '../support/models';

it('tells the batch and time from sizes, for every shape that stands on a wire', () => {
  const kinds = (shape: string) => axesOf(shape).map(({ kind }) => kind);
  expect(kinds('[B, T, 64]')).toEqual(['batch', 'time', 'size']);
  expect(kinds('[B, T_left, S+1]')).toEqual(['batch', 'time', 'time']);
  expect(kinds('[]')).toEqual([]);
  const { views } = editorOf(gpt()).editor.document.getState();
  expect(views.wires.size).toBeGreaterThan(10);
  for (const { label } of views.wires.values()) {
    expect(
      `[${axesOf(label)
        .map(({ text }) => text)
        .join(', ')}]`,
    ).toBe(label);
  }
  const wide = [...views.wires.values()].find(({ from }) => from.node === 'embed');
  expect(kinds(wide?.label ?? '')).toEqual(['batch', 'time', 'size']);
});
