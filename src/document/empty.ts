import { type Document, type Training, VERSION } from './schema';

/** Settings of a new document: AdamW with warm-up and cosine decay, which suits most of the blocks. */
export const defaultTraining: Training = {
  steps: 500,
  batch: 32,
  seed: 1,
  validation: 0.1,
  validateEvery: 50,
  validateExamples: 512,
  logEvery: 5,
  patience: 0,
  phases: [
    {
      name: 'train',
      losses: [],
      weights: ['*'],
      optimizer: { kind: 'adamw', beta1: 0.9, beta2: 0.99, epsilon: 1e-8, decay: 0.01 },
      learningRate: 0.003,
      schedule: { kind: 'cosine', warmup: 20, floor: 0.1 },
      clip: 1,
      turn: 1,
    },
  ],
  probe: {},
};

export const emptyDocument = (name: string): Document => ({
  wireformer: VERSION,
  meta: { name, description: '' },
  graph: { nodes: [], edges: [] },
  modules: [],
  data: [],
  training: defaultTraining,
  layout: { positions: [] },
});
