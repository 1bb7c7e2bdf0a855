import { CircleCheck, CircleX, Info, type LucideIcon, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { TONES, type Tone } from './Badge';
import { cx } from './cx';

const ICONS: Readonly<Record<Tone, LucideIcon>> = {
  neutral: Info,
  accent: Info,
  good: CircleCheck,
  warn: TriangleAlert,
  danger: CircleX,
};

export interface CalloutProps {
  readonly tone?: Tone;
  readonly title?: ReactNode;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
  /** Read out when it appears. */
  readonly announce?: boolean;
}

export function Callout({ tone = 'neutral', title, children, action, announce = false }: CalloutProps) {
  const Icon = ICONS[tone];
  return (
    <div
      {...(announce && { role: 'status' })}
      className={cx('flex items-start gap-2 rounded-md px-2.5 py-1.5 text-sm', TONES[tone])}
    >
      <Icon aria-hidden size={15} className="mt-0.5 shrink-0" />
      <div className="min-w-0 flex-1 break-words">
        {title && <p className="font-medium">{title}</p>}
        {children}
      </div>
      {action}
    </div>
  );
}
