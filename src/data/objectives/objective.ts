import type { DataSpec, Dataset, Objective } from '../types';
import { denoisingDataset, denoisingSpec } from './denoising';
import { maskedDataset, maskedSpec } from './masked';

/** What data look like to the model of a block with this objective. */
export function objectiveSpec(from: DataSpec, objective: Objective): DataSpec {
  switch (objective.kind) {
    case 'masked':
      return maskedSpec(from, objective.rate);
    case 'denoising':
      return denoisingSpec(from, { noise: objective.noise, rate: objective.rate, span: objective.span });
  }
}

/** The data set as the objective makes it; what it draws follows from seed, split, epoch and example alone. */
export function objectiveDataset(from: Dataset, objective: Objective, seed: number): Dataset {
  const spec = objectiveSpec(from.spec, objective);
  switch (objective.kind) {
    case 'masked':
      return maskedDataset(from, spec, objective.rate, seed);
    case 'denoising':
      return denoisingDataset(from, spec, objective, seed);
  }
}
