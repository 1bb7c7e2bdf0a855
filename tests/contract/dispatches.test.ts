import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { parseDocument } from '../../src/document';
import { exampleIndices } from '../../src/random';
import { batchesOf } from '../../src/train';
import { use } from '../support/devices';
import { trainerOf } from '../support/models';

const folder = fileURLToPath(new URL('../../templates/', import.meta.url));

/** Dispatches of a training step of every template, at its own sizes: recorded, not run. */
it('a training step of every template takes as many dispatches as it did', async () => {
  const device = await use('webgpu');
  const lines: string[] = [];
  for (const file of readdirSync(folder)) {
    const parsed = parseDocument(readFileSync(folder + file, 'utf8'));
    if ('problems' in parsed) throw new Error(`${file} does not parse`);
    const { document } = parsed;
    if (!document.meta.expects) continue;
    const trainer = await trainerOf(document, device);
    const { batch, seed } = trainer.training;
    const batches = batchesOf(trainer.datasets, 'train', (count) => exampleIndices(0, batch, count, seed));
    const program = trainer.model.program({ kind: 'train', phase: 0 }, batches);
    const footprint = await device.guard(() => trainer.model.prepare(program));
    if (!footprint) throw new Error(`${file} was not recorded`);
    lines.push(`${file.replace('.json', '')} ${footprint.dispatches}`);
    expect(footprint.allocated / footprint.live, file).toBeLessThanOrEqual(1.5);
    trainer.model.dispose();
  }
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('./dispatches.txt');
});
