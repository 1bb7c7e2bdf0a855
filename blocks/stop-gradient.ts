import { defineBlock } from '../src/block';

const REASON = 'stopping it is what the block is for';

export const stopGradient = defineBlock({
  id: 'stop-gradient',
  version: 1,
  category: 'combine',
  doc: {
    title: 'Stop gradient',
    formula: 'y = x,\\quad \\partial y / \\partial x = 0',
    text: 'Hands on what comes in, but no gradient goes back through it: what stands before learns nothing from what stands after. For targets that a network makes itself, and for frozen parts.',
    source: { title: 'Chen and He 2020 (SimSiam)', url: 'https://arxiv.org/abs/2011.10566' },
    keywords: ['detach', 'freeze', 'distillation', 'target network'],
  },
  parameters: {},
  inputs: { x: 'float [...]' },
  outputs: { y: 'float [...]' },
  forward: ({ x }, _, __, { ops }) => ({ y: ops.stopGradient(x) }),
  examples: [
    { inputs: { x: [2, 3, 4] }, noGradient: { x: REASON } },
    { inputs: { x: [1] }, noGradient: { x: REASON } },
    { inputs: { x: [5, 7] }, noGradient: { x: REASON } },
  ],
});
