import { useEffect } from 'react';
import { useEditor } from '../context';
import { beginWire, type Editor } from '../editor';
import { select } from '../view-store';

/** A dialog that stands beside the page and leaves it to the person. */
const BESIDE = '[role="dialog"][aria-modal="false"]';

/** Whether a text field has the keyboard, or a dialog that lies above. */
export const isElsewhere = (target: EventTarget | null): boolean =>
  target instanceof Element &&
  target.closest(
    `input, textarea, select, [contenteditable="true"], [role="dialog"]:not(${BESIDE}), [role="menu"], [role="listbox"]`,
  ) !== null;

/** Keys of the canvas reach it while the focus is on it, or nowhere: on the page, or on a dialog beside it and no button there. */
export const isHere = (target: EventTarget | null): boolean =>
  target instanceof Element &&
  (target === document.body || target.matches(BESIDE) || target.closest('section[aria-label="Canvas"]') !== null);

/** Keys that depend on where the focus is, and so belong to nobody's key map. */
function focusKey(editor: Editor, event: KeyboardEvent): boolean {
  const { nodes, pending } = editor.view.getState();
  if (pending?.by === 'keyboard' && wiringKey(event)) return true;
  switch (event.key) {
    case 'w':
    case 'W':
      return wireFrom(editor, focusedNode() ?? [...nodes][0]);
    case 'Enter':
    case ' ':
      return event.shiftKey ? addOrTake(editor, focusedNode()) : openNode(editor, focusedNode(), event.key === 'Enter');
    default:
      return false;
  }
}

/** The card that has the focus itself, not one of its ports. */
const focusedNode = (): string | undefined => {
  const active = document.activeElement;
  return active instanceof HTMLElement && active.matches('.react-flow__node') ? active.dataset.id : undefined;
};

/** Adds a card, frame or note to the selection, or takes it out: what Ctrl-click does. */
export function addOrTake(editor: Editor, id: string | undefined): boolean {
  if (id === undefined) return false;
  const { nodes, edges, annotations } = editor.view.getState();
  const isCard = editor.document.getState().views.nodes.has(id);
  const changed = new Set(isCard ? nodes : annotations);
  if (!changed.delete(id)) changed.add(id);
  select(editor.view, isCard ? changed : nodes, edges, isCard ? annotations : changed);
  return true;
}

function openNode(editor: Editor, id: string | undefined, enter: boolean): boolean {
  const { document: now, readOnly } = editor.document.getState();
  if (id !== undefined && now.layout.annotations?.some((one) => one.id === id)) {
    select(editor.view, [], [], [id]);
    if (enter && !readOnly) editor.view.setState({ writing: id });
    return true;
  }
  const view = id === undefined ? undefined : editor.document.getState().views.nodes.get(id);
  if (!view) return false;
  if (enter && view.module) editor.enter([...editor.document.getState().trail, view.id]);
  else select(editor.view, [view.id]);
  return true;
}

/** Begins a wire at a card's first output that leads nowhere yet, or its first. */
function wireFrom(editor: Editor, id: string | undefined): boolean {
  const outputs = (id === undefined ? undefined : editor.document.getState().views.nodes.get(id)?.outputs) ?? [];
  const port = outputs.find((one) => !one.connected) ?? outputs[0];
  if (id === undefined || !port) return false;
  beginWire(editor, { node: id, port: port.name }, 'output', 'keyboard');
  return true;
}

/**
 * While a wire is drawn by keyboard the focus goes round the ports that fit, or round all of the other side: at one that does not fit
 * it is said why, and what would make it.
 */
export function focusPort(step: 1 | -1, which: '[data-standing="fits"]' | '[data-side]'): boolean {
  const start = document.querySelector<HTMLElement>('[data-standing="start"]');
  const ports = [...document.querySelectorAll<HTMLElement>(`[data-standing]${which}`)].filter(
    ({ dataset }) => dataset.side !== start?.dataset.side,
  );
  const active = document.activeElement;
  const now = active instanceof HTMLElement ? ports.indexOf(active) : -1;
  const first = step > 0 ? 0 : ports.length - 1;
  const next = ports[now < 0 ? first : (now + step + ports.length) % ports.length];
  next?.focus();
  return next !== undefined;
}

function wiringKey(event: KeyboardEvent): boolean {
  if (event.key === 'Tab') return focusPort(event.shiftKey ? -1 : 1, '[data-standing="fits"]');
  const which = event.shiftKey ? '[data-side]' : '[data-standing="fits"]';
  if (event.key === 'ArrowDown' || event.key === 'ArrowRight') return focusPort(1, which);
  if (event.key === 'ArrowUp' || event.key === 'ArrowLeft') return focusPort(-1, which);
  return false;
}

export function useCanvasKeys(onLetGo: () => void): void {
  const editor = useEditor();
  useEffect(() => {
    const down = (event: KeyboardEvent) => {
      if (event.defaultPrevented || isElsewhere(event.target) || !isHere(event.target)) return;
      if (event.altKey || event.ctrlKey || event.metaKey) return;
      if (focusKey(editor, event)) event.preventDefault();
    };
    // An arrow that is held down is one gesture, as a drag is.
    const up = (event: KeyboardEvent) => {
      if (event.key.startsWith('Arrow') && editor.view.getState().draft.size > 0) onLetGo();
    };
    // First of all: while a wire is drawn the arrows go round the ports.
    window.addEventListener('keydown', down, true);
    window.addEventListener('keyup', up);
    return () => {
      window.removeEventListener('keydown', down, true);
      window.removeEventListener('keyup', up);
    };
  }, [editor, onLetGo]);
}
