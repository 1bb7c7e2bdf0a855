import { Database } from 'lucide-react';
import { useState } from 'react';
import { EmptyState, Panel, Segmented } from '../../ui';
import { DataSetView } from './DataSetView';
import type { DataPanelProps } from './entry';

export function DataPanel({ entries, ...actions }: DataPanelProps) {
  const [chosen, setChosen] = useState<string>();
  const entry = entries.find((one) => one.choice.id === chosen) ?? entries[0];
  return (
    <Panel
      label="Data"
      toolbar={
        entry &&
        entries.length > 1 && (
          <Segmented
            label="Data set"
            value={entry.choice.id}
            options={entries.map((one) => ({ value: one.choice.id, label: one.title }))}
            onChange={setChosen}
          />
        )
      }
    >
      {entry ? (
        <DataSetView key={entry.choice.id} entry={entry} {...actions} />
      ) : (
        <EmptyState icon={Database} title="No data yet">
          Put a data block on the canvas: what it reads is chosen here.
        </EmptyState>
      )}
    </Panel>
  );
}
