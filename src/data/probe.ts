import type { Problem } from '../problem';
import { probeFeatures } from './kinds/features';
import { probeLabelled } from './kinds/labelled';
import { probePairs } from './kinds/pairs';
import type { Fields } from './kinds/shared';
import { probeTagged } from './kinds/tagged';
import { probeTokens } from './kinds/tokens';
import type { Batch, DataSpec } from './types';

/** A batch of one from a person's text, by the spec alone: a document predicts without its file. */
export function probeOf(spec: DataSpec, fields: Fields): Batch | readonly Problem[] {
  switch (spec.kind) {
    case 'tokens':
      return probeTokens(spec, fields);
    case 'pairs':
      return probePairs(spec, fields);
    case 'labelled':
      return probeLabelled(spec, fields);
    case 'tagged':
      return probeTagged(spec, fields);
    case 'features':
      return probeFeatures(spec, fields);
  }
}
