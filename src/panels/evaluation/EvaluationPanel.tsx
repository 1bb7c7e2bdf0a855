import { ClipboardCheck } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { Bucket, Evaluation, Score } from '../../metrics';
import {
  Button,
  Callout,
  EmptyState,
  formatExact,
  formatNumber,
  formatPercent,
  NumberField,
  Panel,
  Select,
  Table,
} from '../../ui';
import { type Cell, MatrixView } from '../matrix';

export interface EvaluationSettings {
  readonly split: Evaluation['split'];
  /** 0 is the whole split. */
  readonly examples: number;
  readonly beams: number;
  readonly lengthPenalty: number;
}

export interface EvaluationPanelProps {
  readonly settings: EvaluationSettings;
  readonly onSettings: (settings: EvaluationSettings) => void;
  /** Whether the model writes text, so that how it searches matters. */
  readonly writes: boolean;
  readonly evaluation: Evaluation | undefined;
  readonly running: boolean;
  readonly onEvaluate: () => void;
  readonly onStop: () => void;
  /** Why it cannot be done now. */
  readonly blocked: string | undefined;
  /** What went wrong the last time. */
  readonly failure: string | undefined;
}

const NAMES: Readonly<Record<string, string>> = {
  loss: 'Loss',
  perplexity: 'Perplexity',
  accuracy: 'Accuracy',
  exact: 'Exact, right words given',
  bleu: 'BLEU',
  rouge1: 'ROUGE-1',
  rouge2: 'ROUGE-2',
  rougeL: 'ROUGE-L',
  writtenExact: 'Exact, written by itself',
  f1: 'F1, mean over classes',
  mae: 'Mean absolute error',
  rmse: 'Root mean squared error',
};

const PARTS = new Set(['accuracy', 'exact', 'writtenExact', 'f1', 'rouge1', 'rouge2', 'rougeL']);

const show = ({ name, value }: Score): string =>
  PARTS.has(name) ? formatPercent(value) : formatNumber(value, name === 'bleu' ? 3 : 4);

/** How the model does on a whole split. */
export function EvaluationPanel(props: EvaluationPanelProps) {
  const { settings, onSettings, writes, evaluation, running, onEvaluate, onStop, blocked, failure } = props;
  return (
    <Panel
      label="Evaluation"
      toolbar={
        <>
          <Select
            label="Split"
            layout="inline"
            className="w-40"
            value={settings.split}
            options={[
              { value: 'validation', label: 'Validation' },
              { value: 'test', label: 'Test' },
              { value: 'train', label: 'Training' },
            ]}
            onChange={(split) => onSettings({ ...settings, split })}
          />
          <NumberField
            label="Examples (0 is all)"
            layout="inline"
            className="w-44"
            integer
            min={0}
            max={1_000_000}
            value={settings.examples}
            onCommit={(examples) => onSettings({ ...settings, examples })}
          />
          {writes && (
            <NumberField
              label="Beams"
              layout="inline"
              className="w-28"
              integer
              min={1}
              max={32}
              value={settings.beams}
              onCommit={(beams) => onSettings({ ...settings, beams })}
            />
          )}
          <Button
            size="sm"
            icon={ClipboardCheck}
            disabled={!running && blocked !== undefined}
            onClick={running ? onStop : onEvaluate}
          >
            {running ? 'Stop' : 'Evaluate'}
          </Button>
        </>
      }
    >
      {blocked !== undefined && <Callout tone="warn">{blocked}</Callout>}
      {failure !== undefined && <Callout tone="danger">{failure}</Callout>}
      {evaluation ? (
        <Figures evaluation={evaluation} />
      ) : (
        <EmptyState icon={ClipboardCheck} title="Not evaluated yet">
          Figures on a whole split: accuracy and F1, BLEU and ROUGE of what the model writes by itself, errors of
          numbers, by length, and what is taken for what.
        </EmptyState>
      )}
    </Panel>
  );
}

function Figures({ evaluation }: { readonly evaluation: Evaluation }) {
  const { scores, buckets, samples, confusion, split, step, examples, of } = evaluation;
  return (
    <div className="space-y-3 p-3 text-sm">
      <p className="text-xs text-muted">
        {formatExact(examples)} of {formatExact(of)} examples of the {split} split, after step {formatExact(step)}.
      </p>
      <dl className="grid grid-cols-[repeat(auto-fill,minmax(11rem,1fr))] gap-2">
        {scores.map((score) => (
          <div key={score.name} className="rounded-md bg-sunken px-2 py-1">
            <dt className="truncate text-xs text-muted">{NAMES[score.name] ?? score.name}</dt>
            <dd className="font-medium tabular-nums" data-score={score.name}>
              {show(score)}
            </dd>
          </div>
        ))}
      </dl>
      {buckets.length > 1 && <Buckets buckets={buckets} />}
      {confusion && confusion.labels.length <= 40 && <Confusion {...confusion} />}
      {samples.length > 0 && (
        <Table
          caption="What the model wrote"
          rows={samples}
          rowKey={(_, i) => String(i)}
          columns={[
            { id: 'source', label: 'Source', wrap: true, render: ({ source }) => source },
            { id: 'written', label: 'Written', wrap: true, render: ({ written }) => written },
            { id: 'right', label: 'Right', wrap: true, render: ({ right }) => right },
          ]}
        />
      )}
    </div>
  );
}

/** One bar for each length: a figure that falls with the length is seen at once. */
function Buckets({ buckets }: { readonly buckets: readonly Bucket[] }) {
  const name = buckets[0]?.scores[0]?.name ?? '';
  const most = name === 'bleu' ? 100 : 1;
  return (
    <section aria-label="By length">
      <h3 className="mb-1 text-xs font-semibold">{NAMES[name] ?? name} by length</h3>
      <ul className="space-y-1">
        {buckets.map(({ from, to, examples, scores: [score] }) => (
          <li key={from} className="grid grid-cols-[5rem_1fr_8rem] items-center gap-2 text-xs">
            <span className="text-right font-mono">
              {from}–{to}
            </span>
            <span aria-hidden className="h-3 rounded-sm bg-sunken">
              <span
                className="block h-full rounded-sm bg-accent"
                style={{ width: `${Math.max(0, Math.min(100, (100 * (score?.value ?? 0)) / most))}%` }}
              />
            </span>
            <span className="tabular-nums">
              {score && show(score)} <span className="text-muted">of {formatExact(examples)}</span>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Confusion({ labels, counts }: NonNullable<Evaluation['confusion']>) {
  const [cell, setCell] = useState<Cell>();
  const K = labels.length;
  const matrix = useMemo(() => ({ rows: K, columns: K, data: Float32Array.from(counts) }), [K, counts]);
  const scale = useMemo(() => ({ low: 0, high: Math.max(1, ...counts) }), [counts]);
  const said = cell && counts[cell.row * K + cell.column];
  return (
    <section aria-label="Confusion matrix">
      <h3 className="mb-1 text-xs font-semibold">
        What was taken for what
        <span className="ml-2 font-mono font-normal text-muted">
          {cell
            ? `${labels[cell.row]} taken for ${labels[cell.column]}: ${said} times`
            : 'rows are right, columns were said'}
        </span>
      </h3>
      <div className="h-72">
        <MatrixView
          label="Confusion matrix"
          matrix={matrix}
          scale={scale}
          rows={labels}
          columns={labels}
          inspected={cell}
          onInspect={setCell}
        />
      </div>
    </section>
  );
}
