import { createContext, type ReactNode, useContext } from 'react';
import { useStore } from 'zustand';
import type { DocumentState } from './document-store';
import type { Editor } from './editor';
import type { ViewState } from './view-store';

const Current = createContext<Editor | undefined>(undefined);

export function EditorProvider({ editor, children }: { readonly editor: Editor; readonly children: ReactNode }) {
  return <Current value={editor}>{children}</Current>;
}

export function useEditor(): Editor {
  const editor = useContext(Current);
  if (!editor) throw new Error('useEditor needs an EditorProvider above it');
  return editor;
}

/** A slice of the document and what follows from it; renders again only when that slice is another. */
export const useDocument = <T,>(slice: (state: DocumentState) => T): T => useStore(useEditor().document, slice);

/** What changed about a block since the last training, in words; undefined where nothing did. */
export const useChanges = (id: string): readonly string[] | undefined =>
  useStore(useEditor().changes, (changes) => changes.get(id));

export const useView = <T,>(slice: (state: ViewState) => T): T => useStore(useEditor().view, slice);
