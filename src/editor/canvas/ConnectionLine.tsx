import { type ConnectionLineComponentProps, getBezierPath } from '@xyflow/react';
import { useDocument, useView } from '../context';
import type { CanvasNode } from './flow';

/** The wire while it is drawn, in the colour of what it will carry. */
export function ConnectionLine(props: ConnectionLineComponentProps<CanvasNode>) {
  const { fromX, fromY, toX, toY, fromPosition, toPosition, connectionStatus } = props;
  const pending = useView((view) => view.pending);
  const node = useDocument((state) => (pending ? state.views.nodes.get(pending.end.node) : undefined));
  const ports = pending?.side === 'output' ? node?.outputs : node?.inputs;
  const role = ports?.find((port) => port.name === pending?.end.port)?.role ?? 'hidden';
  const color = connectionStatus === 'invalid' ? 'var(--wf-danger)' : `var(--wf-role-${role})`;
  const [path] = getBezierPath({
    sourceX: fromX,
    sourceY: fromY,
    targetX: toX,
    targetY: toY,
    sourcePosition: fromPosition,
    targetPosition: toPosition,
  });
  return <path d={path} fill="none" strokeWidth={2} strokeDasharray="6 4" style={{ stroke: color }} />;
}
