import { Play } from 'lucide-react';
import { Button, Callout, NumberField, TextField } from '../../ui';

export interface Decoding {
  readonly source: string;
  readonly onSource: (source: string) => void;
  readonly running: boolean;
  /** Decoded from the source alone, symbol by symbol. */
  readonly result: string | undefined;
  readonly onDecode: () => void;
  readonly onStop: () => void;
  /** Texts kept side by side; 1 takes the likeliest symbol every time. */
  readonly beams: number;
  readonly onBeams: (beams: number) => void;
  readonly blocked?: string | undefined;
}

export function Decode({ source, onSource, running, result, onDecode, onStop, beams, onBeams, blocked }: Decoding) {
  return (
    <section aria-label="Decode" className="space-y-2">
      <h3 className="text-xs font-semibold">Decode from the source alone</h3>
      <div className="flex items-end gap-2">
        <TextField label="Source" mono className="flex-1" value={source} onCommit={onSource} />
        <NumberField label="Beams" className="w-20" integer min={1} max={32} value={beams} onCommit={onBeams} />
        <Button
          tone="primary"
          icon={Play}
          disabled={!running && blocked !== undefined}
          onClick={running ? onStop : onDecode}
        >
          {running ? 'Stop' : 'Decode'}
        </Button>
      </div>
      {blocked !== undefined && <Callout tone="warn">{blocked}</Callout>}
      <output
        aria-label="Decoded text"
        aria-busy={running}
        className="block min-h-8 rounded-md border border-line bg-sunken p-2 font-mono text-sm break-words"
      >
        {result}
      </output>
    </section>
  );
}
