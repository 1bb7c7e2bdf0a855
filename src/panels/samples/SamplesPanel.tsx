import { MessageSquareText } from 'lucide-react';
import type { ProbeRecord } from '../../metrics';
import type { Problem } from '../../problem';
import { EmptyState, formatExact, Panel } from '../../ui';
import { ImageCell } from '../data';
import { type Live, useLive } from '../live';
import { type ProbeEntry, ProbeFields } from '../probe';
import { Decode, type Decoding } from './Decode';
import { Generate, type Generation } from './Generate';
import { Prediction } from './Prediction';

export interface SamplesPanelProps {
  readonly probe: Live<ProbeRecord | undefined>;
  readonly fields: readonly ProbeEntry[];
  readonly onProbeChange: (data: string, name: string, value: string) => void;
  readonly problems: readonly Problem[];
  /** For models that can go on with a text. */
  readonly generation?: Generation | undefined;
  /** For models that read a source. */
  readonly decoding?: Decoding | undefined;
}

export function SamplesPanel({ probe, fields, onProbeChange, problems, generation, decoding }: SamplesPanelProps) {
  const record = useLive(probe);
  return (
    <Panel label="Samples">
      <div className="grid min-h-full grid-cols-[repeat(auto-fit,minmax(min(100%,24rem),1fr))] content-start gap-px bg-line *:bg-surface *:p-3">
        <div className="space-y-3">
          <div className="flex items-baseline justify-between text-xs">
            <h3 className="font-semibold">Probe example</h3>
            {record && (
              <span className="text-muted">
                Step <span className="font-mono text-ink tabular-nums">{formatExact(record.step)}</span>
              </span>
            )}
          </div>
          <ProbeFields fields={fields} onChange={onProbeChange} problems={problems} />
          {record?.pictures?.map((picture) => (
            <ImageCell key={picture.data} large image={{ ...picture, text: `the example of ${picture.data}` }} />
          ))}
          {record?.decoded !== undefined && (
            <p className="text-xs">
              <span className="text-muted">Decoded from the source alone: </span>
              <span className="font-mono">{record.decoded}</span>
            </p>
          )}
          {record?.predictions.map((prediction) => (
            <Prediction key={prediction.output} prediction={prediction} />
          ))}
          {!record && (
            <EmptyState icon={MessageSquareText} title="No predictions yet">
              While the model trains, what it says about the probe example is shown here.
            </EmptyState>
          )}
        </div>
        {(generation || decoding) && (
          <div className="space-y-4">
            {decoding && <Decode {...decoding} />}
            {generation && <Generate {...generation} />}
          </div>
        )}
      </div>
    </Panel>
  );
}
