import { cx } from './cx';

/** `Ctrl+Shift+Z` drawn as keys. */
export function Kbd({ keys, inverted = false }: { readonly keys: string; readonly inverted?: boolean }) {
  return (
    <kbd className={cx('font-sans text-xs whitespace-nowrap', inverted ? 'opacity-80' : 'text-muted')}>
      {keys.split('+').map((key) => (
        <span
          key={key}
          className={cx(
            'mr-0.5 inline-block min-w-4 rounded-sm border px-1 text-center last:mr-0',
            inverted ? 'border-current' : 'border-line bg-sunken',
          )}
        >
          {key === '' ? '+' : key}
        </span>
      ))}
    </kbd>
  );
}
