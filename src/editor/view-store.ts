import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Patch, Point } from '../document';
import type { Guide } from './canvas/guides';
import type { End } from './wiring';

/** A wire that is being drawn. */
export interface Pending {
  readonly end: End;
  /** What the end is itself: from an output the wire goes to an input. */
  readonly side: 'output' | 'input';
  readonly by: 'pointer' | 'keyboard';
  /** Ports it can go to. */
  readonly fits: ReadonlySet<string>;
}

/** Why a wire was refused, where the pointer was, and edits that wire it all the same: with what is needed between. */
export interface Refusal {
  readonly at: Point;
  readonly text: string;
  readonly mends: readonly { readonly label: string; readonly patch: Patch }[];
  readonly by: Pending['by'];
}

/** A search for a block, at a point of the window. */
export interface BlockSearch {
  readonly at: Point;
  /** Where on the plane the block is to stand; undefined: where there is room. */
  readonly place?: Point;
  /** The wire that the block is to take; it was let go where there is nothing. */
  readonly wire?: Pick<Pending, 'end' | 'side'>;
  /** The block it is to replace. */
  readonly replace?: string;
}

/** Where things stand, and how large frames and notes are, while they are moved. */
export type Draft = ReadonlyMap<string, Point & { readonly width?: number; readonly height?: number }>;

export interface Viewport {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

/** What a person looks at: never saved with the document, never undone. */
export interface ViewState {
  readonly nodes: ReadonlySet<string>;
  readonly edges: ReadonlySet<string>;
  /** Frames and notes. */
  readonly annotations: ReadonlySet<string>;
  /** The frame or note whose text is being typed on the canvas. */
  readonly writing: string | undefined;
  /** What drew a frame or note whose first text is being typed: the two are one gesture. */
  readonly begun: { readonly id: string; readonly gesture: Patch } | undefined;
  /** What is dragged, nudged or resized; the document hears of it when it is let go. */
  readonly draft: Draft;
  /** Lines along which what is dragged stands in a row with others. */
  readonly guides: readonly Guide[];
  readonly pending: Pending | undefined;
  readonly refusal: Refusal | undefined;
  readonly search: BlockSearch | undefined;
  /** Whether a block of the document is being looked for. */
  readonly finding: boolean;
  /** The wire into which the block that is dragged would go. */
  readonly target: string | undefined;
  readonly viewports: ReadonlyMap<string, Viewport>;
  /** The kind of block that help is shown on, and what had the focus before. */
  readonly help: { readonly block: string; readonly from: Element | null } | undefined;
  /** What takes the page longer than a moment, in words. */
  readonly busy: string | undefined;
  /** A block to bring into sight and focus, as soon as it is there. */
  readonly wanted: string | undefined;
}

const NONE: ReadonlySet<string> = new Set();
const STILL: Draft = new Map();

const fresh: ViewState = {
  nodes: NONE,
  edges: NONE,
  annotations: NONE,
  writing: undefined,
  begun: undefined,
  draft: STILL,
  guides: [],
  pending: undefined,
  refusal: undefined,
  search: undefined,
  finding: false,
  target: undefined,
  viewports: new Map(),
  help: undefined,
  busy: undefined,
  wanted: undefined,
};

export type ViewStore = StoreApi<ViewState>;

export const createViewStore = (): ViewStore => createStore(() => fresh);

export function select(
  view: ViewStore,
  nodes: Iterable<string>,
  edges: Iterable<string> = [],
  annotations: Iterable<string> = [],
): void {
  view.setState({ nodes: new Set(nodes), edges: new Set(edges), annotations: new Set(annotations) });
}

/** Another document: nothing of what was looked at still means anything. */
export const resetView = (view: ViewStore): void => view.setState(fresh, true);

export const endDraft = (view: ViewStore): void => view.setState({ draft: STILL, guides: [] });
