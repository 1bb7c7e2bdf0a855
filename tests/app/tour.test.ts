import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createStore } from 'zustand/vanilla';
import { RunBridge } from '../../src/app/run/bridge';
import { Figures } from '../../src/app/run/figures';
import { asBegun, HEAD, HIDDEN, openTour, tourDocument, WIRE } from '../../src/app/tour/document';
import { factsOf } from '../../src/app/tour/facts';
import { enterStep, observe, type Progress } from '../../src/app/tour/machine';
import { placeCard } from '../../src/app/tour/place';
import { STEPS, type TourFacts } from '../../src/app/tour/steps';
import type { WorkspaceState } from '../../src/app/workspace';
import { apply, parseDocument, serialiseDocument } from '../../src/document';
import { formatPercent } from '../../src/ui/format';
import type { WorkerEvent } from '../../src/worker/protocol';
import { editorOf } from '../support/editor';
import { checker } from '../support/graph';

const FIRST: TourFacts = { selected: [], wired: new Set(), errors: 1, run: 'idle', judged: undefined };
const idOf = ({ step }: Progress) => STEPS[step]?.id;

const xor = () => {
  const parsed = parseDocument(readFileSync(new URL('../../templates/xor.json', import.meta.url), 'utf8'));
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  return parsed.document;
};

describe('the way through the tour', () => {
  it('goes on with what the person does, and waits where there is something to read', () => {
    let now = enterStep(STEPS, 0, FIRST);
    let facts = FIRST;
    const happens = (change: Partial<TourFacts>) => {
      facts = { ...facts, ...change };
      now = observe(STEPS, now, facts);
      return [idOf(now), now.done];
    };
    expect(happens({ selected: ['n1'] })).toEqual(['look', false]);
    expect(happens({ selected: [HIDDEN] })).toEqual(['look', true]);
    now = enterStep(STEPS, now.step + 1, facts);
    expect(happens({ selected: [] })).toEqual(['connect', false]);
    expect(happens({ wired: new Set([`${WIRE.to.node}/${WIRE.to.port}`]) })).toEqual(['mend', false]);
    expect(happens({ errors: 0 })).toEqual(['train', false]);
    expect(happens({ run: 'preparing' })).toEqual(['watch', false]);
    expect(happens({ run: 'training' })).toEqual(['watch', false]);
    expect(happens({ run: 'finished' })).toEqual(['watch', true]);
    now = enterStep(STEPS, now.step + 1, facts);
    expect(happens({ judged: { accuracy: 0.75, examples: 40, step: 400 } })).toEqual(['done', true]);
    expect(STEPS.at(-1)?.after?.(facts)).toContain(`${formatPercent(0.75)} of 40 points`);
  });

  it('does not run past a step that was done before: who goes back reads it again', () => {
    const done = { ...FIRST, wired: new Set([`${WIRE.to.node}/${WIRE.to.port}`]) };
    const back = enterStep(STEPS, 1, done);
    expect([idOf(back), back.done]).toEqual(['connect', true]);
    expect(observe(STEPS, back, done)).toBe(back);
    const undone = observe(STEPS, back, FIRST);
    expect([idOf(undone), undone.done]).toEqual(['connect', false]);
    expect(idOf(observe(STEPS, undone, done))).toBe('mend');
  });

  it('stays within its steps', () => {
    expect(enterStep(STEPS, -1, FIRST).step).toBe(0);
    expect(enterStep(STEPS, 99, FIRST).step).toBe(STEPS.length - 1);
  });

  it('says each step in two sentences at most, and no figure that a run has to give', () => {
    for (const { text } of STEPS) {
      expect(text.split(/[.!?:](?=\s|$)/).filter((part) => part.trim() !== '').length).toBeLessThanOrEqual(3);
      expect(text).not.toMatch(/\d/);
    }
  });
});

describe('what the tour knows', () => {
  it('says nothing of the run of another document, which is there until it has been let go', async () => {
    let tell: (event: WorkerEvent) => void = () => undefined;
    const client = {
      send: () => undefined,
      ask: () => new Promise<never>(() => undefined),
      subscribe: (listener: typeof tell) => {
        tell = listener;
        return () => undefined;
      },
    };
    const run = new RunBridge(client, () => undefined, new Figures(() => undefined));
    const begun = tourDocument(xor());
    const opened = (id: string): WorkspaceState => ({ id, saving: 'saved', elsewhere: false, documents: [] });
    const state = createStore(() => opened('other'));
    const facts = () => factsOf({ editor: editorOf(begun).editor, run, state });
    const status = { step: 9, steps: 9, hasWeights: true, bestStep: undefined, snapshot: undefined };
    await run.turnTo('other', begun);
    tell({ type: 'status', status: { ...status, run: 'r1', state: 'finished' } });
    run.view.setState({
      evaluation: {
        split: 'test',
        step: 9,
        examples: 40,
        of: 40,
        scores: [{ name: 'accuracy', value: 1 }],
        buckets: [],
        samples: [],
      },
    });
    expect([facts().run, facts().judged?.examples]).toEqual(['finished', 40]);
    state.setState(opened('tour'));
    const turned = run.turnTo('tour', begun);
    expect([facts().run, facts().judged]).toEqual(['idle', undefined]);
    tell({ type: 'status', status: { ...status, run: undefined, state: 'idle' } });
    await turned;
    tell({ type: 'status', status: { ...status, run: 'r2', state: 'paused' } });
    expect([facts().run, facts().judged]).toEqual(['paused', undefined]);
    await Promise.all([run.reset(), tell({ type: 'status', status: { ...status, run: undefined, state: 'idle' } })]);
    tell({ type: 'status', status: { ...status, run: 'r3', state: 'training' } });
    expect(facts().run).toBe('training');
  });
});

describe('the tour’s document', () => {
  it('is what the tour begins in, and where another was opened meanwhile there is no tour', async () => {
    expect(await openTour({ openNew: async () => 'its own' })).toEqual({
      id: 'its own',
      document: tourDocument(xor()),
    });
    expect(await openTour({ openNew: async () => undefined })).toBeUndefined();
  });

  it('lacks a wire; with it, one setting is wrong, and its problem brings the edit that mends it', () => {
    const begun = tourDocument(xor());
    const first = checker.check(begun).problems;
    expect(first.map(({ code }) => code)).toEqual(['graph/missing-input']);
    const wired = apply(begun, [{ path: ['graph', 'edges', 'e9'], after: { id: 'e9', ...WIRE } }]);
    if ('problems' in wired) throw new Error('no wire');
    const [fault, ...more] = checker.check(wired.document).problems;
    expect(more).toEqual([]);
    const mended = apply(wired.document, fault?.edit ?? []);
    if ('problems' in mended) throw new Error('no edit');
    expect(checker.check(mended.document).problems).toEqual([]);
    expect(mended.document.graph.nodes).toEqual(xor().graph.nodes);
  });

  it('can be had again whatever was done to it, and that can be undone', () => {
    const begun = tourDocument(xor());
    const spoilt = {
      ...begun,
      graph: { nodes: begun.graph.nodes.filter(({ id }) => id !== HEAD), edges: [] },
      layout: { positions: [] },
    };
    const again = apply(spoilt, asBegun(spoilt, begun));
    if ('problems' in again) throw new Error(JSON.stringify(again.problems));
    expect(serialiseDocument(again.document)).toBe(serialiseDocument(begun));
  });
});

describe('the card', () => {
  const room = { x: 0, y: 0, width: 1280, height: 800 };
  const card = { width: 320, height: 160 };
  const overlap = (at: { x: number; y: number }, rect: { x: number; y: number; width: number; height: number }) =>
    at.x < rect.x + rect.width &&
    rect.x < at.x + card.width &&
    at.y < rect.y + rect.height &&
    rect.y < at.y + card.height;

  it.each([
    ['in the middle', { x: 600, y: 300, width: 100, height: 60 }],
    ['in a corner', { x: 1200, y: 10, width: 70, height: 28 }],
    ['at the left edge', { x: 0, y: 400, width: 90, height: 300 }],
    ['along the bottom', { x: 0, y: 560, width: 1280, height: 240 }],
  ])('stands beside a target %s, in the window and not on it', (_, target) => {
    for (const side of ['top', 'bottom', 'left', 'right'] as const) {
      const at = placeCard({ target, card, room, side });
      expect(overlap(at, target)).toBe(false);
      expect(at.x).toBeGreaterThanOrEqual(0);
      expect(at.y).toBeGreaterThanOrEqual(0);
      expect(at.x + card.width).toBeLessThanOrEqual(room.width);
      expect(at.y + card.height).toBeLessThanOrEqual(room.height);
    }
  });

  it('leaves what else it speaks of to be seen', () => {
    const target = { x: 600, y: 300, width: 100, height: 60 };
    const other = { x: 560, y: 370, width: 180, height: 100 };
    expect(placeCard({ target, card, room, side: 'top' }).arrow?.side).toBe('top');
    const at = placeCard({ target, card, room, side: 'top', clear: [other] });
    expect(overlap(at, other)).toBe(false);
    expect(overlap(at, target)).toBe(false);
  });

  it('goes to a corner where its target fills the window', () => {
    expect(placeCard({ target: room, card, room, side: 'top' }).arrow).toBeUndefined();
  });

  it('would rather lie on the block than on the ports that the hand needs', () => {
    const low = { x: 0, y: 0, width: 640, height: 400 };
    const target = { x: 60, y: 145, width: 220, height: 130 };
    const ports = [
      { x: 270, y: 195, width: 16, height: 16 },
      { x: 360, y: 195, width: 16, height: 16 },
    ];
    const at = placeCard({ target, card, room: low, side: 'top', clear: ports });
    for (const port of ports) expect(overlap(at, port)).toBe(false);
  });
});
