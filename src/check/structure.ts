import type { Document, Patch } from '../document';
import type { Problem } from '../problem';
import { matchesPattern } from './match';
import type { CheckedGraph, CheckedNode } from './types';
import type { Walked } from './walk';

/** What the graph as a whole lacks, and ties and phases that lead nowhere. */
export function structuralProblems(document: Document, walked: Walked, parameters: number): Problem<Patch>[] {
  if (document.graph.nodes.length === 0 || !walked.complete) return tieProblems(walked);
  const problems: Problem<Patch>[] = [];
  const warn = (code: 'graph/no-loss' | 'graph/no-output' | 'graph/no-weights', expected: string, fix: string) => {
    problems.push({ code, severity: 'warning', at: {}, expected, received: 'none', fix });
  };
  const losses = walked.nodes.filter((node) => node.role === 'loss');
  if (losses.length === 0)
    warn('graph/no-loss', 'a loss block, to be trained', 'Add Cross-entropy or Mean squared error.');
  if (!walked.nodes.some((node) => node.role === 'output')) {
    warn('graph/no-output', 'an output block, to predict', 'Add Output and wire what the model should predict.');
  }
  if (parameters === 0) warn('graph/no-weights', 'a block with weights', 'Add a layer, such as Linear.');
  for (const [i, phase] of document.training.phases.entries()) {
    for (const { node } of phase.losses) {
      if (losses.some((loss) => loss.id === node)) continue;
      problems.push({
        code: 'training/unknown-loss',
        severity: 'error',
        at: { field: `training.phases.${i}.losses` },
        expected: `one of ${losses.map((loss) => loss.name).join(', ') || 'no loss blocks'}`,
        received: node,
        fix: 'Choose the losses of the phase again in Training settings.',
      });
    }
  }
  return [...problems, ...recomputeProblems(document), ...patternProblems(document, walked), ...tieProblems(walked)];
}

/** Modules that were to be computed again and are no longer defined. */
function recomputeProblems({ training, modules }: Document): Problem<Patch>[] {
  const { recompute } = training;
  if (recompute === undefined || recompute === 'all') return [];
  const known = new Set(modules.map(({ id }) => id));
  const left = recompute.filter((id) => known.has(id));
  return recompute
    .filter((id) => !known.has(id))
    .map((id) => ({
      code: 'training/unknown-module',
      severity: 'warning',
      at: { field: 'training.recompute' },
      expected: `one of ${[...known].join(', ') || 'no modules'}`,
      received: id,
      fix: 'Take it out of what is recomputed in Training settings.',
      edit: [{ path: ['training', 'recompute'], before: recompute, ...(left.length > 0 ? { after: left } : {}) }],
    }));
}

/** Patterns by which a phase chooses weights and that no weight answers: what they meant would silently stand still. */
function patternProblems({ training }: Document, walked: Walked): Problem<Patch>[] {
  const narrow = (pattern: string) => pattern !== '*';
  // Naming all weights of a large document takes longer than the rest of a check after an edit.
  if (!training.phases.some(({ weights }) => weights.some(narrow))) return [];
  const shapes = new Map<string, readonly number[]>();
  collect(walked, '', '', shapes, []);
  const paths = [...shapes.keys()];
  return training.phases.flatMap(({ weights }, i) =>
    weights
      .filter((pattern) => narrow(pattern) && !paths.some((path) => matchesPattern(pattern, path)))
      .map(
        (pattern): Problem<Patch> => ({
          code: 'training/no-weights',
          severity: 'warning',
          at: { field: `training.phases.${i}.weights` },
          expected: 'a pattern that some weight answers',
          received: pattern,
          fix: 'Correct it in Training settings; a block may have another name now, or stand in a module.',
        }),
      ),
  );
}

/** Whether a weight anywhere inside is another one. */
const hasTies = ({ nodes }: Pick<CheckedGraph, 'nodes'>): boolean =>
  nodes.some(({ ties, call }) => ties.length > 0 || (call.kind === 'module' && hasTies(call.graph)));

function tieProblems(walked: Walked): Problem<Patch>[] {
  if (!hasTies(walked)) return [];
  const shapes = new Map<string, readonly number[]>();
  const tied: Tied[] = [];
  collect(walked, '', '', shapes, tied);
  return tied.flatMap(({ node, path, weights }) =>
    node.ties.flatMap((tie): Problem<Patch>[] => {
      const spec = node.weights[tie.weight];
      const shape = shapes.get(tie.from);
      const at = { nodes: [node.id], path, parameter: tie.weight };
      const fix = 'Correct the tie, or remove it.';
      if (!spec || !shape || tie.from === `${weights}.${tie.weight}`) {
        const expected = spec ? 'the path of another weight' : `one of ${Object.keys(node.weights).join(', ')}`;
        const received = spec ? tie.from : tie.weight;
        return [{ code: 'graph/unknown-tie', severity: 'error', at, expected, received, fix }];
      }
      const given = tie.transpose ? [...shape].reverse() : shape;
      if (given.length === spec.shape.length && given.every((n, i) => n === spec.shape[i])) return [];
      const expected = `[${spec.shape.join(', ')}]`;
      return [{ code: 'graph/tie-shape', severity: 'error', at, expected, received: `[${given.join(', ')}]`, fix }];
    }),
  );
}

interface Tied {
  readonly node: CheckedNode;
  /** Where the block stands, and where its weights are named: they differ under a share key. */
  readonly path: string;
  readonly weights: string;
}

function collect(
  graph: Pick<CheckedGraph, 'nodes'>,
  prefix: string,
  owner: string,
  shapes: Map<string, readonly number[]>,
  tied: Tied[],
): void {
  for (const node of graph.nodes) {
    const path = prefix + node.name;
    const weights = owner + node.name;
    const own = new Set(node.ties.map((tie) => tie.weight));
    for (const [name, { shape }] of Object.entries(node.weights))
      if (!own.has(name)) shapes.set(`${weights}.${name}`, shape);
    if (node.ties.length > 0) tied.push({ node, path, weights });
    const { call } = node;
    if (call.kind !== 'module') continue;
    const copies = call.shared || call.share !== undefined ? 1 : call.repeat;
    for (let i = 0; i < copies; i++) {
      const copy = call.repeat > 1 ? `.${i}.` : '.';
      collect(call.graph, path + copy, call.share === undefined ? weights + copy : `${call.share}.`, shapes, tied);
    }
  }
}
