import { useMemo, useState } from 'react';
import { useDocument, useEditor, useView } from '../context';
import { showNode } from '../editor';
import { findNodes } from '../find';
import { Chooser } from './Chooser';

/** Finds blocks by name, type or a parameter's value, in every module, and goes there. */
export function FindBox() {
  const open = useView((view) => view.finding);
  return open ? <Box /> : null;
}

function Box() {
  const editor = useEditor();
  const [query, setQuery] = useState('');
  const document = useDocument((state) => state.document);
  const found = useMemo(() => findNodes(document, editor.library, query), [document, editor, query]);
  const close = () => editor.view.setState({ finding: false });
  const canvas = window.document.querySelector('section[aria-label="Canvas"]')?.getBoundingClientRect();
  return (
    <Chooser
      title="Find a block of this document"
      label="Name, type or value"
      at={{ x: (canvas?.right ?? 400) - 336, y: (canvas?.top ?? 0) + 12 }}
      query={query}
      onQuery={setQuery}
      choices={found.map(({ ids, name, title, category, path, setting }) => ({
        key: ids.join('/'),
        title: name,
        text: title,
        category,
        note: setting ?? (path === '' ? title : path),
      }))}
      none={`No block is called so, is of this type or has such a value: “${query}”.`}
      onTake={(index) => {
        const one = found[index];
        if (!one) return;
        close();
        showNode(editor, one.ids);
      }}
      onClose={close}
    />
  );
}
