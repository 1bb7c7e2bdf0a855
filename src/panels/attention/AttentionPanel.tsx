import { Grid2x2 } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { ProbeRecord } from '../../metrics';
import type { Problem } from '../../problem';
import { Badge, colormapGradient, EmptyState, formatExact, formatNumber, Panel, Select, Switch } from '../../ui';
import { type Live, useLive } from '../live';
import { type Cell, describeCell, MatrixView, middleOf } from '../matrix';
import { type ProbeEntry, ProbeFields } from '../probe';
import { HeadGrid } from './HeadGrid';
import { type AttentionTap, attentionTaps, matrixOf, rowSums, scaleOf, sumsToOne } from './matrix';

export interface AttentionPanelProps {
  readonly probe: Live<ProbeRecord | undefined>;
  readonly fields: readonly ProbeEntry[];
  readonly onProbeChange: (data: string, name: string, value: string) => void;
  readonly problems: readonly Problem[];
}

export function AttentionPanel({ probe, fields, onProbeChange, problems }: AttentionPanelProps) {
  const record = useLive(probe);
  const taps = useMemo(() => attentionTaps(record), [record]);
  const [chosen, setChosen] = useState<string>();
  const [head, setHead] = useState(0);
  const [all, setAll] = useState(true);
  const tap = taps.find((one) => one.id === chosen) ?? taps[0];
  const shownHead = Math.min(head, (tap?.heads.length ?? 1) - 1);
  const editor = <ProbeFields fields={fields} onChange={onProbeChange} problems={problems} />;

  if (!record || !tap) {
    return (
      <Panel label="Attention">
        <div className="flex min-h-full flex-col">
          {fields.length > 0 && <div className="max-w-xl p-3">{editor}</div>}
          <div className="flex-1">
            <EmptyState icon={Grid2x2} title={record ? 'Nothing in this model attends' : 'No attention yet'}>
              {record
                ? 'Add an attention block: every head of it is drawn here, token by token.'
                : 'Train a model with attention: its weights on the probe example are drawn here as it learns.'}
            </EmptyState>
          </div>
        </div>
      </Panel>
    );
  }
  return (
    <Panel
      label="Attention"
      scroll={false}
      toolbar={
        <>
          <Select
            label="Layer"
            layout="inline"
            className="w-72"
            value={tap.id}
            options={taps.map((one) => ({ value: one.id, label: one.label }))}
            onChange={setChosen}
          />
          <Select
            label="Head"
            layout="inline"
            className="w-36"
            value={String(shownHead)}
            options={tap.heads.map((_, i) => ({ value: String(i), label: `Head ${i}` }))}
            onChange={(value) => setHead(Number(value))}
          />
          {tap.heads.length > 1 && <Switch label="All heads" checked={all} onChange={setAll} />}
          <span className="ml-auto text-xs text-muted">
            Step <span className="font-mono text-ink tabular-nums">{formatExact(record.step)}</span>
          </span>
        </>
      }
    >
      <div className="flex h-full min-h-0 flex-wrap overflow-auto">
        <Heads tap={tap} head={shownHead} all={all} onHead={setHead} />
        {fields.length > 0 && <div className="w-full border-line p-3 sm:w-56 sm:border-l lg:w-72">{editor}</div>}
      </div>
    </Panel>
  );
}

interface HeadsProps {
  readonly tap: AttentionTap;
  readonly head: number;
  readonly all: boolean;
  readonly onHead: (head: number) => void;
}

const NOBODY: readonly string[] = [];

function Heads({ tap, head, all, onHead }: HeadsProps) {
  const [inspected, setInspected] = useState<Cell>();
  const scale = useMemo(() => scaleOf(tap), [tap]);
  const matrix = useMemo(() => matrixOf(tap, head), [tap, head]);
  const sums = useMemo(() => rowSums(matrix), [matrix]);
  const rows = tap.record.rows ?? NOBODY;
  const columns = tap.record.columns ?? NOBODY;
  // A shorter probe leaves the cell outside.
  const cell = inspected && inspected.row < matrix.rows && inspected.column < matrix.columns ? inspected : undefined;
  return (
    <div className="flex h-full min-h-56 min-w-64 flex-1 flex-col">
      <div className="flex min-h-7 flex-wrap items-center gap-x-3 px-3 pt-1 text-xs">
        <span className="font-mono">
          {cell ? describeCell(matrix, rows, columns, cell) : 'Each row attends to the columns'}
        </span>
        <span className="ml-auto flex items-center gap-1.5 font-mono text-muted">
          {formatNumber(scale.low, 2)}
          <span aria-hidden className="h-2.5 w-12 rounded-l-sm" style={{ background: colormapGradient(0, 0.5) }} />
          {formatNumber(middleOf(scale), 2)}
          <span aria-hidden className="h-2.5 w-12 rounded-r-sm" style={{ background: colormapGradient(0.5, 1) }} />
          {formatNumber(scale.high, 2)}
        </span>
        {sumsToOne(sums) ? (
          <Badge tone="good" title={`Largest deviation ${formatNumber(sums.worst, 2)}`}>
            Rows sum to 1
          </Badge>
        ) : (
          <Badge tone="warn">
            Row {sums.row} sums to {formatNumber(sums.sum, 3)}
          </Badge>
        )}
      </div>
      <div className="flex min-h-0 flex-1">
        <div className="min-w-0 flex-1 px-3 pb-2">
          <MatrixView
            label={`Attention of ${tap.label}, head ${head}`}
            matrix={matrix}
            scale={scale}
            rows={rows}
            columns={columns}
            inspected={cell}
            onInspect={setInspected}
          />
        </div>
        {all && tap.heads.length > 1 && (
          <div className="min-w-28 flex-1 overflow-auto border-l border-line">
            <HeadGrid tap={tap} scale={scale} chosen={head} onChoose={onHead} />
          </div>
        )}
      </div>
    </div>
  );
}
