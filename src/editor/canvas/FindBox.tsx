import { useMemo, useState } from 'react';
import { graphOf } from '../../document';
import { useDocument, useEditor, useView } from '../context';
import { endWire, showNode } from '../editor';
import { type FoundNode, findNodes } from '../find';
import { fittingPorts } from '../fitting';
import { select } from '../view-store';
import { Chooser } from './Chooser';
import { cardOf } from './cards';
import { addOrTake } from './keys';

/** Finds blocks; while a wire is drawn by keyboard, ports where it can end. */
export function FindBox() {
  const open = useView((view) => view.finding);
  const wiring = useView((view) => view.pending?.by === 'keyboard');
  if (!open) return null;
  return wiring ? <PortBox /> : <BlockBox />;
}

/** In a corner of the canvas: what is found is seen beside it. */
function corner() {
  const canvas = window.document.querySelector('section[aria-label="Canvas"]')?.getBoundingClientRect();
  return { x: (canvas?.right ?? 400) - 336, y: (canvas?.top ?? 0) + 12 };
}

/** Finds blocks by name, type or a parameter's value, in every module, and goes there; or selects one after the other. */
function BlockBox() {
  const editor = useEditor();
  const [query, setQuery] = useState('');
  const document = useDocument((state) => state.document);
  // The last that was to be selected cannot be.
  const [elsewhere, setElsewhere] = useState(false);
  const scope = useDocument((state) => state.scope);
  const selected = useView((view) => view.nodes);
  const found = useMemo(() => findNodes(document, editor.library, query), [document, editor, query]);
  const here = useMemo(() => new Set(graphOf(document, scope)?.nodes.map(({ id }) => id)), [document, scope]);
  const close = () => editor.view.setState({ finding: false });
  const chosen = ({ ids }: FoundNode) => selected.has(ids.at(-1) ?? '');
  return (
    <Chooser
      title="Find a block of this document"
      label="Name, type or value"
      at={corner()}
      query={query}
      onQuery={setQuery}
      choices={found.map((one) => ({
        key: one.ids.join('/'),
        title: one.name,
        text: one.title,
        category: one.category,
        note: chosen(one) ? 'selected' : (one.setting ?? (one.path === '' ? one.title : one.path)),
      }))}
      none={`No block is called so, is of this type or has such a value: “${query}”.`}
      onTake={(index) => {
        const one = found[index];
        if (!one) return;
        close();
        showNode(editor, one.ids);
      }}
      more={{
        hint: elsewhere
          ? 'That one stands in another graph: only blocks of the graph that is open are selected together.'
          : 'Enter goes there. Shift+Enter adds to the selection, or takes out of it.',
        onTake: (index) => {
          const id = found[index]?.ids.at(-1);
          setElsewhere(id !== undefined && !here.has(id));
          if (id === undefined || !here.has(id)) return;
          addOrTake(editor, id);
          setQuery('');
        },
      }}
      onClose={close}
    />
  );
}

/** Ends the wire at a port that is found by name. */
function PortBox() {
  const editor = useEditor();
  const [query, setQuery] = useState('');
  const pending = useView((view) => view.pending);
  const from = useDocument(({ views }) => views.nodes.get(pending?.end.node ?? '')?.name);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what fits was worked out when the wire was begun.
  const found = useMemo(() => fittingPorts(editor, query), [editor, query, pending]);
  const close = () => editor.view.setState({ finding: false });
  const place = corner();
  return (
    <Chooser
      title={`Ports that ${from}.${pending?.end.port} can be wired to`}
      label="Block or port"
      at={place}
      query={query}
      onQuery={setQuery}
      choices={found.map(({ end, name, title, category, type }) => ({
        key: `${end.node}/${end.port}`,
        title: name,
        text: `${title}: ${type}`,
        category,
        note: end.port,
      }))}
      none={query === '' ? 'Nothing here can take this wire.' : `No port that fits answers “${query}”.`}
      onTake={(index) => {
        const one = found[index];
        if (!one) return;
        close();
        if (!endWire(editor, one.end, place)) return;
        select(editor.view, [one.end.node]);
        // What is in sight stays where it is.
        cardOf(one.end.node)?.focus();
      }}
      onClose={close}
    />
  );
}
