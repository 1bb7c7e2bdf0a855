import { describe, expect, it } from 'vitest';
import { blocks } from '../../blocks';
import { detailOf, FAR, FEW } from '../../src/editor/canvas/detail';
import { flowEdges, flowNodes, type Shown } from '../../src/editor/canvas/flow';
import { wiresThrough } from '../../src/editor/canvas/near-wire';
import { type Ends, lanePath, lanesOf, type Obstacle } from '../../src/editor/canvas/route';
import { deriveViews } from '../../src/editor/derive';
import { sizeFault } from '../../src/editor/inspector/parameters';
import { createLibrary } from '../../src/editor/library';
import { searchBlocks } from '../../src/editor/palette/search';
import { CARD, FIRST_PORT, freePlace } from '../../src/editor/place';
import { checker, GraphBuilder } from '../support/graph';

const library = createLibrary(blocks, () => ({ type: 'generated', dataset: 'xor', seed: 1, options: {} }));

function shownOf(): Shown {
  const document = {
    ...new GraphBuilder().block('a', 'activation').block('b', 'activation').wire('a.y -> b.x').document(),
    layout: { positions: [{ id: 'a', x: 0, y: 0 }] },
  };
  const views = deriveViews(document, undefined, checker.check(document), library);
  return { document, views, selected: new Set(), draft: new Map(), measured: new Map() };
}

describe('React Flow’s picture', () => {
  it('keeps the object of every card that is as it was', () => {
    const shown = shownOf();
    const first = flowNodes(shown, new Map());
    const dragged = flowNodes({ ...shown, draft: new Map([['a', { x: 8, y: 0 }]]) }, first);
    expect(dragged.get('a')?.position).toEqual({ x: 8, y: 0 });
    expect(dragged.get('b')).toBe(first.get('b'));
    const chosen = flowNodes({ ...shown, selected: new Set(['b']) }, first);
    expect(chosen.get('a')).toBe(first.get('a'));
    expect(chosen.get('b')?.selected).toBe(true);
  });

  it('places what the file does not', () => {
    expect(flowNodes(shownOf(), new Map()).get('b')?.position).toEqual({ x: 0, y: 0 });
  });

  it('leaves out wires to blocks that are not there', () => {
    const { views } = shownOf();
    const broken = new Map([...views.wires].map(([id, wire]) => [id, { ...wire, to: { node: 'gone', port: 'x' } }]));
    const all = { all: true, ids: new Set<string>(), whole: false };
    expect(flowEdges(views, new Set(), new Map(), new Map(), all).size).toBe(1);
    expect(flowEdges({ ...views, wires: broken }, new Set(), new Map(), new Map(), all).size).toBe(0);
  });
});

describe('level of detail', () => {
  const many = Array.from({ length: 400 }, (_, i) => ({
    id: `n${i}`,
    x: (i % 20) * 300,
    y: Math.floor(i / 20) * 200,
    width: 208,
    height: 120,
  }));
  const seen = { cards: many, count: many.length, sight: { x: 0, y: 0, width: 1000, height: 600 }, wanted: [] };

  it('draws everything where there are few', () => {
    expect(detailOf({ ...seen, count: FEW, zoom: 0.1 }).all).toBe(true);
  });

  it('draws of many only those in sight, and from afar none but those that are asked for', () => {
    const near = detailOf({ ...seen, zoom: 1 });
    expect(near.all).toBe(false);
    expect(near.ids.has('n0')).toBe(true);
    expect(near.ids.has('n399')).toBe(false);
    expect(near.ids.size).toBeLessThan(40);
    expect([...detailOf({ ...seen, zoom: FAR / 2, wanted: ['n7'] }).ids]).toEqual(['n7']);
  });

  it('knows when all of many are in sight', () => {
    expect(detailOf({ ...seen, zoom: 0.2 }).whole).toBe(false);
    expect(detailOf({ ...seen, zoom: 0.2, sight: { x: -10, y: -10, width: 7000, height: 5000 } }).whole).toBe(true);
  });

  it('leaves wires between cards without detail to one drawing', () => {
    const { views } = shownOf();
    const edges = (ids: readonly string[], chosen: readonly string[] = []) =>
      flowEdges(views, new Set(chosen), new Map(), new Map(), { all: false, ids: new Set(ids), whole: false }).size;
    expect(edges(['a', 'b'])).toBe(1);
    expect(edges(['a'])).toBe(0);
    // One that is chosen is marked there as well.
    expect(edges([], [...views.wires.keys()])).toBe(0);
  });
});

const card = (id: string, x: number, y: number): Obstacle => ({ id, x, y, width: 200, height: 100 });
const wire = (id: string, from: [number, number], to: [number, number], own: readonly string[]): Ends => ({
  id,
  source: id,
  from: { x: from[0], y: from[1] },
  to: { x: to[0], y: to[1] },
  own: new Set(own),
});

describe('wires', () => {
  it('go straight where nothing is in the way', () => {
    expect(lanesOf([wire('w', [200, 50], [300, 50], ['a', 'b'])], [card('a', 0, 0), card('b', 300, 0)]).size).toBe(0);
  });

  it('go around a card between their ends, not behind it', () => {
    const cards = [card('a', 0, 0), card('c', 300, 0), card('b', 600, 0)];
    const lane = lanesOf([wire('w', [200, 60], [600, 60], ['a', 'b'])], cards).get('w');
    expect(lane).toBeGreaterThan(100);
  });

  it('lead back between the rows', () => {
    const cards = [card('a', 600, 0), card('b', 0, 300)];
    expect(lanesOf([wire('w', [800, 50], [0, 350], ['a', 'b'])], cards).get('w')).toBe(200);
  });

  it('of different outputs do not run on one another', () => {
    const cards = [card('a', 600, 0), card('b', 0, 300)];
    const lanes = lanesOf(
      [wire('v', [800, 50], [0, 350], ['a', 'b']), wire('w', [800, 50], [0, 350], ['a', 'b'])],
      cards,
    );
    expect(lanes.get('v')).not.toBe(lanes.get('w'));
  });

  it('are drawn as one path from end to end', () => {
    const path = lanePath({ x: 0, y: 0 }, { x: 400, y: 0 }, 150);
    expect(path.startsWith('M0 0')).toBe(true);
    expect(path.endsWith('L400 0')).toBe(true);
    expect(path).not.toContain('NaN');
  });
});

describe('room on the plane', () => {
  it('is found beside what is there', () => {
    const taken = [{ x: 0, y: 0, width: 208, height: 120 }];
    const place = freePlace(taken, { x: 0, y: 0 });
    expect(place.x >= 208 || place.y >= 120 || place.x <= -208 || place.y <= -120).toBe(true);
    // A taller card begins higher above what is there.
    const tall = freePlace([{ x: 0, y: 0, width: 208, height: 120 }], { x: 0, y: -200 }, { width: 208, height: 190 });
    expect(tall.y + 190 <= 0 || tall.x >= 208 || tall.x <= -208).toBe(true);
    expect(freePlace(taken, { x: 0, y: -152 })).toEqual({ x: 0, y: -152 });
  });
});

describe('the palette', () => {
  const titles = (query: string, inModule = false) =>
    searchBlocks(blocks, query, inModule).flatMap((group) => group.blocks.map((block) => block.doc.title));

  it('has every block in the library’s order, by where it can stand', () => {
    expect(titles('')[0]).toBe('Token sequences');
    expect(titles('')).not.toContain('Module input');
    expect(titles('', true)).toContain('Module input');
    expect(titles('', true)).not.toContain('Token sequences');
  });

  it('finds what a block is called before what is said about it', () => {
    expect(titles('output')[0]).toBe('Output');
    expect(titles('dense')[0]).toBe('Linear');
    expect(titles('LSTM')[0]).toBe('LSTM');
    expect(titles('no such thing')).toEqual([]);
  });
});

describe('a size in the inspector', () => {
  const units = library.byId.get('linear')?.parameters.units;
  if (!units) throw new Error('linear has no units');
  const fault = (text: string) => sizeFault(text, units, { V: 34, K: 2 });

  it('is a number or follows the data', () => {
    expect(fault('64')).toBeUndefined();
    expect(fault('V')).toBeUndefined();
    expect(fault('2*V + K')).toBeUndefined();
  });

  it('says what it does not know and what it does', () => {
    expect(fault('Q')).toBe('Q is not a size of the data, which has V, K.');
    expect(fault('K-2')).toContain('enter a whole number from 1');
    expect(fault('=')).toContain('Enter a whole number');
  });
});

describe('the wires near a place', () => {
  const { document, views } = shownOf();
  const wires = [...views.wires.values()];
  const at = (x: number, y: number, size = 4) => ({ x: x - size / 2, y: y - size / 2, width: size, height: size });
  const ask = (b: { x: number; y: number }, box: ReturnType<typeof at>, lane?: number) =>
    wiresThrough(box, {
      ...{ wires, views },
      places: new Map([
        ['a', { x: 0, y: 0 }],
        ['b', b],
      ]),
      lanes: new Map(lane === undefined ? [] : [[wires[0]?.id ?? '', lane]]),
    }).length;

  it('are told from the ends and the bend', () => {
    expect(document.graph.edges).toHaveLength(1);
    const port = FIRST_PORT;
    expect(ask({ x: 400, y: 0 }, at(300, port))).toBe(1);
    expect(ask({ x: 400, y: 0 }, at(300, port + 20))).toBe(0);
    // Halfway down an S it is at half the height.
    expect(ask({ x: 408, y: 200 }, at(308, port + 100))).toBe(1);
    expect(ask({ x: 408, y: 200 }, at(308, port))).toBe(0);
    // However far its ends are: a box between two pieces that are taken for it is met.
    expect(ask({ x: 100_000, y: 0 }, at(12_345, port))).toBe(1);
  });

  it('are told from the lane, where there is one', () => {
    expect(ask({ x: 400, y: 0 }, at(300, -80), -80)).toBe(1);
    expect(ask({ x: 400, y: 0 }, at(300, FIRST_PORT), -80)).toBe(0);
    expect(ask({ x: 400, y: 0 }, at(CARD.width + 20, 0), -80)).toBe(1);
  });
});
