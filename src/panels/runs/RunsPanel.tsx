import { Check, History, Pencil, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { RunState } from '../../metrics';
import {
  Badge,
  Button,
  EmptyState,
  formatDuration,
  formatExact,
  formatLoss,
  formatPercent,
  IconButton,
  Panel,
  Popover,
  PopoverClose,
  Table,
  TextField,
  type Tone,
} from '../../ui';

export interface RunRow {
  readonly id: string;
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly started: number;
  readonly state: RunState;
  readonly step: number;
  readonly steps: number;
  readonly seconds?: number | undefined;
  readonly backend?: string | undefined;
  readonly trainingLoss?: number | undefined;
  readonly validationLoss?: number | undefined;
  /** Validation accuracy or exact match, 0 to 1. */
  readonly accuracy?: number | undefined;
}

export interface RunsPanelProps {
  readonly runs: readonly RunRow[];
  /** Run that the other panels show. */
  readonly shown: string | undefined;
  readonly onShow: (id: string) => void;
  readonly onDelete?: ((id: string) => void) | undefined;
  readonly onRename?: ((id: string, name: string) => void) | undefined;
}

const STATES: Readonly<Record<RunState, { readonly word: string; readonly tone: Tone }>> = {
  idle: { word: 'ready', tone: 'neutral' },
  preparing: { word: 'preparing', tone: 'accent' },
  training: { word: 'training', tone: 'accent' },
  paused: { word: 'paused', tone: 'warn' },
  stopped: { word: 'stopped', tone: 'neutral' },
  finished: { word: 'finished', tone: 'good' },
  failed: { word: 'failed', tone: 'danger' },
};

const figure = (value: number | undefined, show: (value: number) => string) =>
  value === undefined ? '–' : show(value);
const WHEN = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

export function RunsPanel({ runs, shown, onShow, onDelete, onRename }: RunsPanelProps) {
  const [renaming, setRenaming] = useState<string>();
  if (runs.length === 0) {
    return (
      <Panel label="Runs">
        <EmptyState icon={History} title="No runs yet">
          Every training is kept here with its curves, its settings and the graph as it was.
        </EmptyState>
      </Panel>
    );
  }
  const name = (run: RunRow) =>
    onRename && renaming === run.id ? (
      <TextField
        label={`Name of ${run.name}`}
        hideLabel
        value={run.name}
        check={(text) => (text.trim() === '' ? 'Enter a name.' : undefined)}
        onCommit={(text) => {
          setRenaming(undefined);
          onRename(run.id, text.trim());
        }}
      />
    ) : (
      <button
        type="button"
        aria-pressed={run.id === shown}
        className="flex items-center gap-1.5 text-left font-medium hover:underline"
        onClick={() => onShow(run.id)}
      >
        <Check aria-hidden size={14} className={run.id === shown ? 'text-accent-ink' : 'invisible'} />
        {run.name}
      </button>
    );
  const tools = (run: RunRow) => (
    <span className="flex justify-end">
      {onRename && (
        <IconButton
          size="sm"
          label={`Rename ${run.name}`}
          icon={Pencil}
          onClick={() => setRenaming(renaming === run.id ? undefined : run.id)}
        />
      )}
      {onDelete && (
        <Popover
          label={`Delete ${run.name}`}
          align="end"
          trigger={<IconButton size="sm" label={`Delete ${run.name}…`} icon={Trash2} />}
        >
          <p className="mb-2 text-sm">Delete “{run.name}” with its figures and weights? This cannot be undone.</p>
          <PopoverClose>
            <Button tone="danger" size="sm" onClick={() => onDelete(run.id)}>
              Delete run
            </Button>
          </PopoverClose>
        </Popover>
      )}
    </span>
  );
  return (
    <Panel label="Runs">
      <Table
        caption="Kept runs"
        rows={runs}
        rowKey={(run) => run.id}
        columns={[
          { id: 'name', label: 'Run', head: true, render: name },
          {
            id: 'state',
            label: 'State',
            render: (run) => <Badge tone={STATES[run.state].tone}>{STATES[run.state].word}</Badge>,
          },
          {
            id: 'step',
            label: 'Steps',
            align: 'right',
            render: (run) => `${formatExact(run.step)} of ${formatExact(run.steps)}`,
          },
          { id: 'loss', label: 'Train loss', align: 'right', render: (run) => figure(run.trainingLoss, formatLoss) },
          {
            id: 'validation',
            label: 'Validation loss',
            align: 'right',
            render: (run) => figure(run.validationLoss, formatLoss),
          },
          { id: 'accuracy', label: 'Accuracy', align: 'right', render: (run) => figure(run.accuracy, formatPercent) },
          { id: 'time', label: 'Time', align: 'right', render: (run) => figure(run.seconds, formatDuration) },
          { id: 'backend', label: 'Backend', render: (run) => run.backend ?? '–' },
          { id: 'started', label: 'Started', render: (run) => WHEN.format(run.started) },
          { id: 'tools', label: 'Actions', align: 'right', render: tools },
        ]}
      />
    </Panel>
  );
}
