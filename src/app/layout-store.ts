import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { keepChoice, readChoice } from '../storage';
import { isSmall } from '../ui';
import { type Layout, parseLayout, type Sheet, type TabId, withTab } from './layout';

const KEY = 'wireformer.layout';

export const layoutStore = createStore<Layout>(() => parseLayout(readChoice(KEY), window.innerWidth));

layoutStore.subscribe((layout) => keepChoice(KEY, JSON.stringify(layout)));

export const useLayout = <T>(slice: (layout: Layout) => T): T => useStore(layoutStore, slice);

export const openTab = (tab: TabId): void => layoutStore.setState((layout) => withTab(layout, tab));

/** Shows or hides palette, inspector or dock; on a small screen one takes the place of the other. */
export const togglePanel = (panel: Sheet): void =>
  layoutStore.setState((layout) =>
    isSmall() ? { sheet: layout.sheet === panel ? undefined : panel } : { [panel]: !layout[panel] },
  );

/** Keeps the sizes of a group of panels; which panels there are is part of what they mean. */
export const keepSizes = (group: string, sizes: Readonly<Record<string, number>>): void =>
  layoutStore.setState((layout) => ({ sizes: { ...layout.sizes, [group]: sizes } }));
