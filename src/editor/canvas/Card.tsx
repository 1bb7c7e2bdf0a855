import { type NodeProps, useUpdateNodeInternals } from '@xyflow/react';
import { Layers, TriangleAlert } from 'lucide-react';
import { memo, type RefObject, useEffect, useRef } from 'react';
import { cx, formatCount } from '../../ui';
import { useDocument } from '../context';
import type { NodeView } from '../derive';
import { shapesOf } from '../derive';
import { HelpButton } from '../help/HelpButton';
import { CARD } from '../place';
import { ChangedDot } from './ChangedDot';
import { DataExample } from './DataExample';
import { useDetailed } from './detail';
import type { CardNode } from './flow';
import { GradientStrip } from './GradientStrip';
import { Port } from './Port';
import { ShareBar } from './ShareBar';

/** A block on the canvas. It takes its own slice of the document, so an edit renders the cards that it changes. */
function CardView({ id, selected }: NodeProps<CardNode>) {
  const view = useDocument((state) => state.views.nodes.get(id));
  const shapes = useDocument((state) => shapesOf(state.check.nodes.get(id)));
  const card = useRef<HTMLDivElement>(null);
  const renders = useRef(0);
  useEffect(() => {
    renders.current++;
    if (card.current) card.current.dataset.renders = String(renders.current);
  });
  // React Flow measures where wires end when a card changes size, not when a port gets another name.
  const detailed = useDetailed(id);
  const update = useUpdateNodeInternals();
  const ports = [...(view?.inputs ?? []), ...(view?.outputs ?? [])].map((port) => port.name).join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the names decide when to measure again.
  useEffect(() => {
    if (detailed) update(id);
  }, [update, id, ports, detailed]);
  if (!view) return null;
  if (!detailed) return <FlatCard view={view} selected={selected} card={card} />;
  return (
    <div
      ref={card}
      style={{ '--category': `var(--wf-category-${view.category})`, width: CARD.width }}
      className={cx(
        'card rounded-md border text-sm shadow-block',
        view.bypass ? 'border-dashed bg-canvas grayscale' : 'bg-surface',
        selected
          ? 'border-accent ring-1 ring-accent'
          : view.mark?.severity === 'error'
            ? 'border-danger'
            : 'border-line',
        view.module && 'card-module',
      )}
    >
      <Head view={view} selected={selected} />
      <div className="flex gap-1 py-1">
        <div className="relative min-w-0 flex-1">
          {view.category === 'data' && view.inputs.length === 0 && <DataExample id={id} />}
          {view.inputs.map((port) => (
            <Port key={port.name} node={id} side="input" port={port} reachable={selected} />
          ))}
        </div>
        <div className="min-w-0 flex-1">
          {view.outputs.map((port) => (
            <Port key={port.name} node={id} side="output" port={port} reachable={selected} />
          ))}
        </div>
      </div>
      {view.settings !== '' && (
        <p title={view.settings} className="truncate border-t border-line px-2.5 py-1 text-xs text-muted">
          {view.settings}
        </p>
      )}
      <p className="flex gap-2 border-t border-line px-2.5 py-1 font-mono text-[11px] leading-4 text-muted">
        <span className="min-w-0 flex-1 truncate" title={shapes}>
          {shapes === '' ? '–' : shapes}
        </span>
        {view.parameters > 0 && <span title="Parameters">{formatCount(view.parameters)}</span>}
      </p>
      <GradientStrip path={view.path} />
    </div>
  );
}

/** A card among many, from afar or out of sight: its title and its colours, as large as it is in full. */
function FlatCard({ view, selected, card }: FlatCardProps) {
  return (
    <div
      ref={card}
      style={{ '--category': `var(--wf-category-${view.category})`, width: CARD.width, height: heightOf(view) }}
      data-flat
      data-selected={selected}
      data-wrong={view.mark?.severity === 'error'}
      className="card-flat"
    >
      <span>{view.repeat > 1 ? `${view.title} ×${view.repeat}` : view.title}</span>
      <ChangedDot id={view.id} />
      <GradientStrip path={view.path} />
    </div>
  );
}

interface FlatCardProps {
  readonly view: NodeView;
  readonly selected: boolean;
  readonly card: RefObject<HTMLDivElement | null>;
}

/** Height of the card in full: border, head, ports, settings, shapes, strip. */
const heightOf = ({ inputs, outputs, settings }: NodeView): number =>
  79 + 20 * Math.max(inputs.length, outputs.length) + (settings === '' ? 0 : 25);

function Head({ view, selected }: { readonly view: NodeView; readonly selected: boolean }) {
  return (
    <header className="card-head relative flex items-center gap-1.5 rounded-t-[5px] px-2.5 py-1">
      <div className="min-w-0 flex-1">
        <p className="card-title flex items-center gap-1 truncate text-xs font-semibold">
          {view.module && <Layers aria-hidden size={12} />}
          {view.title}
          {view.repeat > 1 && <span className="rounded-sm bg-surface px-1 font-mono">×{view.repeat}</span>}
          {view.usage !== '' && <span className="truncate font-normal text-muted">{view.usage}</span>}
        </p>
        <p className="truncate font-mono text-xs text-ink">{view.name}</p>
      </div>
      {selected && !view.module && <HelpButton block={view.block} title={view.name} className="-my-1 text-muted" />}
      <ChangedDot id={view.id} />
      {view.mark && (
        <span title={view.mark.text} className={view.mark.severity === 'error' ? 'text-danger-ink' : 'text-warn-ink'}>
          <TriangleAlert aria-hidden size={15} />
          <span className="sr-only">{`${view.mark.severity}: ${view.mark.text}`}</span>
        </span>
      )}
      <ShareBar id={view.id} />
    </header>
  );
}

// React Flow hands a card its place with every frame of a drag; nothing in the card depends on it.
export const Card = memo(CardView, (a, b) => a.id === b.id && a.selected === b.selected);
