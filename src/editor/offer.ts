import {
  apply,
  type Document,
  graphOf,
  moduleOf,
  type Patch,
  type Point,
  packed,
  type Scope,
  takeIn,
} from '../document';
import type { Editor } from './editor';
import { addBlock, type Made } from './gestures';
import { addInstance } from './modules';
import { insertInWire } from './splice';
import { wiringOf } from './wiring';

/** What can be put on the canvas: a block of the library, a module of the document, or one of the person's own. */
export type Offer = { readonly block: string } | { readonly module: string } | { readonly published: string };

/** Something that the search at the pointer offers. */
export interface Found {
  readonly key: string;
  readonly offer: Offer;
  readonly title: string;
  readonly text: string;
  readonly category: string;
  /** The port of what is new at which the wire would end or begin. */
  readonly port?: string | undefined;
}

export interface Brought {
  /** What has to be in the document first: the definition of a module from elsewhere. */
  readonly first: Patch;
  /** The document with that. */
  readonly base: Document;
  readonly made: Made;
}

/** What an offer adds to a graph; undefined for one that is not there any more, or that would stand in itself. */
export function bring(editor: Editor, offer: Offer, at: Point): Brought | undefined {
  const { document, scope } = editor.document.getState();
  if ('block' in offer) {
    const block = editor.library.byId.get(offer.block);
    return block && { first: [], base: document, made: addBlock(document, scope, block, at, editor.library) };
  }
  if ('module' in offer) {
    const module = document.modules.find(({ id }) => id === offer.module);
    if (!module || standsIn(document, module.id, scope)) return undefined;
    return { first: [], base: document, made: addInstance(document, scope, module, at) };
  }
  const pack = editor.personal.list.getState().modules.find(({ id }) => id === offer.published)?.pack;
  const taken = pack && takeIn(document, pack);
  const applied = taken && apply(document, taken.patch);
  if (!taken || !applied || 'problems' in applied || standsIn(applied.document, taken.module.id, scope))
    return undefined;
  const made = addInstance(applied.document, scope, taken.module, at, packed(pack)?.instance);
  return { first: taken.patch, base: applied.document, made };
}

/** Whether a graph is that of a module, or of one that it is made of. */
export function standsIn(document: Document, module: string, scope: Scope): boolean {
  if (scope === undefined) return false;
  const seen = new Set([module]);
  for (const id of seen) {
    if (id === scope) return true;
    const definition = document.modules.find((one) => one.id === id);
    for (const node of definition?.nodes ?? []) {
      const inner = moduleOf(document, node);
      if (inner) seen.add(inner.id);
    }
  }
  return false;
}

/** The change that puts what an offer brings into a wire; empty where it does not fit there. */
export function intoEdge(editor: Editor, { base, made }: Brought, id: string): Patch {
  const { scope, check } = editor.document.getState();
  const [node] = made.ids;
  const applied = apply(base, made.patch);
  const edge = graphOf(base, scope)?.edges.find((one) => one.id === id);
  if (!edge || node === undefined || 'problems' in applied) return [];
  const wiring = wiringOf(applied.document, scope, check, editor.library);
  return insertInWire(applied.document, scope, wiring, edge, node);
}

/** Whether an offer could be put into a wire. */
export function fitsInto(editor: Editor, offer: Offer, edge: string): boolean {
  const brought = bring(editor, offer, { x: 0, y: 0 });
  return brought !== undefined && intoEdge(editor, brought, edge).length > 0;
}
