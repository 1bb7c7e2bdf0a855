import type { StoreApi } from 'zustand/vanilla';
import type { Checker } from '../check';
import { annotationsOf, type Document, type Patch, type Point } from '../document';
import type { Problem } from '../problem';
import { cardBoxes, heightFor } from './boxes';
import { type Changes, createChanges } from './changes';
import { createDocumentStore, type DocumentStore } from './document-store';
import { createExamples, type ExampleStore } from './examples';
import { connect } from './gestures';
import type { Library } from './library';
import { mendsFor } from './mends';
import { bring, intoEdge, type Offer } from './offer';
import { createPersonalPalette, type PersonalPalette } from './personal';
import { type Box, CARD, FIRST_PORT, freePlace, isSeen, middleOf, placeBeside, type Size, snap } from './place';
import { createShares, type ShareStore } from './shares';
import { withWires } from './splice';
import { createViewStore, resetView, select, type ViewStore } from './view-store';
import { noWeights, type WeightSource } from './weights';
import { type End, fittingEnds, whyNot, wiringOf } from './wiring';

/** What the canvas can be asked for from outside; there while it is mounted. */
export interface CanvasHandle {
  /** A point of the window on the canvas's plane. */
  readonly toPlane: (at: Point) => Point;
  /** A point of the plane in the window. */
  readonly toWindow: (at: Point) => Point;
  /** The part of the plane that is seen. */
  readonly sight: () => Box;
  readonly contains: (at: Point) => boolean;
  /** Wires drawn without detail, of which the page knows nothing, that pass through a box of the window; the nearest to its middle first. */
  readonly flatWires: (box: Box) => readonly string[];
  readonly fit: (nodes?: Iterable<string>) => void;
  /** Moves the plane, if it must, so that a block is seen. */
  readonly reveal: (node: string) => void;
}

/** Gradient norms by path while a model trains; painted without rendering. */
export interface Gradients {
  readonly subscribe: (listener: () => void) => () => void;
  readonly get: (path: string) => number | undefined;
  /** Powers of ten between which colours are spread. */
  readonly decades: () => { readonly low: number; readonly high: number };
}

/** The three parts of an editor: document (undoable), view (not), and the blocks there are. */
export interface Editor extends Omit<DocumentStore, 'store' | 'edit' | 'amend' | 'undo' | 'redo'> {
  readonly library: Library;
  readonly checker: Checker;
  readonly document: DocumentStore['store'];
  readonly view: ViewStore;
  readonly gradients: Gradients;
  readonly personal: PersonalPalette;
  /** What changed since the last training. */
  readonly changes: StoreApi<Changes>;
  /** The document that training last began with; undefined where there was none. */
  readonly setTrained: (trained: Document | undefined) => void;
  /** How the weights of the last training are spread. */
  readonly weights: WeightSource;
  /** The first example of each data block, where it is known. */
  readonly examples: ExampleStore;
  /** What the bar on each block is a share of; not of one document. */
  readonly share: ShareStore;
  readonly canvas: { current: CanvasHandle | undefined };
  /** Whether it was done; what stood in the way has been reported. */
  readonly edit: (patch: Patch) => boolean;
  readonly amend: (gesture: Patch, patch: Patch) => boolean;
  /** Tells the person what could not be done. */
  readonly report: (problems: readonly Problem[]) => void;
  readonly undo: () => boolean;
  readonly redo: () => boolean;
}

export interface EditorOptions {
  readonly library: Library;
  readonly checker: Checker;
  readonly document: Document;
  readonly gradients: Gradients;
  /** Modules of the person's own; without it they last as long as the page. */
  readonly personal?: PersonalPalette;
  readonly weights?: WeightSource;
  readonly examples?: ExampleStore;
  readonly share?: ShareStore;
  /** Shows why an edit could not be made. */
  readonly report: (problems: readonly Problem[]) => void;
}

export function createEditor({
  library,
  checker,
  document,
  gradients,
  personal = createPersonalPalette(),
  share = createShares(null),
  examples = createExamples(),
  weights = noWeights,
  report,
}: EditorOptions): Editor {
  const { store, ...actions } = createDocumentStore(document, library, checker);
  const view = createViewStore();
  const changes = createChanges(library, document);
  const done = (problems: readonly Problem[]) => {
    if (problems.length > 0) report(problems);
    return problems.length === 0;
  };
  // What an undo or another scope takes away cannot stay selected.
  store.subscribe((now, before) => {
    changes.follow(now.document);
    const drawings = now.document.layout.annotations !== before.document.layout.annotations;
    if (now.views === before.views && !drawings) return;
    const { nodes, edges, annotations } = view.getState();
    const drawn = new Set(annotationsOf(now.document, now.scope).map(({ id }) => id));
    const there = [...nodes].filter((id) => now.views.nodes.has(id));
    const wires = [...edges].filter((id) => now.views.wires.has(id));
    const kept = [...annotations].filter((id) => drawn.has(id));
    if (there.length !== nodes.size || wires.length !== edges.size || kept.length !== annotations.size)
      select(view, there, wires, kept);
  });
  return {
    ...actions,
    library,
    checker,
    document: store,
    view,
    gradients,
    personal,
    examples,
    weights,
    share,
    changes: changes.store,
    setTrained: changes.setTrained,
    canvas: { current: undefined },
    open(next) {
      actions.open(next);
      resetView(view);
    },
    report,
    edit: (patch) => done(actions.edit(patch)),
    amend: (gesture, patch) => done(actions.amend(gesture, patch)),
    undo: () => done(actions.undo()),
    redo: () => done(actions.redo()),
  };
}

const wiringNow = ({ document, library }: Editor) => {
  const { document: now, scope, check } = document.getState();
  return wiringOf(now, scope, check, library);
};

/** Begins a wire at a port. */
export function beginWire(editor: Editor, end: End, side: 'output' | 'input', by: 'pointer' | 'keyboard'): void {
  if (editor.document.getState().readOnly) return;
  const fits = fittingEnds(wiringNow(editor), end, side);
  editor.view.setState({ pending: { end, side, by, fits }, refusal: undefined });
}

export const cancelWire = (editor: Editor): void => editor.view.setState({ pending: undefined });

/** Ends the wire at a port; where it cannot be, says why at a point of the window. */
export function endWire(editor: Editor, other: End, at: Point): boolean {
  const { pending } = editor.view.getState();
  cancelWire(editor);
  if (!pending) return false;
  const [from, to] = pending.side === 'output' ? [pending.end, other] : [other, pending.end];
  const { document, scope } = editor.document.getState();
  const wiring = wiringNow(editor);
  const text = whyNot(wiring, from, to);
  if (text === undefined) return editor.edit(connect(document, scope, from, to));
  const mends = mendsFor(document, scope, wiring, editor.checker, from, to);
  editor.view.setState({ refusal: { at, text, mends, by: pending.by } });
  return false;
}

/** Goes to a block: into the modules it stands in, selected, in sight and with the focus. */
export function showNode(editor: Editor, ids: readonly string[]): void {
  const id = ids.at(-1);
  if (id === undefined) return;
  editor.enter(ids.slice(0, -1));
  select(editor.view, [id]);
  editor.view.setState({ wanted: id });
}

/** Goes to a wire: its graph, with the wire selected. */
export function showWire(editor: Editor, trail: readonly string[], id: string): void {
  editor.enter(trail);
  select(editor.view, [], [id]);
  const wire = editor.document.getState().views.wires.get(id);
  if (wire) editor.view.setState({ wanted: wire.to.node });
}

/** The wire that a new block takes, and the port it takes it at. */
export interface NewWire {
  readonly end: End;
  readonly side: 'output' | 'input';
  readonly port: string;
}

/**
 * Puts a block on the canvas: where it was dropped, or where there is room near the middle of what is seen; its id, where that could be.
 * A wire that it takes goes with it; one that it was dropped on runs through it.
 */
export function placeBlock(
  editor: Editor,
  offer: Offer,
  dropped?: Point,
  wire?: NewWire,
  into?: string,
): string | undefined {
  const { scope } = editor.document.getState();
  const at = dropped ? placeAt(dropped, wire) : placeNear(editor, offer, wire);
  const brought = bring(editor, offer, at);
  const [id] = brought?.made.ids ?? [];
  if (!brought || id === undefined) {
    editor.report([notBrought]);
    return undefined;
  }
  const { first, base, made } = brought;
  const own = wire && { node: id, port: wire.port };
  const ends = own ? [wire.side === 'output' ? ([wire.end, own] as const) : ([own, wire.end] as const)] : [];
  const wired = withWires(base, scope, made, ends);
  const through = into === undefined ? [] : intoEdge(editor, brought, into);
  if (!editor.edit([...first, ...wired.patch, ...through])) return undefined;
  select(editor.view, made.ids);
  return id;
}

const notBrought: Problem = {
  code: 'module/recursive',
  severity: 'warning',
  at: {},
  expected: 'a block that can stand here',
  received: 'a module that this graph is part of, or one that is gone',
  fix: 'Put it into another graph: a module cannot stand in itself.',
};

/** The head under the pointer; a wire ends at the side that it comes from. */
function placeAt({ x, y }: Point, wire: NewWire | undefined): Point {
  const left = wire ? (wire.side === 'output' ? x : x - CARD.width) : x - CARD.width / 2;
  return { x: snap(left), y: snap(wire ? y - FIRST_PORT : y - 24) };
}

/**
 * Beside the block that a wire comes from, in sight or not; else beside the one that is selected, where that is in sight; else in
 * the middle of what is seen. Always where there is room.
 */
function placeNear(editor: Editor, offer: Offer, wire: NewWire | undefined): Point {
  const { document, views } = editor.document.getState();
  const boxes = cardBoxes(document, views);
  const sight = editor.canvas.current?.sight() ?? { x: 0, y: 0, ...CARD };
  const size = sizeOf(editor, offer);
  const [chosen = ''] = editor.view.getState().nodes;
  const beside = (box: Box | undefined) => box && placeBeside(box, wire?.side === 'input' ? 'before' : 'after');
  const next = beside(boxes.get(wire?.end.node ?? chosen));
  const middle = middleOf(sight);
  const wanted =
    next && (wire || isSeen({ ...next, ...size }, sight))
      ? next
      : { x: middle.x - size.width / 2, y: middle.y - size.height / 2 };
  return freePlace([...boxes.values()], wanted, size);
}

/** What the card of a new block will cover, near enough: its settings are not known yet. */
function sizeOf({ library }: Editor, offer: Offer): Size {
  const block = 'block' in offer ? library.byId.get(offer.block) : undefined;
  if (!block) return CARD;
  const ports = Math.max(Object.keys(block.inputs).length, Object.keys(block.outputs).length);
  return { width: CARD.width, height: heightFor(ports, Object.keys(block.parameters).length > 0) };
}
