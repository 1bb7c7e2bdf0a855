import { isMany, isOptional, patternOf } from '../block';
import { noLetters, type Pattern, type TensorType, unify } from '../tensor';
import type { Editor } from './editor';
import { moduleOffers } from './module-offers';
import type { Found } from './offer';
import { searchBlocks } from './palette/search';
import type { Pending } from './view-store';
import { couldFit, wiringOf } from './wiring';

/** Where values of a role usually go next: it decides between blocks whose ports suit as well. */
const NEXT: Readonly<Record<string, string>> = {
  tokens: 'embedding',
  labels: 'loss',
  logits: 'loss',
  probabilities: 'output',
  image: 'convolution',
  state: 'recurrent',
};

/** How well a port suits a wire: what asks for just this comes before what takes anything. */
function suits(pattern: Pattern | undefined, type: TensorType | undefined, other: Pattern | undefined): number {
  if (!pattern) return 0;
  if (type) {
    if (unify(pattern, type, noLetters()) !== undefined) return -1;
  } else if (!couldFit(pattern, other) || !roleFits(pattern, other)) return -1;
  const wanted = type?.role ?? other?.role;
  const role = pattern.role === undefined || wanted === undefined ? 0 : pattern.role === wanted ? 4 : -2;
  const dtype = pattern.dtype === 'any' ? 0 : 2;
  return 4 + role + dtype + (pattern.leading ? 0 : 1);
}

/** What is called as was typed comes first, then what has it as a word (`add` is Residual add before Additive attention), then what begins so. */
function called({ key, title }: Found, words: string): number {
  const name = title.toLowerCase();
  if (words === '' || name === words || key === words) return 0;
  if (name.split(/[^\p{L}\p{N}]+/u).includes(words)) return 1;
  return name.startsWith(words) ? 2 : 3;
}

/** Between what asks for just this and what takes anything. */
const MODULE = 6;

const roleFits = (a: Pattern, b: Pattern | undefined): boolean =>
  a.role === undefined || b?.role === undefined || a.role === b.role;

/**
 * The blocks and modules that answer a query; with a wire, those it could go to, the best first. `modules` are those that fit, where
 * they have been looked for already: that takes longer than a key is held.
 */
export function offersFor(
  editor: Editor,
  query: string,
  wire?: Pick<Pending, 'end' | 'side'>,
  modules: readonly Found[] = moduleOffers(editor, wire),
): readonly Found[] {
  const { document, scope, check } = editor.document.getState();
  const groups = searchBlocks(editor.library.blocks, query, scope !== undefined);
  const found = groups.flatMap(({ blocks }) => blocks);
  const words = query.trim().toLowerCase();
  const all: Found[] = [
    ...found.map(({ id, doc, category }) => ({
      key: id,
      offer: { block: id },
      title: doc.title,
      text: doc.text,
      category,
    })),
    ...modules.filter(({ title }) => title.toLowerCase().includes(words)),
  ].sort((a, b) => called(a, words) - called(b, words));
  if (!wire) return all;
  const wiring = wiringOf(document, scope, check, editor.library);
  const ports = wiring.nodes.get(wire.end.node)?.ports;
  const own = (wire.side === 'output' ? ports?.outputs : ports?.inputs)?.find(({ name }) => name === wire.end.port);
  const type = wire.side === 'output' ? wiring.typeOf(wire.end) : undefined;
  const ranked = all.flatMap((one, order) => {
    const block = 'block' in one.offer ? editor.library.byId.get(one.offer.block) : undefined;
    // Modules have been tried out.
    if (!block) return one.port === undefined ? [] : [{ found: one, rank: MODULE, order }];
    const fitting = portsOf(block, wire.side)
      .map(({ name, pattern, optional }) => ({ name, optional, rank: suits(pattern, type, own?.pattern) }))
      .filter(({ rank }) => rank >= 0)
      .sort((a, b) => Number(a.optional) - Number(b.optional) || b.rank - a.rank)[0];
    if (!fitting) return [];
    const next = NEXT[type?.role ?? own?.pattern?.role ?? ''] === one.category ? 1 : 0;
    return [{ found: { ...one, port: fitting.name }, rank: fitting.rank + next - (fitting.optional ? 3 : 0), order }];
  });
  // What was typed counts for more than the type: all of it fits.
  return ranked.sort((a, b) => (words === '' ? b.rank - a.rank : 0) || a.order - b.order).map((one) => one.found);
}

function portsOf(block: Editor['library']['blocks'][number], side: 'output' | 'input') {
  if (side === 'input') {
    return Object.entries(block.outputs).map(([name, pattern]) => ({
      name,
      pattern: patternOf(pattern),
      optional: false,
    }));
  }
  return Object.entries(block.inputs).map(([name, input]) => ({
    name,
    pattern: patternOf(input),
    optional: isOptional(input) && !isMany(input),
  }));
}
