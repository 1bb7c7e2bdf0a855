import { BaseEdge, type EdgeProps, getBezierPath } from '@xyflow/react';
import { memo } from 'react';
import { axesOf } from '../axes';
import { useDocument, useView } from '../context';
import type { WireEdge } from './flow';
import { lanePath } from './route';

/** The batch in italics, time bold, sizes as they are: which axis is which is seen before it is read. */
const Shape = memo(function Shape({ label }: { readonly label: string }) {
  return (
    <>
      [
      {axesOf(label).map(({ text, kind }, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an axis is its place.
        <tspan key={i}>
          {i > 0 && ', '}
          <tspan className={`axis-${kind}`}>{text}</tspan>
        </tspan>
      ))}
      ]
    </>
  );
});

/** Drawn in the colour of what it carries, with the shape where it begins; red, with the reason, where it does not fit. */
export function Wire(props: EdgeProps<WireEdge>) {
  const { id, sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition, selected, data } = props;
  const view = useDocument((state) => state.views.wires.get(id));
  const target = useView((state) => state.target === id);
  if (!view) return null;
  const [straight] = getBezierPath({ sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition });
  const path =
    data?.lane === undefined ? straight : lanePath({ x: sourceX, y: sourceY }, { x: targetX, y: targetY }, data.lane);
  const wrong = view.mark?.severity === 'error';
  const color = wrong ? 'var(--wf-danger)' : `var(--wf-role-${view.role})`;
  return (
    <g className="wire" data-role={view.role} data-selected={selected === true} data-wrong={wrong} data-target={target}>
      <BaseEdge path={path} interactionWidth={16} style={{ stroke: color }} />
      <text x={sourceX + 9} y={sourceY - 5} className="wire-label" style={{ fill: color }}>
        {view.label !== '' && <Shape label={view.label} />}
      </text>
      {view.mark && <title>{view.mark.text}</title>}
    </g>
  );
}
