import { Blocks, ChartLine, SlidersHorizontal } from 'lucide-react';
import { cx } from '../../ui';
import type { Sheet } from '../layout';
import { togglePanel, useLayout } from '../layout-store';

const VIEWS = [
  { sheet: 'palette', label: 'Blocks', icon: Blocks },
  { sheet: 'inspector', label: 'Inspector', icon: SlidersHorizontal },
  { sheet: 'dock', label: 'Panels', icon: ChartLine },
] as const satisfies readonly { readonly sheet: Sheet; readonly label: string; readonly icon: typeof Blocks }[];

/** What can be seen beside the canvas: under the thumb, or in the bar where the screen is low. */
export function SmallNav() {
  const sheet = useLayout((layout) => layout.sheet);
  return (
    <nav
      aria-label="Views"
      className="flex border-line bg-surface max-sm:border-t max-sm:pb-[env(safe-area-inset-bottom)]"
    >
      {VIEWS.map(({ sheet: own, label, icon: Icon }) => (
        <button
          key={own}
          type="button"
          aria-pressed={sheet === own}
          className={cx(
            'focus-inset flex items-center justify-center text-xs max-sm:h-12 max-sm:flex-1 max-sm:flex-col max-sm:gap-0.5 sm:h-7 sm:gap-1.5 sm:rounded-md sm:px-2',
            sheet === own ? 'bg-accent-soft font-medium text-accent-ink' : 'text-muted',
          )}
          onClick={() => togglePanel(own)}
        >
          <Icon aria-hidden size={18} />
          {label}
        </button>
      ))}
    </nav>
  );
}
