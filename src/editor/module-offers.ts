import { patternOf } from '../block';
import { apply, type Document, MODULE_OUTPUT, type Module, moduleOf, modulePorts } from '../document';
import type { Editor } from './editor';
import { bring, type Found, type Offer, standsIn } from './offer';
import { withWires } from './splice';
import type { Pending } from './view-store';
import { couldFit, wiringOf } from './wiring';

type Wire = Pick<Pending, 'end' | 'side'>;

/** Modules that are tried out, at most: each takes a check of the document. */
const MOST_TRIED = 40;

/** The modules there are; with a wire, those that fit it. */
export function moduleOffers(editor: Editor, wire?: Wire): readonly Found[] {
  const { document, scope } = editor.document.getState();
  const own = document.modules
    .filter(({ id }) => !standsIn(document, id, scope))
    .map(
      ({ id, name, description }): Found => ({
        key: `module ${id}`,
        offer: { module: id },
        title: name,
        text: description ?? 'A module of this document.',
        category: 'module',
      }),
    );
  const published = editor.personal.list.getState().modules.map(
    ({ id, name, pack }): Found => ({
      key: `published ${id}`,
      offer: { published: id },
      title: name,
      text: pack.meta.description || 'One of your modules.',
      category: 'module',
    }),
  );
  const all = [...own, ...published];
  if (!wire) return all;
  return all.slice(0, MOST_TRIED).flatMap((one) => {
    const port = portFor(editor, one.offer, wire);
    return port === undefined ? [] : [{ ...one, port }];
  });
}

/** The first port of a module that takes the wire. What a wire brings is tried out: nothing may be wrong in the module after it. */
function portFor(editor: Editor, offer: Offer, wire: Wire): string | undefined {
  const brought = bring(editor, offer, { x: 0, y: 0 });
  const [id] = brought?.made.ids ?? [];
  const made = brought && apply(brought.base, brought.made.patch);
  if (!brought || id === undefined || !made || 'problems' in made) return undefined;
  const { scope } = editor.document.getState();
  const nodes = [made.document.graph, ...made.document.modules].flatMap((graph) => graph.nodes);
  const node = nodes.find((one) => one.id === id);
  const definition = node && moduleOf(made.document, node);
  if (!node?.module || !definition) return undefined;
  const ports = modulePorts(definition, node.module);
  if (wire.side === 'input') return ports.outputs.find((port) => couldCome(editor, definition, port, wire));
  const fits = (port: string): boolean => {
    const wired = withWires(brought.base, scope, brought.made, [[wire.end, { node: id, port }]]);
    const applied = apply(brought.base, wired.patch);
    return !('problems' in applied) && isWhole(editor, applied.document, id);
  };
  const inOrder = ports.inputs.toSorted((a, b) => Number(a.optional) - Number(b.optional));
  return inOrder.find(({ name }) => fits(name))?.name;
}

/** Whether nothing is wrong about a block but that more has to be wired to it. */
const isWhole = ({ checker }: Editor, document: Document, id: string): boolean =>
  checker
    .check(document)
    .problems.every(
      ({ code, severity, at }) => severity !== 'error' || code === 'graph/missing-input' || !at.nodes?.includes(id),
    );

/** Whether what a module gives could be what a port asks for: nothing is wired to it yet, so only by what the block inside gives. */
function couldCome(editor: Editor, definition: Module, port: string, { end }: Wire): boolean {
  const { document, scope, check } = editor.document.getState();
  const wanted = wiringOf(document, scope, check, editor.library)
    .nodes.get(end.node)
    ?.ports.inputs.find(({ name }) => name === end.port)?.pattern;
  const output = definition.nodes.find(({ block, name }) => block === MODULE_OUTPUT && name === port);
  const source = definition.edges.find(({ to }) => to.node === output?.id)?.from;
  const block = editor.library.byId.get(definition.nodes.find(({ id }) => id === source?.node)?.block ?? '');
  const given = source && block?.outputs[source.port];
  return !wanted || given === undefined || couldFit(wanted, patternOf(given));
}
