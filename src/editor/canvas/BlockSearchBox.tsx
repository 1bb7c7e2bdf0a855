import { useMemo, useState } from 'react';
import { useStore } from 'zustand';
import { useDocument, useEditor, useView } from '../context';
import { moduleOffers } from '../module-offers';
import type { Found } from '../offer';
import { offersFor } from '../offers';
import { choose, closeSearch } from '../search';
import type { BlockSearch } from '../view-store';
import { Chooser } from './Chooser';
import { cardOf } from './cards';

/** The search for a block at the pointer, where a wire was let go, or for another in a block's place. */
export function BlockSearchBox() {
  const search = useView((view) => view.search);
  return search ? <Box key={`${search.at.x} ${search.at.y}`} search={search} /> : null;
}

function Box({ search }: { readonly search: BlockSearch }) {
  const editor = useEditor();
  const [query, setQuery] = useState('');
  const check = useDocument((state) => state.check);
  const replaced = useDocument(({ views }) => views.nodes.get(search.replace ?? '')?.name);
  const from = useDocument(({ views }) => views.nodes.get(search.wire?.end.node ?? '')?.name);
  const personal = useStore(editor.personal.list);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what fits follows from the check, and from the modules there are.
  const modules = useMemo(() => moduleOffers(editor, search.wire), [editor, search, check, personal]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what fits follows from the check.
  const found = useMemo(() => {
    const all = offersFor(editor, query, search.wire, modules);
    return search.replace === undefined ? all : all.filter(({ category }) => category !== 'data');
  }, [editor, query, search, check, modules]);
  return (
    <Chooser
      title={
        replaced ? `Replace ${replaced} by` : from ? `Blocks that fit ${from}.${search.wire?.end.port}` : 'Add a block'
      }
      label="Find a block"
      at={search.at}
      query={query}
      onQuery={setQuery}
      choices={found.map((one) => ({ ...one, note: noteOf(one) }))}
      none={query === '' ? 'No block here takes what this wire carries.' : `No block answers “${query}”.`}
      onTake={(index) => {
        const one = found[index];
        const id = one && choose(editor, search, one);
        if (id !== undefined) focusCard(id);
      }}
      onClose={() => closeSearch(editor)}
    />
  );
}

/** The port that takes the wire; and which of two modules of one name is the person's own. */
const noteOf = ({ port, offer }: Found): string =>
  [port, 'published' in offer ? 'yours' : undefined].filter((word) => word !== undefined).join(' · ');

/** The new card has the keyboard, as soon as it can be seen: React Flow hides what it has not measured. */
function focusCard(id: string, tries = 30): void {
  requestAnimationFrame(() => {
    const card = cardOf(id);
    card?.focus({ preventScroll: true });
    if (document.activeElement !== card && tries > 0) focusCard(id, tries - 1);
  });
}
