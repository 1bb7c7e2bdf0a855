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
  parameters: {
    optional: { kind: 'bool', default: false, doc: 'Instances may leave the port unconnected.' },
    steps: {
      kind: 'bool',
      default: false,
      doc: 'A recurrent module reads this port one time step after the other; otherwise every step sees all of it.',
    },
    width: {
      kind: 'int',
      default: 64,
      min: 1,
      max: 1_000_000,
      symbolic: true,
      doc: 'A state that begins with nothing wired is zeros [B, width].',
    },
  },
  inputs: {},
  outputs: { y: 'any [...]' },
  examples: [],
});
