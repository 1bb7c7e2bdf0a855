import { Activity } from 'lucide-react';
import { useCallback, useState } from 'react';
import type { ProbeRecord } from '../../metrics';
import { EmptyState, Panel } from '../../ui';
import { type Live, type RunSource, usePaint } from '../live';
import { factsOf } from './facts';
import { HeatStrip } from './HeatStrip';
import { Hints } from './Hints';
import { Legend } from './Legend';
import { NormLine } from './NormLine';
import { OverTime } from './OverTime';

export interface GradientsPanelProps {
  readonly source: Pick<RunSource, 'subscribe' | 'training' | 'blocks'>;
  readonly probe: Live<ProbeRecord | undefined>;
}

export function GradientsPanel({ source, probe }: GradientsPanelProps) {
  const [facts, setFacts] = useState(() => factsOf(source.blocks));
  usePaint(
    source,
    useCallback(() => {
      const next = factsOf(source.blocks);
      setFacts((before) => (before.key === next.key ? before : next));
    }, [source]),
  );
  return (
    <Panel
      label="Gradient norms"
      scroll={false}
      toolbar={
        <>
          <Legend decades={facts.decades} />
          <Hints hints={facts.hints} />
        </>
      }
    >
      {facts.empty ? (
        <EmptyState icon={Activity} title="No gradients yet">
          While the model trains, each block's gradient norm is drawn here over the steps.
        </EmptyState>
      ) : (
        <div className="flex h-full flex-col overflow-auto">
          <OverTime probe={probe} />
          <NormLine source={source} />
          <HeatStrip source={source} decades={facts.decades} />
        </div>
      )}
    </Panel>
  );
}
