import { Grid3x3 } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { ProbeRecord } from '../../metrics';
import type { Problem } from '../../problem';
import { EmptyState, formatExact, formatNumber, Panel, Select, Slider } from '../../ui';
import { type Live, useLive } from '../live';
import { type Cell, describeCell, MatrixView } from '../matrix';
import { type ProbeEntry, ProbeFields } from '../probe';
import { pageOf, summaryOf, type ValueTap, valueScale, valueTaps } from './pages';

export interface ValuesPanelProps {
  readonly probe: Live<ProbeRecord | undefined>;
  readonly fields: readonly ProbeEntry[];
  readonly onProbeChange: (data: string, name: string, value: string) => void;
  readonly problems: readonly Problem[];
}

const NOBODY: readonly string[] = [];

/** Every inner value that a block shows, on the probe example: gates, feature maps, scores, and what a Probe block is wired to. */
export function ValuesPanel({ probe, fields, onProbeChange, problems }: ValuesPanelProps) {
  const record = useLive(probe);
  const taps = useMemo(() => valueTaps(record), [record]);
  const [chosen, setChosen] = useState<string>();
  const [page, setPage] = useState(0);
  const tap = taps.find((one) => one.id === chosen) ?? taps[0];
  const editor = <ProbeFields fields={fields} onChange={onProbeChange} problems={problems} />;
  if (!record || !tap) {
    return (
      <Panel label="Values">
        <div className="flex min-h-full flex-col">
          {fields.length > 0 && <div className="max-w-xl p-3">{editor}</div>}
          <div className="flex-1">
            <EmptyState icon={Grid3x3} title={record ? 'No block here shows its inside' : 'No values yet'}>
              {record
                ? 'Put a Probe block on a wire: what comes over it is shown here, with numbers.'
                : 'Take a step: gates, feature maps, scores and what Probe blocks are wired to are shown here.'}
            </EmptyState>
          </div>
        </div>
      </Panel>
    );
  }
  const shown = Math.min(page, tap.pages.length - 1);
  return (
    <Panel
      label="Values"
      scroll={false}
      toolbar={
        <>
          <Select
            label="Value"
            layout="inline"
            className="w-72"
            value={tap.id}
            options={taps.map((one) => ({ value: one.id, label: one.label }))}
            onChange={setChosen}
          />
          {tap.pages.length > 1 && (
            <Slider
              label="Slice"
              show={(at) => tap.pages[at]?.label ?? ''}
              min={0}
              max={tap.pages.length - 1}
              step={1}
              value={shown}
              onChange={setPage}
            />
          )}
          <span className="ml-auto text-xs text-muted">
            Step <span className="font-mono text-ink tabular-nums">{formatExact(record.step)}</span>
          </span>
        </>
      }
    >
      <div className="flex h-full min-h-0 flex-wrap overflow-auto">
        <Page key={tap.id} tap={tap} page={shown} />
        {fields.length > 0 && <div className="w-full border-line p-3 sm:w-56 sm:border-l lg:w-72">{editor}</div>}
      </div>
    </Panel>
  );
}

function Page({ tap, page }: { readonly tap: ValueTap; readonly page: number }) {
  const [inspected, setInspected] = useState<Cell>();
  const scale = useMemo(() => valueScale(tap), [tap]);
  const matrix = useMemo(() => pageOf(tap, page), [tap, page]);
  const { mean, deviation, low, high } = useMemo(() => summaryOf(matrix), [matrix]);
  const rows = tap.record.rows?.length === tap.rows ? tap.record.rows : NOBODY;
  const columns = tap.record.columns?.length === tap.columns ? tap.record.columns : NOBODY;
  const cell = inspected && inspected.row < matrix.rows && inspected.column < matrix.columns ? inspected : undefined;
  return (
    <div className="flex h-full min-h-56 min-w-64 flex-1 flex-col">
      <p className="flex min-h-7 flex-wrap items-center gap-x-3 px-3 pt-1 font-mono text-xs">
        <span>
          {cell
            ? describeCell(matrix, rows, columns, cell)
            : `[${tap.axes.filter(Boolean).join(', ')}] = [${tap.rows}, ${tap.columns}]`}
        </span>
        <span className="ml-auto text-muted">
          {formatNumber(low, 3)} … {formatNumber(high, 3)}, mean {formatNumber(mean, 3)} ± {formatNumber(deviation, 3)}
        </span>
      </p>
      <div className="min-h-0 flex-1 px-3 pb-2">
        <MatrixView
          label={`Values of ${tap.label} ${tap.pages[page]?.label ?? ''}`.trim()}
          matrix={matrix}
          scale={scale}
          rows={rows}
          columns={columns}
          inspected={cell}
          onInspect={setInspected}
        />
      </div>
    </div>
  );
}
