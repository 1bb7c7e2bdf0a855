import type { Tap } from './block';
import { INITIALISERS } from './weights';

/** What can be set about a recurrent layer, whatever its cell; W acts on what comes in, U on the state. */
export const RECURRENT_PARAMETERS = {
  units: { kind: 'int', default: 64, min: 1, max: 16_384, symbolic: true, doc: 'H, the width of the state.' },
  bidirectional: { kind: 'bool', default: false, doc: 'Also run from the end to the start; widths become 2·H.' },
  returns: {
    kind: 'choice',
    options: ['sequence', 'last'],
    default: 'sequence',
    doc: 'All outputs, or only the final state.',
  },
  initialiser: {
    kind: 'choice',
    options: INITIALISERS,
    default: 'glorot',
    quiet: true,
    doc: 'How W, on what comes in, begins.',
  },
  recurrent_initialiser: {
    kind: 'choice',
    options: INITIALISERS,
    default: 'orthogonal',
    quiet: true,
    doc: 'How U, on the state, begins.',
  },
} as const;

/** The gradient at what enters each time step, x_t · W + b, through everything that comes after. */
export const FLOW: Tap = {
  axes: 'B T G',
  gradient: true,
  doc: '∂loss/∂ what enters each time step: small at the beginning means that nothing is learned from there.',
};
