import { Handle, Position } from '@xyflow/react';
import { cx } from '../../ui';
import { useDocument, useEditor, useView } from '../context';
import type { PortView } from '../derive';
import { beginWire, endWire } from '../editor';
import type { ViewState } from '../view-store';
import { type End, endKey } from '../wiring';

/** How a port stands to the wire that is being drawn. */
type Standing = 'idle' | 'start' | 'fits' | 'refuses';

function standingOf({ pending }: ViewState, end: End, side: 'input' | 'output'): Standing {
  if (!pending) return 'idle';
  if (pending.end.node === end.node && pending.end.port === end.port && pending.side === side) return 'start';
  return pending.side !== side && pending.fits.has(endKey(end)) ? 'fits' : 'refuses';
}

export interface PortProps {
  readonly node: string;
  readonly side: 'input' | 'output';
  readonly port: PortView;
  /** Whether Tab stops here although no wire is being drawn. */
  readonly reachable: boolean;
}

export function Port({ node, side, port, reachable }: PortProps) {
  const editor = useEditor();
  const end = { node, port: port.name };
  const standing = useView((view) => standingOf(view, end, side));
  const keyboard = useView((view) => view.pending?.by === 'keyboard');
  const readOnly = useDocument((state) => state.readOnly);
  const isInput = side === 'input';
  const press = (target: Element) => {
    const { left, top, width, height } = target.getBoundingClientRect();
    if (editor.view.getState().pending) endWire(editor, end, { x: left + width / 2, y: top + height });
    else beginWire(editor, end, side, 'keyboard');
  };
  return (
    <div className={cx('flex h-5 min-w-0 items-center', !isInput && 'justify-end')}>
      <Handle
        id={port.name}
        type={isInput ? 'target' : 'source'}
        position={isInput ? Position.Left : Position.Right}
        isConnectable={!readOnly}
        role="button"
        aria-label={port.label}
        aria-disabled={standing === 'refuses'}
        tabIndex={standing === 'fits' || (reachable && !keyboard) ? 0 : -1}
        data-standing={standing}
        data-port={endKey(end)}
        data-side={side}
        title={`${port.name} ${port.type}${port.optional ? ', optional' : ''}`}
        style={{ '--port': `var(--wf-role-${port.role})` }}
        className={cx(
          'port',
          port.connected && 'port-connected',
          port.optional && 'port-optional',
          standing === 'refuses' && 'opacity-35',
        )}
        onClick={(event) => press(event.currentTarget)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' && event.key !== ' ') return;
          event.preventDefault();
          event.stopPropagation();
          press(event.currentTarget);
        }}
      />
      <span
        aria-hidden
        className={cx(
          'truncate px-2.5 text-xs',
          // Dim, and still to be read.
          port.optional || standing === 'refuses' ? 'text-muted' : 'text-ink',
          port.optional && 'italic',
        )}
      >
        {port.name}
      </span>
    </div>
  );
}
