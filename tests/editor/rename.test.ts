import { describe, expect, it } from 'vitest';
import { apply, type Document, extract, invert, type Patch, setUse } from '../../src/document';
import { rename } from '../../src/editor/gestures';
import { showProblem } from '../../src/problem';
import { checker } from '../support/graph';
import { documents, drawnCell } from '../support/models';

function edited(document: Document, patch: Patch): Document {
  const applied = apply(document, patch);
  if ('problems' in applied) throw new Error(applied.problems.map(showProblem).join('\n'));
  return applied.document;
}

const problems = (document: Document) => checker.check(document).problems.map(showProblem);

/** A GRU whose output projection is the embedding's table; a phase trains some weights by name. */
function tied(): Document {
  const make = documents['tied gru'];
  if (!make) throw new RangeError('a document with a tie');
  const document = make();
  const phases = document.training.phases.map((phase) => ({ ...phase, weights: ['embed.*', 'gru.kernel'] }));
  return { ...document, training: { ...document.training, phases } };
}

describe('another name for a block', () => {
  it('is followed by what names its weights', () => {
    const before = tied();
    const patch = rename(before, undefined, 'embed', 'words');
    const after = edited(before, patch);
    expect(problems(after)).toEqual([]);
    expect(after.graph.nodes.find(({ name }) => name === 'head')?.ties?.[0]?.from).toBe('words.table');
    expect(after.training.phases[0]?.weights).toEqual(['words.*', 'gru.kernel']);
    expect(edited(after, invert(patch))).toEqual(before);
  });

  it.each([
    ['once', {}, 'piece.words.table', ['piece.words.*', 'piece.gru.kernel']],
    ['under a key', { share: 'both' }, 'piece.embed.table', ['piece.embed.*', 'piece.gru.kernel']],
  ] as const)('inside a module, used %s', (_, use, from, weights) => {
    const start = tied();
    const made = extract(start, undefined, new Set(['embed', 'gru']), {
      name: 'piece',
      refuse: () => undefined,
      main: () => true,
      gives: () => undefined,
      portVersion: 1,
    });
    if ('refusal' in made) throw new Error(made.refusal);
    const packed = edited(start, made.patch);
    const before = edited(packed, setUse(packed, undefined, made.instance, use));
    const patch = rename(before, 'piece', 'embed', 'words');
    const after = edited(before, patch);
    expect(after.graph.nodes.find(({ name }) => name === 'head')?.ties?.[0]?.from).toBe(from);
    expect(after.training.phases[0]?.weights).toEqual(weights);
    expect(edited(after, invert(patch))).toEqual(before);
  });

  it('of a state port is followed by the wires and the pairs of states, and by no namesake', () => {
    const before = drawnCell();
    const module = before.modules[0]?.id ?? '';
    const port = before.modules[0]?.nodes.find(({ name }) => name === 'y')?.id ?? '';
    const after = edited(before, rename(before, module, port, 'out'));
    expect(problems(after)).toEqual([]);
    expect(after.graph.nodes.find(({ name }) => name === 'cell')?.module?.recurrent).toEqual([
      { from: 'out', to: 'h' },
    ]);
  });
});

describe('a phase that names weights nobody has', () => {
  it('is told so', () => {
    const document = tied();
    const phases = document.training.phases.map((phase) => ({ ...phase, weights: ['embed.*', 'grus.*'] }));
    expect(problems({ ...document, training: { ...document.training, phases } })).toEqual([
      'warning training/no-weights at training.phases.0.weights: expected a pattern that some weight answers, received grus.*. Correct it in Training settings; a block may have another name now, or stand in a module.',
    ]);
  });
});
