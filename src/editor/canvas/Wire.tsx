import { BaseEdge, type EdgeProps, getBezierPath, getSmoothStepPath } from '@xyflow/react';
import { useDocument } from '../context';
import type { WireEdge } from './flow';

/** Drawn in the colour of what it carries, with the shape where it begins; red, with the reason, where it does not fit. */
export function Wire({
  id,
  sourceX,
  sourceY,
  targetX,
  targetY,
  sourcePosition,
  targetPosition,
  selected,
}: EdgeProps<WireEdge>) {
  const view = useDocument((state) => state.views.wires.get(id));
  if (!view) return null;
  const ends = { sourceX, sourceY, targetX, targetY, sourcePosition, targetPosition };
  // A wire that leads back goes around the cards instead of through them.
  const [path] =
    targetX > sourceX + 16 ? getBezierPath(ends) : getSmoothStepPath({ ...ends, borderRadius: 14, offset: 20 });
  const wrong = view.mark?.severity === 'error';
  const color = wrong ? 'var(--wf-danger)' : `var(--wf-role-${view.role})`;
  return (
    <g className="wire" data-selected={selected === true} data-wrong={wrong}>
      <BaseEdge path={path} interactionWidth={16} style={{ stroke: color }} />
      <text x={sourceX + 9} y={sourceY - 5} className="wire-label" style={{ fill: color }}>
        {view.label}
      </text>
      {view.mark && <title>{view.mark.text}</title>}
    </g>
  );
}
