import { expect, it } from 'vitest';
import { type DataChoice, openData } from '../../src/data';
import { batchesOf, Model, tokensIn } from '../../src/train';
import { tinyGpt, tinySeq2seq, xorDocument } from '../support/documents';
import { checker } from '../support/graph';

async function tokens(document: ReturnType<typeof tinyGpt>, length?: number): Promise<number> {
  const { graph } = checker.check(document);
  const [choice]: readonly DataChoice[] = document.data;
  if (!graph || !choice) throw new Error('the document does not check');
  const dataset = await openData(choice, { validation: 0, length });
  if (!('spec' in dataset)) throw new Error('no data');
  const model = new Model(graph, 1);
  const [node] = model.dataNodes;
  const batches = batchesOf(new Map([[node?.id ?? '', dataset]]), 'train', () => [0, 1, 2]);
  const batch = batches.get(node?.id ?? '');
  const mask = batch?.target_mask;
  const counted = tokensIn(model.dataNodes, batches);
  if (mask) expect(counted).toBe(Array.from(mask.data).reduce((sum, bit) => sum + bit, 0));
  return counted;
}

it('counts windows whole, sequences by their mask, and rows where there are none', async () => {
  expect(await tokens(tinyGpt(), 8)).toBe(24);
  expect(await tokens(tinySeq2seq())).toBeLessThan(15);
  expect(await tokens(xorDocument())).toBe(3);
});
