import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';

export type DialogName =
  | 'templates'
  | 'open'
  | 'export'
  | 'commands'
  | 'keys'
  | 'documents'
  | 'versions'
  | 'share'
  | 'compare';

/** Which dialog lies over the page; one at a time. */
export const dialogStore = createStore<{ readonly open: DialogName | undefined }>(() => ({ open: undefined }));

export const showDialog = (open: DialogName | undefined): void => dialogStore.setState({ open });

/** Props of a dialog that is opened by name. */
export function useDialog(name: DialogName): {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
} {
  const open = useStore(dialogStore, (state) => state.open === name);
  return { open, onOpenChange: (wanted) => showDialog(wanted ? name : undefined) };
}
