import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { PreviewRow, Split } from '../../data/types';
import { Callout, formatExact, IconButton, Segmented, scrollable, Table } from '../../ui';
import { ImageCell } from './ImageCell';

const PAGE = 20;

export interface PreviewProps {
  readonly counts: Readonly<Record<Split, number>>;
  /** Another function when the data changed. */
  readonly load: (split: Split, from: number, count: number) => Promise<readonly PreviewRow[]>;
}

export function Preview({ counts, load }: PreviewProps) {
  const [split, setSplit] = useState<Split>('train');
  const [page, setPage] = useState(0);
  const [rows, setRows] = useState<readonly PreviewRow[]>([]);
  const [failure, setFailure] = useState<string>();
  const last = Math.max(0, Math.ceil(counts[split] / PAGE) - 1);
  const shown = Math.min(page, last);

  useEffect(() => {
    let gone = false;
    load(split, shown * PAGE, PAGE).then(
      (loaded) => {
        if (gone) return;
        setRows(loaded);
        setFailure(undefined);
      },
      (error: unknown) => {
        if (!gone) setFailure(error instanceof Error ? error.message : String(error));
      },
    );
    return () => {
      gone = true;
    };
  }, [load, split, shown]);

  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return (
    <section aria-label="Examples" className="min-w-0">
      <div className="mb-1 flex flex-wrap items-center gap-2">
        <Segmented
          label="Split"
          value={split}
          options={[
            { value: 'train', label: `Training · ${formatExact(counts.train)}` },
            { value: 'validation', label: `Validation · ${formatExact(counts.validation)}` },
            { value: 'test', label: `Test · ${formatExact(counts.test)}` },
          ]}
          onChange={(next) => {
            setSplit(next);
            setPage(0);
          }}
        />
        <span className="ml-auto flex items-center text-xs text-muted tabular-nums">
          <IconButton
            size="sm"
            label="Previous page"
            icon={ChevronLeft}
            disabled={shown === 0}
            onClick={() => setPage(shown - 1)}
          />
          {formatExact(shown * PAGE + Math.min(1, counts[split]))}–
          {formatExact(Math.min(counts[split], (shown + 1) * PAGE))}
          <IconButton
            size="sm"
            label="Next page"
            icon={ChevronRight}
            disabled={shown === last}
            onClick={() => setPage(shown + 1)}
          />
        </span>
      </div>
      {failure !== undefined ? (
        <Callout tone="danger" title="The examples could not be read">
          {failure}
        </Callout>
      ) : (
        <div {...scrollable('Rows')} className="focus-inset overflow-x-auto">
          <Table
            caption="Examples"
            rows={rows}
            rowKey={(_, index) => String(index)}
            columns={columns.map((name) => ({
              id: name,
              label: name,
              mono: true,
              render: (row: PreviewRow) => {
                const cell = row[name] ?? '';
                return typeof cell === 'string' ? cell : <ImageCell image={cell} />;
              },
            }))}
          />
        </div>
      )}
    </section>
  );
}
