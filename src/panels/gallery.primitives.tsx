import { Play, Redo2, Trash2, Undo2 } from 'lucide-react';
import { useState } from 'react';
import {
  Badge,
  Button,
  Callout,
  Dialog,
  ExpressionField,
  Formula,
  Histogram,
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
  TextField,
  useToast,
} from '../ui';

const nothing = () => undefined;

/** Every primitive once. */
export function Primitives() {
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
          'normalisation',
          'activation',
          'shape',
          'combine',
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
      <Histogram
        label="Histogram of kernel"
        counts={Array.from({ length: 48 }, (_, bin) => Math.round(900 * Math.exp(-(((bin - 22) / 9) ** 2))))}
        min={-0.42}
        max={0.51}
        mean={0.004}
        deviation={0.121}
      />
    </div>
  );
}
