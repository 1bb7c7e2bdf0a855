import { Blocks, ChartLine, SlidersHorizontal } from 'lucide-react';
import { cx } from '../../ui';
import type { Sheet } from '../layout';
import { togglePanel, useLayout } from '../layout-store';

const VIEWS = [
  { sheet: 'palette', label: 'Blocks', icon: Blocks },
  { sheet: 'inspector', label: 'Inspector', icon: SlidersHorizontal },
  { sheet: 'dock', label: 'Panels', icon: ChartLine },
] as const satisfies readonly { readonly sheet: Sheet; readonly label: string; readonly icon: typeof Blocks }[];

/** What can be seen beside the canvas, under the thumb. */
export function PhoneNav() {
  const sheet = useLayout((layout) => layout.sheet);
  return (
    <nav aria-label="Views" className="flex border-t border-line bg-surface pb-[env(safe-area-inset-bottom)]">
      {VIEWS.map(({ sheet: own, label, icon: Icon }) => (
        <button
          key={own}
          type="button"
          aria-pressed={sheet === own}
          className={cx(
            'focus-inset flex h-12 flex-1 flex-col items-center justify-center gap-0.5 text-xs',
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
