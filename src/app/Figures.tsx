import { CircleCheck, Cpu, TriangleAlert } from 'lucide-react';
import { budgetOf } from '../check';
import { useDocument } from '../editor';
import { Badge, formatBytes, formatCount, formatExact, formatFlops, plural, Tooltip } from '../ui';
import { useRun } from './context';
import { openTab } from './layout-store';

/** What the model costs before it is run. */
export function ModelFigures() {
  const totals = useDocument((state) => state.check.totals);
  const training = useDocument((state) => state.document.training);
  const { total } = budgetOf(totals, training);
  const flops = 3 * (training.accumulate ?? 1) * totals.flops;
  const rows = [
    { label: 'Parameters', short: formatCount(totals.parameters), exact: formatExact(totals.parameters) },
    {
      label: 'Per step',
      short: formatFlops(flops),
      exact: `${formatExact(flops)} FLOPs, forward and backward`,
    },
    { label: 'Memory', short: formatBytes(total), exact: `${formatExact(total)} bytes while training` },
  ];
  return (
    <dl aria-label="Model" className="flex items-baseline gap-3 text-xs max-lg:hidden">
      {rows.map(({ label, short, exact }) => (
        <div key={label} title={exact} className="flex items-baseline gap-1 whitespace-nowrap">
          <dt className="text-muted max-[1500px]:sr-only">{label}</dt>
          <dd className="font-medium tabular-nums">{short}</dd>
        </div>
      ))}
    </dl>
  );
}

/** How many problems there are; leads to their list. */
export function ProblemsButton() {
  const errors = useDocument((state) => state.check.problems.filter(({ severity }) => severity === 'error').length);
  const warnings = useDocument((state) => state.check.problems.length) - errors;
  const running = useRun((view) => view.problems.length);
  const count = errors + running + warnings;
  const words = count === 0 ? 'No problems' : plural(count, 'problem');
  const Icon = count === 0 ? CircleCheck : TriangleAlert;
  const ink = errors + running > 0 ? 'text-danger-ink' : warnings > 0 ? 'text-warn-ink' : 'text-good-ink';
  return (
    <button
      type="button"
      className={`flex h-7 shrink-0 items-center gap-1 rounded-md px-1.5 text-xs font-medium hover:bg-hover ${ink}`}
      onClick={() => openTab('problems')}
    >
      <Icon aria-hidden size={15} />
      <span className="max-md:sr-only">{words}</span>
      <span aria-hidden className="md:hidden">
        {count}
      </span>
    </button>
  );
}

const NAMES = { webgpu: 'WebGPU', wasm: 'WASM', cpu: 'CPU' } as const;

/** What training runs on, and why. */
export function BackendBadge({ forced }: { readonly forced: string | undefined }) {
  const backend = useRun((view) => view.backend);
  const words = backend
    ? `${NAMES[backend.name]}: ${backend.reason}. ${backend.adapter}${backend.software ? ' (in software)' : ''}`
    : forced
      ? `${forced}, asked for in the address; opened with the first training`
      : 'Chosen when training first begins: WebGPU on a real GPU, otherwise WASM';
  return (
    <Tooltip text={words} side="bottom">
      <button type="button" aria-label={`Backend: ${words}`} className="flex shrink-0 items-center rounded-sm">
        <Badge tone={backend?.name === 'webgpu' && !backend.software ? 'good' : 'neutral'}>
          <Cpu aria-hidden size={12} />
          {backend ? NAMES[backend.name] : (forced ?? 'auto')}
        </Badge>
      </button>
    </Tooltip>
  );
}
