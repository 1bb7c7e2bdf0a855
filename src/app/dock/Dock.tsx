import { ChevronDown, ChevronUp } from 'lucide-react';
import type { ReactNode } from 'react';
import { Group, Panel, Separator } from 'react-resizable-panels';
import { useDocument } from '../../editor';
import { CurvesPanel, GradientsPanel } from '../../panels';
import { Badge, IconButton, Tabs, useMedia, useSmall } from '../../ui';
import { useRun, useWorkspace } from '../context';
import { HALVES, type Half, TABS, type TabId } from '../layout';
import { keepSizes, openTab, togglePanel, useLayout } from '../layout-store';
import { DataDock } from './DataDock';
import { EvaluationDock } from './EvaluationDock';
import { ProblemsDock, RunsDock, SummaryDock } from './ListDocks';
import { AttentionDock, SamplesDock, ValuesDock } from './ProbeDocks';
import { TrainingDock } from './TrainingDock';

function CurvesDock() {
  return <CurvesPanel source={useWorkspace().run.figures} />;
}

function GradientsDock() {
  const { run } = useWorkspace();
  return <GradientsPanel source={run.figures} probe={run.probe} />;
}

const PANELS: Readonly<Record<TabId, { readonly label: string; readonly content: ReactNode }>> = {
  problems: { label: 'Problems', content: <ProblemsDock /> },
  data: { label: 'Data', content: <DataDock /> },
  training: { label: 'Training settings', content: <TrainingDock /> },
  curves: { label: 'Training curves', content: <CurvesDock /> },
  gradients: { label: 'Gradient norms', content: <GradientsDock /> },
  attention: { label: 'Attention', content: <AttentionDock /> },
  values: { label: 'Values', content: <ValuesDock /> },
  samples: { label: 'Samples', content: <SamplesDock /> },
  evaluation: { label: 'Evaluation', content: <EvaluationDock /> },
  runs: { label: 'Runs', content: <RunsDock /> },
  summary: { label: 'Summary', content: <SummaryDock /> },
};

const WIDE = '(min-width: 1100px)';

/** Panels in tabs: two halves side by side where there is room, one row of tabs where not. */
export function Dock() {
  const small = useSmall();
  const wide = useMedia(WIDE) && !small;
  // On a small screen it is there only while it is open.
  const open = useLayout((layout) => layout.dock) || small;
  const half = useLayout((layout) => layout.half);
  const left = useLayout((layout) => layout.left);
  const right = useLayout((layout) => layout.right);
  const sizes = useLayout((layout) => layout.sizes.dock);
  const toggle = (
    <IconButton
      size="sm"
      label={open ? 'Close the dock' : 'Open the dock'}
      icon={open ? ChevronDown : ChevronUp}
      onClick={() => togglePanel('dock')}
    />
  );
  if (!wide) {
    return <DockTabs label="Panels" tabs={TABS} value={half === 'left' ? left : right} open={open} actions={toggle} />;
  }
  const side = (which: Half) => (
    <DockTabs
      label={which === 'left' ? 'Panels' : 'More panels'}
      tabs={HALVES[which]}
      value={which === 'left' ? left : right}
      open={open}
      actions={which === 'right' ? toggle : undefined}
    />
  );
  return (
    <Group
      id="dock"
      className="h-full"
      {...(sizes && { defaultLayout: sizes })}
      onLayoutChanged={(layout) => keepSizes('dock', layout)}
    >
      <Panel id="dock-left" minSize={320}>
        {side('left')}
      </Panel>
      <Separator className="w-px bg-line data-[separator=active]:bg-accent data-[separator=hover]:bg-accent" />
      <Panel id="dock-right" minSize={320}>
        {side('right')}
      </Panel>
    </Group>
  );
}

interface DockTabsProps {
  readonly label: string;
  readonly tabs: readonly TabId[];
  readonly value: TabId;
  readonly open: boolean;
  readonly actions: ReactNode;
}

function DockTabs({ label, tabs, value, open, actions }: DockTabsProps) {
  return (
    <Tabs
      label={label}
      value={open ? value : undefined}
      onChange={openTab}
      actions={actions}
      tabs={tabs.map((id) => ({
        id,
        label: PANELS[id].label,
        content: PANELS[id].content,
        ...(id === 'problems' && { mark: <ProblemCount /> }),
      }))}
    />
  );
}

/** For the eye; the top bar says the same in words. */
function ProblemCount() {
  const errors = useDocument((state) => state.check.problems.filter(({ severity }) => severity === 'error').length);
  const all = useDocument((state) => state.check.problems.length);
  const running = useRun((view) => view.problems.length);
  if (all + running === 0) return null;
  return (
    <span aria-hidden>
      <Badge tone={errors + running > 0 ? 'danger' : 'warn'}>{all + running}</Badge>
    </span>
  );
}
