import { Play, Square } from 'lucide-react';
import type { Candidate } from '../../metrics';
import { Button, Callout, NumberField, TextField } from '../../ui';
import { CandidateBars } from './CandidateBars';

export interface GenerationSettings {
  readonly prompt: string;
  /** 0 always takes the most likely. */
  readonly temperature: number;
  /** Symbols to choose from; 0 is all. */
  readonly topK: number;
  /** Smallest set of symbols that is this likely together; 1 is all. */
  readonly topP: number;
  readonly maxLength: number;
  readonly seed: number;
}

export interface Generation {
  readonly settings: GenerationSettings;
  readonly onSettings: (settings: GenerationSettings) => void;
  readonly running: boolean;
  /** What has been written after the prompt so far. */
  readonly text: string;
  /** The distribution the next symbol is drawn from. */
  readonly next: readonly Candidate[];
  readonly onGenerate: () => void;
  readonly onStop: () => void;
  /** Why it cannot be asked for now, or what went wrong. */
  readonly blocked?: string | undefined;
}

export function Generate({ settings, onSettings, running, text, next, onGenerate, onStop, blocked }: Generation) {
  const set = (change: Partial<GenerationSettings>) => onSettings({ ...settings, ...change });
  return (
    <section aria-label="Generate" className="space-y-2">
      <h3 className="text-xs font-semibold">Generate</h3>
      <TextField label="Prompt" mono lines={2} value={settings.prompt} onCommit={(prompt) => set({ prompt })} />
      <div className="grid grid-cols-[repeat(auto-fill,minmax(5.5rem,1fr))] gap-2">
        <NumberField
          label="Temperature"
          min={0}
          max={10}
          step={0.1}
          value={settings.temperature}
          onCommit={(temperature) => set({ temperature })}
        />
        <NumberField label="Top-k" integer min={0} value={settings.topK} onCommit={(topK) => set({ topK })} />
        <NumberField
          label="Top-p"
          min={0}
          max={1}
          step={0.05}
          value={settings.topP}
          onCommit={(topP) => set({ topP })}
        />
        <NumberField
          label="Max length"
          integer
          min={1}
          max={100_000}
          value={settings.maxLength}
          onCommit={(maxLength) => set({ maxLength })}
        />
        <NumberField label="Seed" integer min={0} value={settings.seed} onCommit={(seed) => set({ seed })} />
      </div>
      <div className="flex gap-2">
        <Button tone="primary" icon={Play} disabled={running || blocked !== undefined} onClick={onGenerate}>
          Generate
        </Button>
        <Button icon={Square} disabled={!running} onClick={onStop}>
          Stop writing
        </Button>
      </div>
      {blocked !== undefined && <Callout tone="warn">{blocked}</Callout>}
      {/* Read out once it is complete, not symbol by symbol. */}
      <output
        aria-label="Generated text"
        aria-busy={running}
        className="block min-h-16 rounded-md border border-line bg-sunken p-2 font-mono text-sm break-words whitespace-pre-wrap"
      >
        <span className="text-muted">{settings.prompt}</span>
        {text}
        {running && (
          <span aria-hidden className="ml-px inline-block h-4 w-1.5 animate-pulse bg-accent align-text-bottom" />
        )}
      </output>
      {next.length > 0 && (
        <div>
          <h4 className="mb-1 text-xs font-semibold">Next symbol</h4>
          <CandidateBars label="Next symbol" candidates={next} />
        </div>
      )}
    </section>
  );
}
