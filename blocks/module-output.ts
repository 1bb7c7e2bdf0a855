import { defineBlock } from '../src/block';

export const moduleOutput = defineBlock({
  id: 'module-output',
  version: 1,
  category: 'module',
  role: 'module-output',
  doc: {
    title: 'Module output',
    text: 'Inside a module: a port through which something goes out. The block’s name is the name of the port.',
    keywords: ['port', 'result'],
  },
  parameters: {},
  inputs: { x: 'any [...]' },
  outputs: {},
  examples: [],
});
