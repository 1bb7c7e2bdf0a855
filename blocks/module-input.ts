import { defineBlock } from '../src/block';

export const moduleInput = defineBlock({
  id: 'module-input',
  version: 1,
  category: 'module',
  role: 'module-input',
  doc: {
    title: 'Module input',
    text: 'Inside a module: a port through which something comes in. The block’s name is the name of the port.',
    keywords: ['port', 'argument'],
  },
  parameters: { optional: { kind: 'bool', default: false, doc: 'Instances may leave the port unconnected.' } },
  inputs: {},
  outputs: { y: 'any [...]' },
  examples: [],
});
