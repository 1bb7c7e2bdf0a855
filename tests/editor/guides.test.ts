import { describe, expect, it } from 'vitest';
import { align, nearestTo } from '../../src/editor/canvas/guides';
import { type Box, GRID } from '../../src/editor/place';
import { fc } from '../support/property';

const box = (x: number, y: number, width = 208, height = 120): Box => ({ x, y, width, height });

describe('guides', () => {
  it('draw an edge to an edge a few pixels away, with a line from one thing to the other', () => {
    const { by, guides } = align(box(403, 300), [box(400, 0)], 6, { x: 403, y: 300 });
    expect(by).toEqual({ x: -3, y: 4 });
    expect(guides).toEqual([
      { axis: 'x', at: 400, from: 0, to: 424 },
      { axis: 'x', at: 608, from: 0, to: 424 },
    ]);
  });

  it('draw a middle to a middle where the sizes are not the same', () => {
    const { by, guides } = align(box(150, 205, 208, 80), [box(600, 190)], 6, { x: 150, y: 205 });
    expect(by).toEqual({ x: 2, y: 5 });
    expect(guides).toEqual([{ axis: 'y', at: 250, from: 152, to: 808 }]);
  });

  it('draw an edge to the other edge: what stands right below, or right beside', () => {
    const { by } = align(box(0, 123, 50, 60), [box(500, 0)], 6, { x: 0, y: 123 });
    expect(by.y).toBe(-3);
  });

  it('are none far from everything: what is dragged goes along the grid', () => {
    expect(align(box(1003, 1005), [box(0, 0)], 6, { x: 1003, y: 1005 })).toEqual({ by: { x: -3, y: 3 }, guides: [] });
  });

  const boxes = fc.record({
    x: fc.integer({ min: -500, max: 500 }),
    y: fc.integer({ min: -500, max: 500 }),
    width: fc.integer({ min: 20, max: 400 }),
    height: fc.integer({ min: 20, max: 400 }),
  });

  it('never draw further than their reach, and every line lies on an edge or middle of both', () => {
    fc.assert(
      fc.property(
        boxes,
        fc.array(boxes, { maxLength: 12 }),
        fc.integer({ min: 1, max: 40 }),
        (moving, others, reach) => {
          const { by, guides } = align(moving, others, reach, moving);
          for (const axis of ['x', 'y'] as const) {
            const size = axis === 'x' ? 'width' : 'height';
            const lines = (one: Box, shift = 0) => [0, 0.5, 1].map((part) => one[axis] + shift + part * one[size]);
            const own = guides.filter((guide) => guide.axis === axis);
            expect(Math.abs(by[axis])).toBeLessThanOrEqual(own.length > 0 ? reach : GRID / 2);
            if (own.length === 0) expect(Math.abs((moving[axis] + by[axis]) % GRID)).toBe(0);
            for (const { at, from, to } of own) {
              expect(lines(moving, by[axis])).toContainEqual(expect.closeTo(at, 5));
              expect(others.flatMap((other) => lines(other))).toContainEqual(expect.closeTo(at, 5));
              expect(to).toBeGreaterThan(from);
            }
          }
        },
      ),
    );
  });

  it('stay where they drew it: from there nothing draws it on', () => {
    fc.assert(
      fc.property(boxes, fc.array(boxes, { minLength: 1, maxLength: 12 }), (moving, others) => {
        const first = align(moving, others, 8, moving);
        const there = { ...moving, x: moving.x + first.by.x, y: moving.y + first.by.y };
        const second = align(there, others, 8, there);
        for (const axis of ['x', 'y'] as const)
          if (first.guides.some((guide) => guide.axis === axis)) expect(second.by[axis]).toBeCloseTo(0, 5);
      }),
    );
  });

  it('are looked for among the nearest of many', () => {
    const many = Array.from({ length: 1000 }, (_, i) => box(300 * i, 0));
    expect(nearestTo(box(3000, 0), many, 5)).toEqual([10, 9, 11, 8, 12].map((i) => many[i]));
  });
});
