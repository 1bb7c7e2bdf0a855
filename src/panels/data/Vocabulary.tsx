import { useMemo, useState } from 'react';
import { formatExact, plural, SearchField, Select, showToken } from '../../ui';
import { findSymbols } from './entry';

const MOST = 300;

/** The symbols of a data set, searchable. */
export function Vocabulary({ vocabularies }: { readonly vocabularies: Readonly<Record<string, readonly string[]>> }) {
  const names = Object.keys(vocabularies);
  const [chosen, setChosen] = useState<string>();
  const [query, setQuery] = useState('');
  const name = chosen !== undefined && names.includes(chosen) ? chosen : names[0];
  const symbols = (name === undefined ? undefined : vocabularies[name]) ?? [];
  const found = useMemo(() => findSymbols(symbols, query), [symbols, query]);
  if (name === undefined) return null;
  return (
    <section aria-label="Vocabulary" className="min-w-0 space-y-2">
      <h4 className="text-xs font-semibold">Vocabulary</h4>
      <div className="flex gap-2">
        {names.length > 1 && (
          <Select
            label="Vocabulary"
            hideLabel
            className="w-36"
            value={name}
            options={names.map((one) => ({ value: one, label: one }))}
            onChange={setChosen}
          />
        )}
        <SearchField
          className="flex-1"
          label="Search the vocabulary"
          placeholder={plural(symbols.length, 'symbol')}
          value={query}
          onChange={setQuery}
        />
      </div>
      <ul aria-label={`Symbols of ${name}`} className="flex max-h-44 flex-wrap content-start gap-1 overflow-y-auto">
        {found.slice(0, MOST).map(({ id, symbol }) => (
          <li key={id} className="rounded-sm border border-line px-1.5 font-mono text-xs">
            <span className="mr-1 text-muted">{id}</span>
            {showToken(symbol)}
          </li>
        ))}
        {found.length > MOST && <li className="text-xs text-muted">and {formatExact(found.length - MOST)} more</li>}
        {found.length === 0 && <li className="text-xs text-muted">No symbol contains this.</li>}
      </ul>
    </section>
  );
}
