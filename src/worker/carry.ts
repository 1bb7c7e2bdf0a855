import type { CheckedGraph } from '../check';
import type { CarriedWeights } from '../metrics';
import { carryWeights, Model } from '../train';

const shapesOf = (model: Model) => new Map([...model.weightShapes()].map(([path, shape]) => [path, { shape }]));

/** What a run of this graph would take over from the weights of a model, by their shapes alone. */
export function wouldCarry(from: Model, to: CheckedGraph): CarriedWeights {
  const shapes = new Model(to, to.training.seed).weightShapes();
  const { kept, made, dropped } = carryWeights(shapesOf(from), from.graph, to, shapes);
  return { kept, made, dropped };
}
