import { Info } from 'lucide-react';
import { useStore } from 'zustand';
import { IconButton, Popover, Segmented } from '../../ui';
import { useEditor } from '../context';
import { SHARES, type Share } from '../shares';

/** What the colours of wires and ports stand for. */
const KINDS = [
  { role: 'tokens', name: 'Tokens' },
  { role: 'labels', name: 'Labels' },
  { role: 'features', name: 'Features' },
  { role: 'image', name: 'Images' },
  { role: 'hidden', name: 'Vectors' },
  { role: 'state', name: 'States, thick' },
  { role: 'attention', name: 'Attention' },
  { role: 'mask', name: 'Masks, thin' },
  { role: 'logits', name: 'Logits' },
  { role: 'probabilities', name: 'Probabilities' },
  { role: 'loss', name: 'Losses' },
] as const;

const NAMES: Readonly<Record<Share, string>> = {
  parameters: 'Parameters',
  flops: 'FLOPs',
  memory: 'Memory',
  none: 'None',
};

/** What colours, bars and dots on the canvas mean, and which figure the bars show. */
export function Legend() {
  const editor = useEditor();
  const share = useStore(editor.share);
  return (
    <Popover
      label="Legend"
      side="top"
      trigger={<IconButton size="sm" side="right" label="Legend: wires, bars and dots" icon={Info} />}
    >
      <section aria-label="Wires">
        <h3 className="mb-1 text-xs font-semibold">Wires and ports, by what they carry</h3>
        <ul className="grid grid-cols-2 gap-x-3 gap-y-1 text-xs">
          {KINDS.map(({ role, name }) => (
            <li key={role} className="flex items-center gap-1.5">
              <span aria-hidden className={`wire-sample wire-${role}`} style={{ color: `var(--wf-role-${role})` }} />
              {name}
            </li>
          ))}
        </ul>
      </section>
      <section aria-label="Shapes" className="mt-3 text-xs">
        <h3 className="mb-1 font-semibold">Shapes on wires</h3>
        <p className="flex items-baseline gap-2">
          <span aria-hidden className="font-mono whitespace-nowrap">
            [<span className="axis-batch">B</span>, <span className="axis-time">T</span>, 64]
          </span>
          Italics: the batch. Bold: time. Numbers: sizes.
        </p>
      </section>
      <section aria-label="Bars" className="mt-3">
        <h3 className="mb-1 text-xs font-semibold">Bar on each block: its share of the model’s</h3>
        <Segmented
          label="Bars show the share of"
          value={share}
          options={SHARES.map((value) => ({ value, label: NAMES[value] }))}
          onChange={(next) => editor.share.setState(next, true)}
        />
      </section>
      <section aria-label="Marks" className="mt-3 text-xs">
        <h3 className="mb-1 font-semibold">Marks</h3>
        <ul className="space-y-1">
          <li className="flex items-center gap-1.5">
            <span aria-hidden className="changed-dot mx-2" /> Changed since the last training
          </li>
          <li className="flex items-center gap-1.5">
            <span aria-hidden className="w-6 text-center font-mono font-semibold">
              ×N
            </span>
            Copies in a row, with weights of their own or shared
          </li>
          <li className="flex items-center gap-1.5">
            <span aria-hidden className="w-6 border-t-2 border-dashed border-control" /> Bypassed, or an optional port
          </li>
        </ul>
      </section>
    </Popover>
  );
}
