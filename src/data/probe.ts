import type { Problem } from '../problem';
import { probeCaptions } from './kinds/captions';
import { probeFeatures } from './kinds/features';
import { probeImages } from './kinds/images';
import { probeLabelled } from './kinds/labelled';
import { probePairs } from './kinds/pairs';
import { probeSeries } from './kinds/series';
import type { Fields } from './kinds/shared';
import { probeTagged } from './kinds/tagged';
import { probeTokens } from './kinds/tokens';
import { probeDenoising } from './objectives/denoising';
import { probeMasked } from './objectives/masked';
import type { Batch, DataSpec } from './types';

/**
 * A batch of one from a person's text, by the spec alone: a document predicts without its file. Where the probe is one of
 * the examples, a blank one stands for it: the fields are checked, and the data set's own `probe` gives what is there.
 */
export function probeOf(spec: DataSpec, fields: Fields): Batch | readonly Problem[] {
  if (spec.objective?.kind === 'masked') return probeMasked(spec, fields);
  if (spec.objective?.kind === 'denoising') return probeDenoising(spec, fields);
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
    case 'images':
      return probeImages(spec, fields);
    case 'series':
      return probeSeries(spec, fields);
    case 'captions':
      return probeCaptions(spec, fields);
  }
}
