import { RotateCcw } from 'lucide-react';
import { Button, formatNumber, Slider } from '../../ui';

/** What can be changed while a run goes on. */
export interface LiveTraining {
  /** Factor on the schedule's learning rate. */
  readonly factor: number;
  readonly onFactor: (factor: number) => void;
  /** Learning rate of the last step, factor included. */
  readonly learningRate: number;
}

const show = (exponent: number) => `× ${formatNumber(10 ** exponent, 2)}`;

export function LiveRate({ factor, onFactor, learningRate }: LiveTraining) {
  return (
    <div className="flex flex-wrap items-center gap-x-3 rounded-md bg-accent-soft px-2.5 py-1">
      {/* A factor is felt by its logarithm: the middle leaves the rate as it is. */}
      <Slider
        label="Live learning rate"
        value={Math.log10(factor)}
        min={-2}
        max={1}
        step={0.05}
        show={show}
        onChange={(exponent) => onFactor(Number((10 ** exponent).toPrecision(3)))}
      />
      <span className="font-mono text-xs tabular-nums">= {formatNumber(learningRate, 3)}</span>
      <Button size="sm" tone="ghost" icon={RotateCcw} disabled={factor === 1} onClick={() => onFactor(1)}>
        As scheduled
      </Button>
      <span className="text-xs text-muted">The run keeps every other setting it began with.</span>
    </div>
  );
}
