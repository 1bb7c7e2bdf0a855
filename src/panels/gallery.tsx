import { Moon, Play, Redo2, Sun, Trash2, Undo2 } from 'lucide-react';
import { Profiler, StrictMode, useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';
import '../ui/tokens.css';
import {
  applyTheme,
  Badge,
  Button,
  Callout,
  Dialog,
  ExpressionField,
  Formula,
  IconButton,
  Kbd,
  Menu,
  NumberField,
  Popover,
  ProgressBar,
  Segmented,
  Select,
  Slider,
  Switch,
  Tabs,
  TextField,
  type ThemeChoice,
  UiProvider,
  useToast,
} from '../ui';
import {
  AttentionPanel,
  CurvesPanel,
  DataPanel,
  GradientsPanel,
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
  fakeProbe,
  fakeProblems,
  fakeRows,
  fakeRun,
  fakeRuns,
  fakeSummary,
  fakeTraining,
} from './gallery.data';

const run = fakeRun();
run.advance(1250);
const empty = fakeRun();
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
      decoding={{ source: '123+456=', onSource: nothing, running: false, result: '975', onDecode: nothing }}
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
  { id: 'gradients', label: 'Gradient norms', content: <GradientsPanel source={run} /> },
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

function Primitives() {
  const toast = useToast();
  const [number, setNumber] = useState(64);
  const [size, setSize] = useState<number | string>('2*C');
  const [text, setText] = useState('decoder');
  const [on, setOn] = useState(true);
  const [open, setOpen] = useState(false);
  const [choice, setChoice] = useState('gelu');
  const [amount, setAmount] = useState(0.3);
  return (
    <div className="grid h-full content-start gap-4 overflow-auto bg-surface p-4 text-sm sm:grid-cols-2">
      <div className="flex flex-wrap items-center gap-2">
        <Button
          tone="primary"
          icon={Play}
          onClick={() => toast({ title: 'Trained', text: '2,000 steps in 1 min 03 s.', tone: 'good' })}
        >
          Train
        </Button>
        <Button onClick={() => setOpen(true)}>Dialog…</Button>
        <Button tone="danger">Delete</Button>
        <Button tone="ghost">Ghost</Button>
        <Button disabled>Disabled</Button>
        <IconButton label="Undo" keys="Ctrl+Z" icon={Undo2} />
        <IconButton label="Redo" icon={Redo2} pressed />
        <Menu
          trigger={<Button>Menu</Button>}
          groups={[
            [
              { label: 'Duplicate', keys: 'Ctrl+D', onSelect: nothing },
              { label: 'Bypass', checked: true, onSelect: nothing },
            ],
            [{ label: 'Delete', icon: Trash2, danger: true, onSelect: nothing }],
          ]}
        />
        <Popover label="More" trigger={<Button>Popover</Button>}>
          Anything.
        </Popover>
        <Badge>neutral</Badge>
        <Badge tone="accent">accent</Badge>
        <Badge tone="good">good</Badge>
        <Badge tone="warn">warn</Badge>
        <Badge tone="danger">danger</Badge>
        <Kbd keys="Ctrl+Shift+E" />
      </div>
      <div className="grid grid-cols-2 gap-2">
        <NumberField
          label="Heads"
          integer
          min={1}
          max={64}
          value={number}
          onCommit={setNumber}
          hint="H; must divide C."
        />
        <ExpressionField
          label="Width"
          value={size}
          onCommit={setSize}
          check={(typed) => (/^[\w*+ ()-]+$/.test(typed) ? undefined : 'Use names and + - *.')}
        />
        <TextField label="Name" value={text} onCommit={setText} layout="row" />
        <Select
          label="Activation"
          layout="row"
          value={choice}
          options={['gelu', 'relu', 'tanh'].map((value) => ({ value, label: value }))}
          onChange={setChoice}
        />
        <Switch label="Bias" checked={on} onChange={setOn} />
        <Slider label="Dropout" min={0} max={1} step={0.05} value={amount} onChange={setAmount} />
        <Segmented
          label="View"
          value={on ? 'a' : 'b'}
          options={[
            { value: 'a', label: 'Graph' },
            { value: 'b', label: 'Text' },
          ]}
          onChange={(view) => setOn(view === 'a')}
        />
        <ProgressBar label="Reading" done={3} total={8} text="3 of 8" />
      </div>
      <div className="space-y-2">
        <Callout tone="warn" title="Careful">
          Something to know.
        </Callout>
        <Callout tone="danger">Something wrong.</Callout>
        <Callout tone="good">Something fine.</Callout>
        <Formula block latex="\mathrm{softmax}\!\left(\frac{QK^\top}{\sqrt{h}} + M\right)V" />
      </div>
      <div className="flex flex-wrap content-start gap-1">
        {[
          'data',
          'embedding',
          'layer',
          'convolution',
          'recurrent',
          'attention',
          'normalization',
          'activation',
          'shape',
          'math',
          'output',
          'loss',
          'module',
        ].map((name) => (
          <span
            key={name}
            className="rounded-md border border-line px-2"
            style={{ color: `var(--wf-category-${name})` }}
          >
            {name}
          </span>
        ))}
        {[
          'tokens',
          'labels',
          'features',
          'mask',
          'state',
          'logits',
          'probabilities',
          'attention',
          'loss',
          'image',
          'hidden',
        ].map((name) => (
          <span key={name} className="border-b-2 px-2" style={{ borderColor: `var(--wf-role-${name})` }}>
            {name}
          </span>
        ))}
      </div>
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title="Export"
        description="Take the model away."
        actions={<Button tone="primary">Export</Button>}
      >
        <TextField label="File name" value="model" onCommit={nothing} />
      </Dialog>
    </div>
  );
}

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
