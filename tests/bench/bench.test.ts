import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { materialOf } from '../../scripts/bench/material';
import { models } from '../../scripts/bench/models';
import { parseDocument, serialiseDocument } from '../../src/document';

describe.each(models)('$name', (model) => {
  it('is canonical, checks without a problem and has the parameters it is measured with', async () => {
    const parsed = parseDocument(model.document);
    expect('document' in parsed && serialiseDocument(parsed.document)).toBe(model.document);
    // Checks the document and its count of parameters.
    const { graph, datasets, batch, flops } = await materialOf(model);
    expect(graph.training.batch).toBe(model.batch);
    expect(datasets.size).toBe(1);
    expect(flops).toBeGreaterThan(model.parameters * model.perStep);
    const { x, y } = batch(0);
    const sizes = 'length' in model ? [model.length] : [model.side, model.side, 1];
    expect(x.shape).toEqual([model.batch, ...sizes]);
    expect(Math.max(...y.data)).toBeLessThan('length' in model ? model.vocabulary : model.classes);
  });
});

it('jax-js is pinned to the version that was measured', () => {
  const { devDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
  expect(devDependencies['@jax-js/jax']).toMatch(/^\d+\.\d+\.\d+$/);
});
