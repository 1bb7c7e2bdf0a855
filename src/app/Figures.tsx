import { CircleCheck, Cpu, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { useStore } from 'zustand';
import { budgetOf } from '../check';
import { useDocument } from '../editor';
import type { BackendName } from '../metrics';
import { Badge, formatBytes, formatCount, formatExact, formatFlops, Menu, plural } from '../ui';
import type { BackendChoice } from '../worker';
import { BACKENDS, backendChoice } from './backend';
import { useRun, useWorkspace } from './context';
import { openTab } from './layout-store';
import { useStepMemory } from './run/memory';

/** What the model costs before it is run. */
export function useModelFigures() {
  const totals = useDocument((state) => state.check.totals);
  const training = useDocument((state) => state.document.training);
  useStepMemory();
  const counted = useRun((view) => view.memory?.memory.total);
  // An estimate, until the worker has counted.
  const total = counted ?? budgetOf(totals, training).total;
  const flops = 3 * (training.accumulate ?? 1) * totals.flops;
  return [
    { label: 'Parameters', short: formatCount(totals.parameters), exact: formatExact(totals.parameters) },
    {
      label: 'Per step',
      short: formatFlops(flops),
      exact: `${formatExact(flops)} FLOPs, forward and backward`,
    },
    { label: 'Memory', short: formatBytes(total), exact: `${formatExact(total)} bytes while training` },
  ];
}

export function ModelFigures() {
  const rows = useModelFigures();
  return (
    <dl aria-label="Model" className="flex items-baseline gap-3 text-xs max-lg:hidden">
      {rows.map(({ label, short, exact }) => (
        <div key={label} title={exact} className="flex items-baseline gap-1 whitespace-nowrap">
          <dt className="text-muted max-[1700px]:sr-only">{label}</dt>
          <dd className="font-medium tabular-nums">{short}</dd>
        </div>
      ))}
    </dl>
  );
}

/** How many problems there are, in words, and the worst of them. */
export function useProblemCount() {
  const errors = useDocument((state) => state.check.problems.filter(({ severity }) => severity === 'error').length);
  const warnings = useDocument((state) => state.check.problems.length) - errors;
  const running = useRun((view) => view.problems.length);
  const count = errors + running + warnings;
  return {
    count,
    words: count === 0 ? 'No problems' : plural(count, 'problem'),
    ink: errors + running > 0 ? 'text-danger-ink' : warnings > 0 ? 'text-warn-ink' : 'text-good-ink',
  };
}

/** Leads to the list of problems. */
export function ProblemsButton() {
  const { count, words, ink } = useProblemCount();
  const Icon = count === 0 ? CircleCheck : TriangleAlert;
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

/** What training runs on and why, with the choice of another. */
export function useBackend(forced: BackendName | undefined) {
  const { run } = useWorkspace();
  const backend = useRun((view) => view.backend);
  const kept = useStore(backendChoice);
  const [here, setHere] = useState(forced);
  const choice = here ?? kept;
  const words = backend
    ? `${BACKENDS[backend.name]}: ${backend.reason}. ${backend.adapter}${backend.name === 'webgpu' && backend.software ? ' (in software)' : ''}`
    : choice === 'auto'
      ? 'Chosen when training first begins: on a real GPU by timing a step on WebGPU and on WASM, otherwise WASM'
      : `${BACKENDS[choice]}, ${here === undefined ? 'chosen by hand' : 'asked for in the address'}; opened with the first training`;
  const choose = (next: BackendChoice) => {
    setHere(undefined);
    backendChoice.setState(next, true);
    run.send({ type: 'configure', backend: next });
  };
  const item = (name: BackendChoice, label: string) => ({
    label,
    checked: choice === name,
    onSelect: () => choose(name),
  });
  return {
    name: backend ? BACKENDS[backend.name] : choice === 'auto' ? 'auto' : BACKENDS[choice],
    words,
    onGpu: backend?.name === 'webgpu' && !backend.software,
    items: [
      item('auto', 'Automatic: the faster one'),
      item('webgpu', 'WebGPU'),
      item('wasm', 'WASM'),
      item('cpu', 'CPU, for comparison'),
    ],
  };
}

export function BackendBadge({ forced }: { readonly forced: BackendName | undefined }) {
  const { name, words, onGpu, items } = useBackend(forced);
  const [automatic, ...others] = items;
  const trigger = (
    <button type="button" aria-label={`Backend: ${words}`} className="flex shrink-0 items-center rounded-sm">
      <Badge tone={onGpu ? 'good' : 'neutral'}>
        <Cpu aria-hidden size={12} />
        {name}
      </Badge>
    </button>
  );
  return <Menu align="end" trigger={trigger} note={words} groups={[automatic ? [automatic] : [], others]} />;
}
