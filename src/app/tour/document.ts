import type { Document, Patch } from '../../document';
import { ProblemError } from '../../problem';
import { loadTemplate } from '../templates';
import type { Workspace } from '../workspace';
import type { TourSession } from './tour-store';

/** Blocks of the XOR template that the tour speaks of, by id. */
export const HIDDEN = 'n2';
export const TANH = 'n3';
export const HEAD = 'n4';
export const LOSS = 'n5';

/** The wire that is missing as the tour begins. */
export const WIRE = { from: { node: HIDDEN, port: 'y' }, to: { node: TANH, port: 'x' } } as const;

/** Neurons where there are two classes: what the tour has a person mend. */
const WRONG_UNITS = 3;

/** XOR with one wire missing and one setting wrong. */
export function tourDocument(template: Document): Document {
  const { name: _, lesson: __, expects: ___, ...meta } = template.meta;
  const { graph } = template;
  return {
    ...template,
    meta: { ...meta, name: 'My first model' },
    graph: {
      nodes: graph.nodes.map((node) =>
        node.id === HEAD ? { ...node, parameters: { ...node.parameters, units: WRONG_UNITS } } : node,
      ),
      edges: graph.edges.filter(({ to }) => to.node !== WIRE.to.node || to.port !== WIRE.to.port),
    },
  };
}

/** Undefined where the person has opened another document meanwhile: that one is not the tour's to change. */
export async function openTour(workspace: Pick<Workspace, 'openNew'>): Promise<TourSession | undefined> {
  const template = await loadTemplate('xor');
  if (!template) throw new Error('there is no template called xor');
  if ('broken' in template) throw new ProblemError([template.broken]);
  const document = tourDocument(template.document);
  const id = await workspace.openNew(document);
  return id === undefined ? undefined : { id, document };
}

/** What has been done to the tour's own blocks so far goes, whatever it was: one entry of the history, like any edit. */
export function asBegun(now: Document, { graph, modules, data, training, layout }: Document): Patch {
  return [
    { path: ['graph'], before: now.graph, after: graph },
    { path: ['modules'], before: now.modules, after: modules },
    { path: ['data'], before: now.data, after: data },
    { path: ['training'], before: now.training, after: training },
    { path: ['layout'], before: now.layout, after: layout },
  ];
}
