import { type Block, defaultOf, parameterExpectation } from '../block';
import type { Objective } from '../data';
import type { Node } from '../document';

/** How a data block reads its data: the window it wants, and what it makes of it. */
export interface Reading {
  readonly length: number | undefined;
  readonly objective: Objective | undefined;
}

/** What stands for it where a parameter cannot be is its default: check says so, and the rest can still be worked out. */
export function readingOf(block: Block | undefined, { parameters }: Node): Reading {
  const length = typeof parameters.length === 'number' ? parameters.length : undefined;
  if (!block?.objective) return { length, objective: undefined };
  const values = Object.fromEntries(
    Object.entries(block.parameters).map(([name, parameter]) => {
      const value = parameters[name];
      const fits =
        value !== undefined && typeof value !== 'object' && parameterExpectation(parameter, value) === undefined;
      return [name, fits ? value : defaultOf(parameter)];
    }),
  );
  return { length, objective: block.objective(values) };
}
