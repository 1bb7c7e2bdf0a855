import { ViewportPortal } from '@xyflow/react';
import { memo, useMemo } from 'react';
import type { Point } from '../../document';
import { useDocument, useView } from '../context';
import type { Views, WireView } from '../derive';
import { type Detail, isFull } from './detail';
import type { CardNode } from './flow';
import { wireEnds } from './lanes';
import { bendFor, lanePath } from './route';

export interface FlatWiresProps {
  readonly nodes: readonly CardNode[];
  readonly lanes: ReadonlyMap<string, number>;
  readonly detail: Detail;
}

/** The wires between cards without detail: one path for each colour, and only those of moved cards are drawn anew. */
export const FlatWires = memo(function FlatWires({ nodes, lanes, detail }: FlatWiresProps) {
  const views = useDocument((state) => state.views);
  const chosen = useView((view) => view.edges);
  const target = useView((view) => view.target);
  const moving = useView((view) => [...view.draft.keys()].join());
  const flat = useMemo(
    () => (detail.all ? [] : [...views.wires.values()].filter((wire) => !isFull(detail, wire))),
    [detail, views],
  );
  const [still, moved] = useMemo(() => {
    const cards = new Set(moving === '' ? [] : moving.split(','));
    const moves = ({ from, to }: WireView) => cards.has(from.node) || cards.has(to.node);
    return [flat.filter((wire) => !moves(wire)), flat.filter(moves)];
  }, [flat, moving]);
  const places = useMemo(() => new Map(nodes.map((node) => [node.id, node.position])), [nodes]);
  // While some cards move, the others stay where they were.
  // biome-ignore lint/correctness/useExhaustiveDependencies: `places` changes with every frame of a drag.
  const resting = useMemo(() => pathsOf(still, places, views, lanes), [still, views, lanes, moving === '' && places]);
  const aimed = flat.filter(({ id }) => id === target);
  const marked = flat.filter(({ id }) => chosen.has(id));
  if (flat.length === 0) return null;
  return (
    <ViewportPortal>
      <svg aria-hidden data-wires={flat.length} className="flat-wires">
        <Paths paths={resting} />
        <Paths paths={pathsOf(moved, places, views, lanes)} />
        {aimed.length > 0 && (
          <g className="flat-target">
            <Paths paths={pathsOf(aimed, places, views, lanes)} />
          </g>
        )}
        {marked.length > 0 && (
          <g className="flat-chosen">
            <Paths paths={pathsOf(marked, places, views, lanes)} />
          </g>
        )}
      </svg>
    </ViewportPortal>
  );
});

const Paths = memo(function Paths({ paths }: { readonly paths: ReadonlyMap<string, string> }) {
  return [...paths].map(([color, path]) => <path key={color} d={path} style={{ stroke: color }} />);
});

/** Path data by colour. */
function pathsOf(
  wires: readonly WireView[],
  places: ReadonlyMap<string, Point>,
  views: Views,
  lanes: ReadonlyMap<string, number>,
): ReadonlyMap<string, string> {
  const pieces = new Map<string, string[]>();
  for (const wire of wires) {
    const ends = wireEnds(wire, places, views);
    if (!ends) continue;
    const color = wire.mark?.severity === 'error' ? 'var(--wf-danger)' : `var(--wf-role-${wire.role})`;
    const lane = lanes.get(wire.id);
    const path = lane === undefined ? curve(ends.from, ends.to) : lanePath(ends.from, ends.to, lane);
    const list = pieces.get(color);
    if (list) list.push(path);
    else pieces.set(color, [path]);
  }
  return new Map([...pieces].map(([color, list]) => [color, list.join('')]));
}

/** As React Flow bends a wire from a right side to a left one. */
function curve(from: Point, to: Point): string {
  const bend = bendFor(to.x - from.x);
  return `M${from.x} ${from.y}C${from.x + bend} ${from.y} ${to.x - bend} ${to.y} ${to.x} ${to.y}`;
}
