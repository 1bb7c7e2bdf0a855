import { useEffect } from 'react';
import type { Point } from '../../document';
import { useEditor } from '../context';
import { beginWire, cancelWire, type Editor } from '../editor';
import { toggleBypass } from '../gestures';
import { makeModule, unpackModule } from '../modules';
import { GRID } from '../place';
import { deleteSelection, duplicateSelection } from '../selection';
import { select } from '../view-store';
import { moveDraft } from './nudge';

/** Whether a text field has the keyboard, or a dialog that lies above. */
export const isElsewhere = (target: EventTarget | null): boolean =>
  target instanceof Element &&
  target.closest(
    'input, textarea, select, [contenteditable="true"], [role="dialog"], [role="menu"], [role="listbox"]',
  ) !== null;

/** Keys of the canvas reach it while the focus is on it, or nowhere. */
export const isHere = (target: EventTarget | null): boolean =>
  target instanceof Element && (target === document.body || target.closest('section[aria-label="Canvas"]') !== null);

const ARROWS: Readonly<Record<string, Point>> = {
  ArrowLeft: { x: -GRID, y: 0 },
  ArrowRight: { x: GRID, y: 0 },
  ArrowUp: { x: 0, y: -GRID },
  ArrowDown: { x: 0, y: GRID },
};

/** Undo and redo everywhere but in text fields, which have the browser's own. */
function historyKey(editor: Editor, event: KeyboardEvent): boolean {
  const key = event.key.toLowerCase();
  if (key === 'z' && !event.shiftKey) editor.undo();
  else if (key === 'y' || key === 'z') editor.redo();
  else return false;
  return true;
}

function controlKey(editor: Editor, event: KeyboardEvent): boolean {
  const { document, scope, views } = editor.document.getState();
  switch (event.key.toLowerCase()) {
    case 'd':
      duplicateSelection(editor);
      return true;
    case 'b':
      editor.edit(toggleBypass(document, scope, editor.view.getState().nodes));
      return true;
    case 'e':
      if (!event.shiftKey) return false;
      moduleKey(editor);
      return true;
    case 'a':
      select(editor.view, views.nodes.keys(), views.wires.keys());
      return true;
    default:
      return false;
  }
}

/** One module that is selected is taken apart, anything else becomes one. */
function moduleKey(editor: Editor): void {
  const [only, ...more] = editor.view.getState().nodes;
  const view = only === undefined ? undefined : editor.document.getState().views.nodes.get(only);
  if (view?.module && more.length === 0) unpackModule(editor, view.id);
  else makeModule(editor);
}

function plainKey(editor: Editor, event: KeyboardEvent): boolean {
  const { nodes, pending } = editor.view.getState();
  const { trail } = editor.document.getState();
  const arrow = ARROWS[event.key];
  if (arrow && nodes.size > 0) {
    moveDraft(editor, { x: arrow.x * (event.shiftKey ? 4 : 1), y: arrow.y * (event.shiftKey ? 4 : 1) });
    return true;
  }
  switch (event.key) {
    case 'Backspace':
    case 'Delete':
      deleteSelection(editor);
      return true;
    case '1':
      editor.canvas.current?.fit();
      return true;
    case '.':
      editor.canvas.current?.fit(nodes);
      return true;
    case 'w':
    case 'W':
      return wireFrom(editor, focusedNode() ?? [...nodes][0]);
    case 'Escape':
      if (pending) leaveWire(editor);
      else if (trail.length > 0) editor.enter(trail.slice(0, -1));
      else select(editor.view, []);
      return true;
    case 'Enter':
    case ' ':
      return openNode(editor, focusedNode(), event.key === 'Enter');
    default:
      return false;
  }
}

/** The card that has the focus itself, not one of its ports. */
const focusedNode = (): string | undefined => {
  const active = document.activeElement;
  return active instanceof HTMLElement && active.matches('.react-flow__node') ? active.dataset.id : undefined;
};

function openNode(editor: Editor, id: string | undefined, enter: boolean): boolean {
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

function leaveWire(editor: Editor): void {
  const start = document.querySelector<HTMLElement>('[data-standing="start"]');
  cancelWire(editor);
  start?.focus();
}

/** While a wire is drawn by keyboard the focus goes round the ports that fit. */
export function focusFitting(step: 1 | -1): boolean {
  const ports = [...document.querySelectorAll<HTMLElement>('[data-standing="fits"]')];
  const active = document.activeElement;
  const now = active instanceof HTMLElement ? ports.indexOf(active) : -1;
  const first = step > 0 ? 0 : ports.length - 1;
  const next = ports[now < 0 ? first : (now + step + ports.length) % ports.length];
  next?.focus();
  return next !== undefined;
}

function wiringKey(event: KeyboardEvent): boolean {
  if (event.key === 'Tab') return focusFitting(event.shiftKey ? -1 : 1);
  if (event.key === 'ArrowDown' || event.key === 'ArrowRight') return focusFitting(1);
  if (event.key === 'ArrowUp' || event.key === 'ArrowLeft') return focusFitting(-1);
  return false;
}

function handleKey(editor: Editor, event: KeyboardEvent): boolean {
  if (event.defaultPrevented || isElsewhere(event.target)) return false;
  const control = event.ctrlKey || event.metaKey;
  if (control && !event.altKey && historyKey(editor, event)) return true;
  if (!isHere(event.target) || event.altKey) return false;
  if (control) return controlKey(editor, event);
  return (editor.view.getState().pending?.by === 'keyboard' && wiringKey(event)) || plainKey(editor, event);
}

export function useCanvasKeys(onLetGo: () => void): void {
  const editor = useEditor();
  useEffect(() => {
    const down = (event: KeyboardEvent) => {
      if (handleKey(editor, event)) event.preventDefault();
    };
    // An arrow that is held down is one gesture, as a drag is.
    const up = (event: KeyboardEvent) => {
      if (ARROWS[event.key] && editor.view.getState().draft.size > 0) onLetGo();
    };
    window.addEventListener('keydown', down);
    window.addEventListener('keyup', up);
    return () => {
      window.removeEventListener('keydown', down);
      window.removeEventListener('keyup', up);
    };
  }, [editor, onLetGo]);
}
