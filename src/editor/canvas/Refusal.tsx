import { useConnection } from '@xyflow/react';
import { useEffect, useRef } from 'react';
import { Button, Callout } from '../../ui';
import { useDocument, useEditor, useView } from '../context';
import { whyNot, wiringOf } from '../wiring';

/** Why a wire cannot be, at the pointer, after it was let go there, with what would make it. */
export function RefusalNote() {
  const editor = useEditor();
  const refusal = useView((view) => view.refusal);
  const note = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!refusal) return;
    const before = document.activeElement;
    // Whoever drew the wire by keyboard goes on from here; Escape leads back to the port.
    if (refusal.by === 'keyboard') (note.current?.querySelector('button') ?? note.current)?.focus();
    const close = (event: Event) => {
      const leaving = event instanceof KeyboardEvent && event.key === 'Escape';
      if (!leaving && event.target instanceof Element && event.target.closest('[data-refusal]')) return;
      if (leaving) {
        event.stopPropagation();
        if (before instanceof HTMLElement) before.focus();
      }
      editor.view.setState({ refusal: undefined });
    };
    window.addEventListener('pointerdown', close, true);
    window.addEventListener('keydown', close, true);
    return () => {
      window.removeEventListener('pointerdown', close, true);
      window.removeEventListener('keydown', close, true);
    };
  }, [editor, refusal]);
  if (!refusal) return null;
  const { at, text, mends } = refusal;
  const { right, bottom } = planeBox();
  const x = Math.min(at.x + 12, right - NOTE - 8);
  const y = Math.min(at.y + 12, bottom - 90 - 36 * mends.length);
  return (
    <div
      data-refusal
      ref={note}
      tabIndex={-1}
      role="status"
      className="fixed z-50 w-80 rounded-md bg-raised shadow-raised"
      style={{ left: Math.max(x, 8), top: Math.max(y, 8) }}
    >
      <Callout tone="danger">
        <p>{text}</p>
        {mends.length > 0 && (
          <ul aria-label="What would make it fit" className="mt-1.5 flex flex-col items-start gap-1.5">
            {mends.map(({ label, patch }) => (
              <li key={label}>
                <Button
                  size="sm"
                  onClick={() => {
                    editor.view.setState({ refusal: undefined });
                    editor.edit(patch);
                  }}
                >
                  {label}
                </Button>
              </li>
            ))}
          </ul>
        )}
      </Callout>
    </div>
  );
}

/** Width of the note in pixels: Tailwind's `w-80`. */
const NOTE = 320;

/** What it stands in: beside the canvas there are words that it would cover. */
const planeBox = (): DOMRect =>
  document.querySelector('section[aria-label="Canvas"]')?.getBoundingClientRect() ??
  new DOMRect(0, 0, window.innerWidth, window.innerHeight);

/** Follows the pointer while a wire is held over a port that refuses it. */
export function HoverNote() {
  const pending = useView((view) => view.pending);
  const over = useConnection((connection) =>
    connection.inProgress && connection.isValid === false && connection.toHandle
      ? `${connection.toHandle.nodeId}/${connection.toHandle.id ?? ''}/${connection.toHandle.type}`
      : undefined,
  );
  if (pending?.by !== 'pointer' || over === undefined) return null;
  const [node = '', port = '', type] = over.split('/');
  if (node === pending.end.node && port === pending.end.port) return null;
  if ((type === 'target') !== (pending.side === 'output')) return null;
  return <Reason node={node} port={port} />;
}

function Reason({ node, port }: { readonly node: string; readonly port: string }) {
  const { library } = useEditor();
  const pending = useView((view) => view.pending);
  const text = useDocument(({ document, scope, check }) => {
    if (!pending) return '';
    const other = { node, port };
    const [from, to] = pending.side === 'output' ? [pending.end, other] : [other, pending.end];
    return whyNot(wiringOf(document, scope, check, library), from, to) ?? '';
  });
  const side = pending?.side === 'output' ? 'input' : 'output';
  const place = placeBeside(
    document.querySelector(`[data-side="${side}"][data-port="${CSS.escape(`${node}/${port}`)}"]`),
  );
  return (
    <p
      style={place}
      className="pointer-events-none fixed z-50 w-72 rounded-md bg-danger-soft px-2.5 py-1.5 text-xs text-danger-ink shadow-raised"
    >
      {text}
    </p>
  );
}

/** Below and to the right of a port, and inside the canvas. */
function placeBeside(port: Element | null) {
  const box = port?.getBoundingClientRect();
  const plane = planeBox();
  return {
    left: Math.max(8, Math.min((box?.right ?? 0) + 10, plane.right - 300)),
    top: Math.min((box?.bottom ?? 0) + 10, plane.bottom - 80),
  };
}
