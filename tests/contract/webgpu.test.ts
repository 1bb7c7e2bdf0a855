import { expect, it } from 'vitest';
import { use } from '../support/devices';
import { blockSuite } from './blocks';
import { cellSuite } from './cells';
import { modelSuite } from './models';
import { operationSuite } from './operations';
import { referenceSuite } from './reference';
import { trainingSuite } from './training';

operationSuite('webgpu');
blockSuite('webgpu');
referenceSuite('webgpu');
trainingSuite('webgpu', ['mlp', 'gpt', 'micro-batches']);

it('ran on a GPU adapter, through dispatches', async () => {
  const device = await use('webgpu');
  expect(device.name).toBe('webgpu');
  expect(device.adapter).not.toBe('');
  expect(device.dispatches()).toBeGreaterThan(1000);
});
cellSuite('webgpu');
modelSuite('webgpu');
