import { Monitor, Moon, Sun } from 'lucide-react';
import type { MenuItem } from '../ui';
import type { Theme } from './layout';
import { layoutStore } from './layout-store';

export const THEMES = [
  { id: 'system', label: 'As the system', icon: Monitor },
  { id: 'light', label: 'Light', icon: Sun },
  { id: 'dark', label: 'Dark', icon: Moon },
] as const satisfies readonly { readonly id: Theme; readonly label: string; readonly icon: typeof Sun }[];

export const themeItems = (theme: Theme): readonly MenuItem[] =>
  THEMES.map(({ id, label, icon }) => ({
    label,
    icon,
    checked: id === theme,
    onSelect: () => layoutStore.setState({ theme: id }),
  }));
