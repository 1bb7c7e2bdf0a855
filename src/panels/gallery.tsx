import { Moon, Sun } from 'lucide-react';
import { Profiler, StrictMode, useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';
import '../ui/tokens.css';
import { applyTheme, IconButton, Tabs, type ThemeChoice, UiProvider } from '../ui';
import {
  AttentionPanel,
  CurvesPanel,
  DataPanel,
  GradientsPanel,
  OverlaidLosses,
  ProblemsPanel,
  RunsPanel,
  SamplesPanel,
  SummaryPanel,
  TrainingPanel,
} from '.';
import {
  fakeCandidates,
  fakeData,
  fakePlace,
  fakeProblems,
  fakeRows,
  fakeRuns,
  fakeSummary,
  fakeTraining,
} from './gallery.data';
import { Primitives } from './gallery.primitives';
import { fakeProbe, fakeRun } from './gallery.run';

const run = fakeRun();
run.advance(1250);
const empty = fakeRun();
const other = fakeRun();
other.advance(800);
const overlaid = [run, other].map(({ training, validation }, i) => ({
  label: i === 0 ? 'Before' : 'After',
  token: `series-${i + 1}`,
  training: training.toJSON(),
  validation: validation.toJSON(),
}));
const probe = { subscribe: () => () => undefined, get: () => fakeProbe };
const nothing = () => undefined;
const rows = (_: string, __: string, from: number, count: number) => Promise.resolve(fakeRows(from, count));

function Training() {
  const [training, setTraining] = useState(fakeTraining);
  const [factor, setFactor] = useState(1);
  return (
    <TrainingPanel
      training={training}
      onChange={setTraining}
      losses={[
        { node: 'l1', name: 'cross_entropy' },
        { node: 'l2', name: 'auxiliary' },
      ]}
      modules={[
        { id: 'encoder', name: 'Encoder layer' },
        { id: 'decoder', name: 'Decoder layer' },
      ]}
      memory={{
        memory: { weights: 3.3e6, gradients: 3.3e6, optimizer: 6.6e6, sums: 0, values: 35.1e6, total: 48.3e6 },
        kept: { weights: 3.3e6, gradients: 3.3e6, optimizer: 6.6e6, sums: 0, values: 57.8e6, total: 71e6 },
      }}
      carried={{
        kept: [
          { path: 'embedding.table', from: 'embedding.table' },
          { path: 'decoder.attention.query', from: 'attention.query' },
        ],
        made: [
          { path: 'head.weight', shape: [128, 10], before: [64, 10] },
          { path: 'norm.scale', shape: [128], before: undefined },
        ],
        dropped: ['hidden.bias'],
      }}
      scheduleFactor={(schedule, step, steps) => {
        const up = Math.min(1, step / Math.max(1, schedule.warmup));
        if (schedule.kind === 'cosine')
          return up * (schedule.floor + ((1 - schedule.floor) * (1 + Math.cos((Math.PI * step) / steps))) / 2);
        return schedule.kind === 'step' ? up * schedule.factor ** Math.floor(step / schedule.every) : up;
      }}
      matchWeights={(patterns) => 42 * patterns.length}
      live={{ factor, onFactor: setFactor, learningRate: 0.001 * factor }}
      splits={false}
    />
  );
}

function Samples() {
  const [settings, setSettings] = useState({
    prompt: 'once upon',
    temperature: 0.8,
    topK: 0,
    topP: 0.95,
    maxLength: 200,
    seed: 1,
  });
  const fields = [{ data: 'd', name: 'text', label: 'Text', value: 'the small model reads' }];
  return (
    <SamplesPanel
      probe={probe}
      fields={fields}
      onProbeChange={nothing}
      problems={[]}
      generation={{
        settings,
        onSettings: setSettings,
        running: true,
        text: ' a time there was a',
        next: fakeCandidates,
        onGenerate: nothing,
        onStop: nothing,
      }}
      decoding={{
        source: '123+456=',
        onSource: nothing,
        running: false,
        result: '975',
        onDecode: nothing,
        onStop: nothing,
        beams: 1,
        onBeams: nothing,
      }}
    />
  );
}

const PROBE = [{ data: 'd', name: 'text', label: 'Example text', value: 'the small model reads a sentence' }];

const PANELS = [
  {
    id: 'problems',
    label: 'Problems',
    content: <ProblemsPanel problems={fakeProblems} showPlace={fakePlace} onShow={nothing} onFix={nothing} />,
  },
  {
    id: 'data',
    label: 'Data',
    content: (
      <DataPanel
        entries={fakeData}
        generators={[{ id: 'addition', kind: 'pairs', title: 'Addition', doc: '' }]}
        onChange={nothing}
        onGenerator={nothing}
        onFile={nothing}
        showPlace={fakePlace}
        loadPreview={rows}
      />
    ),
  },
  { id: 'training', label: 'Training settings', content: <Training /> },
  { id: 'curves', label: 'Training curves', content: <CurvesPanel source={run} /> },
  { id: 'overlaid', label: 'Losses compared', content: <OverlaidLosses runs={overlaid} /> },
  { id: 'gradients', label: 'Gradient norms', content: <GradientsPanel source={run} probe={probe} /> },
  {
    id: 'attention',
    label: 'Attention',
    content: <AttentionPanel probe={probe} fields={PROBE} onProbeChange={nothing} problems={[]} />,
  },
  { id: 'samples', label: 'Samples', content: <Samples /> },
  {
    id: 'runs',
    label: 'Runs',
    content: <RunsPanel runs={fakeRuns} shown="a" onShow={nothing} onDelete={nothing} onRename={nothing} />,
  },
  {
    id: 'summary',
    label: 'Summary',
    content: (
      <SummaryPanel
        rows={fakeSummary}
        totals={{
          parameters: 1_234_567,
          trainableParameters: 1_200_000,
          flopsPerStep: 3.4e9,
          parameterBytes: 4.9e6,
          activationBytes: 12.3e6,
          optimizerBytes: 9.8e6,
        }}
      />
    ),
  },
  { id: 'empty', label: 'Empty', content: <CurvesPanel source={empty} /> },
  { id: 'primitives', label: 'Primitives', content: <Primitives /> },
];

function Gallery() {
  const query = new URLSearchParams(location.search);
  const [theme, setTheme] = useState<ThemeChoice>(query.get('theme') === 'dark' ? 'dark' : 'light');
  const [tab, setTab] = useState(query.get('panel') ?? 'primitives');
  useEffect(() => applyTheme(theme), [theme]);
  useEffect(() => {
    if (!query.has('live')) return;
    const timer = setInterval(() => run.advance(3), 30);
    return () => clearInterval(timer);
  });
  return (
    <UiProvider>
      <main className="h-dvh">
        <h1 className="sr-only">Gallery</h1>
        <Tabs
          label="Panels"
          tabs={PANELS}
          value={tab}
          onChange={setTab}
          actions={
            <IconButton
              label="Theme"
              icon={theme === 'dark' ? Sun : Moon}
              onClick={() => setTheme(theme === 'dark' ? 'light' : 'dark')}
            />
          }
        />
      </main>
    </UiProvider>
  );
}

/** How often React rendered anything, to see that figures which come in render nothing. */
let renders = 0;
const root = document.getElementById('root');
if (!root) throw new Error('gallery.html has no #root');
createRoot(root).render(
  <StrictMode>
    <Profiler
      id="gallery"
      onRender={() => {
        renders++;
        document.documentElement.dataset.renders = String(renders);
      }}
    >
      <Gallery />
    </Profiler>
  </StrictMode>,
);
