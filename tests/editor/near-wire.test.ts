import fc from 'fast-check';
import { expect, it } from 'vitest';
import { blocks } from '../../blocks';
import { wireEnds } from '../../src/editor/canvas/lanes';
import { distanceFrom, lineOf, passes, wiresThrough } from '../../src/editor/canvas/near-wire';
import { deriveViews } from '../../src/editor/derive';
import { createLibrary } from '../../src/editor/library';
import { type Box, middleOf } from '../../src/editor/place';
import { checker, GraphBuilder } from '../support/graph';

const library = createLibrary(blocks, () => ({ type: 'generated', dataset: 'xor', seed: 1, options: {} }));
const names = ['a', 'b', 'c', 'd', 'e', 'f'];
const graph = names.reduce((builder, name) => builder.block(name, 'add'), new GraphBuilder());
for (const [i, name] of names.entries())
  graph.wire(`${name}.y -> ${names[(i + 1) % 6]}.a`, `${name}.y -> ${names[(i + 3) % 6]}.b`);
const document = graph.document();
const views = deriveViews(document, undefined, checker.check(document), library);
const wires = [...views.wires.values()];

const at = fc.integer({ min: -600, max: 600 });
const cards = fc.array(fc.record({ x: at, y: at }), { minLength: 6, maxLength: 6 });
const ways = fc.array(fc.option(at, { nil: undefined }), { minLength: 12, maxLength: 12 });
const size = fc.integer({ min: 1, max: 240 });
const boxes = fc.array(fc.record<Box>({ x: at, y: at, width: size, height: size }), { minLength: 20, maxLength: 20 });

it('the wires through a box are those that every point of every wire tells, nearest first', () => {
  let some = 0;
  fc.assert(
    fc.property(cards, ways, boxes, (spots, heights, around) => {
      const places = new Map(names.map((name, i) => [name, spots[i] ?? { x: 0, y: 0 }]));
      const lanes = new Map(
        wires.flatMap(({ id }, i): [string, number][] => {
          const height = heights[i];
          return height === undefined ? [] : [[id, height]];
        }),
      );
      for (const box of around) {
        const slow = wires
          .flatMap((wire) => {
            const ends = wireEnds(wire, places, views);
            const line = ends ? lineOf(ends.from, ends.to, lanes.get(wire.id)) : [];
            return passes(box, line) ? [{ id: wire.id, distance: distanceFrom(middleOf(box), line) }] : [];
          })
          .sort((a, b) => a.distance - b.distance)
          .map(({ id }) => id);
        expect(wiresThrough(box, { wires, places, views, lanes })).toEqual(slow);
        some += slow.length;
      }
    }),
    { seed: 1, numRuns: 200 },
  );
  expect(wires).toHaveLength(12);
  expect(some).toBeGreaterThan(1000);
});
