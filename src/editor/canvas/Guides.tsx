import { ViewportPortal } from '@xyflow/react';
import { useView } from '../context';

/** The lines along which what is dragged stands in a row with others. */
export function Guides() {
  const guides = useView((view) => view.guides);
  if (guides.length === 0) return null;
  return (
    <ViewportPortal>
      <svg aria-hidden data-guides={guides.length} className="guides">
        {guides.map(({ axis, at, from, to }) => (
          <path key={`${axis} ${at}`} d={axis === 'x' ? `M${at} ${from}V${to}` : `M${from} ${at}H${to}`} />
        ))}
      </svg>
    </ViewportPortal>
  );
}
