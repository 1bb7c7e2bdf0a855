import { FileWarning } from 'lucide-react';
import { useCallback } from 'react';
import type { DataChoice, Split } from '../../data/types';
import {
  Badge,
  Callout,
  FileDrop,
  formatBytes,
  formatExact,
  formatLoss,
  formatPercent,
  NumberField,
  ProgressBar,
  Select,
} from '../../ui';
import type { DataEntry, DataPanelProps } from './entry';
import { OptionFields } from './OptionFields';
import { Preview } from './Preview';
import { Vocabulary } from './Vocabulary';

const TABLE = '.csv,.tsv,text/csv,text/tab-separated-values';
const TEXT = '.txt,.md,text/plain';

/** What a file of each kind may be. */
const FILES: Readonly<Record<DataChoice['kind'], { readonly accept: string; readonly what: string }>> = {
  tokens: { accept: `${TEXT},${TABLE}`, what: 'a text file' },
  pairs: { accept: `${TABLE},${TEXT}`, what: 'a CSV or TSV file' },
  labelled: { accept: `${TABLE},${TEXT}`, what: 'a CSV or TSV file' },
  features: { accept: `${TABLE},${TEXT}`, what: 'a CSV or TSV file' },
  series: { accept: `${TABLE},${TEXT}`, what: 'a CSV or TSV file with a reading on each line' },
  tagged: { accept: `.conll,.conllu,.iob,.bio,.tsv,${TEXT}`, what: 'a CoNLL file, a word and its tag on each line,' },
  images: { accept: '.zip,application/zip', what: 'a zip of PNG images in folders by class, or of the MNIST files,' },
  captions: { accept: '.zip,application/zip', what: 'a zip of PNG images with a captions.csv' },
};

export type DataSetViewProps = Omit<DataPanelProps, 'entries'> & { readonly entry: DataEntry };

export function DataSetView({
  entry,
  generators,
  onChange,
  onGenerator,
  onFile,
  showPlace,
  loadPreview,
}: DataSetViewProps) {
  const { choice, progress } = entry;
  const { id, kind, source } = choice;
  // The preview reads again when the choice is another one, which an edit makes it.
  const load = useCallback(
    (split: Split, from: number, count: number) => loadPreview(choice.id, split, from, count),
    [choice, loadPreview],
  );
  const files = FILES[kind];
  const fitting = generators.filter((generator) => generator.kind === kind);
  return (
    <div className="grid grid-cols-[repeat(auto-fit,minmax(min(100%,20rem),1fr))] gap-4 p-3">
      <div className="min-w-0 space-y-3">
        <div>
          <h3 className="flex flex-wrap items-center gap-2 font-semibold">
            {entry.title} <Badge>{kind}</Badge>
          </h3>
          {entry.doc !== undefined && <p className="mt-1 max-w-prose text-muted">{entry.doc}</p>}
        </div>
        {entry.state === 'missing' && source.type === 'file' && (
          <Callout tone="warn" announce title={<span className="break-all">{source.name} is not on this machine</span>}>
            <p>
              The document was made with this file ({formatBytes(source.bytes)}). Choose it again to train; checking and
              predicting work without it.
            </p>
          </Callout>
        )}
        {entry.problems.map((problem) => (
          <Callout
            key={problem.code + showPlace(problem.at)}
            tone={problem.severity === 'error' ? 'danger' : 'warn'}
            announce
            title={showPlace(problem.at)}
          >
            Expected {problem.expected}, received {problem.received}. {problem.fix}
          </Callout>
        ))}
        {progress && entry.state === 'loading' && (
          <ProgressBar
            label={`Preparing ${entry.title}`}
            done={progress.done}
            total={progress.total}
            text={`${formatExact(progress.done)} of ${formatExact(progress.total)} ${progress.unit}`}
          />
        )}
        <FileDrop
          label="Choose file…"
          accept={files.accept}
          disabled={entry.state === 'loading'}
          onFile={(file) => onFile(id, file)}
        >
          {source.type === 'file' ? (
            <>
              <FileWarning aria-hidden size={13} className={entry.state === 'missing' ? 'mr-1 inline' : 'hidden'} />
              <span className="font-mono break-all text-ink">{source.name}</span> {formatBytes(source.bytes)}
            </>
          ) : (
            `or drop ${files.what} here. It stays on this machine.`
          )}
        </FileDrop>
        <div className="grid grid-cols-[repeat(auto-fill,minmax(9.5rem,1fr))] gap-2">
          {fitting.length > 0 && (
            <Select
              label="Generated data set"
              value={source.type === 'generated' ? source.dataset : undefined}
              placeholder="Use one instead…"
              options={fitting.map((generator) => ({ value: generator.id, label: generator.title }))}
              onChange={(generator) => onGenerator(id, generator)}
            />
          )}
          {source.type === 'generated' && (
            <NumberField
              label="Data seed"
              integer
              min={0}
              value={source.seed}
              onCommit={(seed) => onChange({ ...choice, source: { ...source, seed } })}
            />
          )}
          <OptionFields
            specs={entry.options}
            values={source.options}
            onChange={(options) => onChange({ ...choice, source: { ...source, options } })}
          />
        </div>
        {entry.baselines.length > 0 && (
          <section aria-label="Baselines">
            <h4 className="text-xs font-semibold">To beat, on the validation split</h4>
            <dl className="mt-1 grid grid-cols-[auto_auto_1fr] gap-x-4 text-sm">
              {entry.baselines.map(({ name, metric, value }) => (
                <div key={name + metric} className="contents">
                  <dt>{name}</dt>
                  <dd className="text-muted">{metric}</dd>
                  <dd className="font-mono tabular-nums">
                    {metric === 'loss' ? formatLoss(value) : formatPercent(value)}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        )}
        <Vocabulary vocabularies={entry.vocabularies} />
      </div>
      {entry.counts && entry.state === 'ready' && <Preview counts={entry.counts} load={load} />}
    </div>
  );
}
