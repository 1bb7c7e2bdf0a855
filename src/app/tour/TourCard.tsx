import { LocateFixed, X } from 'lucide-react';
import { type ReactNode, type RefObject, useEffect, useId, useRef, useState } from 'react';
import { Button, cx, IconButton, isNarrow } from '../../ui';
import { useKeysOf } from '../commands/use-commands';
import { placeCard, type Rect, type Side } from './place';
import type { Target } from './steps';
import { findTarget, seenAt } from './target';

export interface TourCardProps {
  readonly card: RefObject<HTMLElement | null>;
  /** Which step of how many. */
  readonly count: { readonly step: number; readonly of: number } | undefined;
  readonly title: string;
  readonly text: string;
  readonly targets: readonly Target[];
  readonly side: Side;
  /** Brings what it is about into sight again. */
  readonly onShow: () => void;
  readonly onEnd: () => void;
  readonly children: ReactNode;
}

/** A step: words beside what they are about. It leaves the page to the person. */
export function TourCard({ card, count, title, text, targets, side, onShow, onEnd, children }: TourCardProps) {
  const [heading, words, place] = [useId(), useId(), useId()];
  const turn = useKeysOf('help.tour-card');
  const marks = useRef<(HTMLDivElement | null)[]>([]);
  const arrow = useRef<HTMLDivElement>(null);
  const [lost, setLost] = useState(false);
  useEffect(() => {
    setLost(false);
    return follow({ card, arrow, marks, targets, side, onLost: setLost });
  }, [card, targets, side]);
  return (
    <>
      {targets.map((target, i) => (
        <div
          key={JSON.stringify(target)}
          aria-hidden
          hidden
          ref={(mark) => {
            marks.current[i] = mark;
          }}
          data-tour-mark
          className="pointer-events-none fixed z-30 animate-appear rounded-lg border-2 border-accent shadow-[0_0_0_4px_color-mix(in_srgb,var(--wf-accent)_25%,transparent)]"
        />
      ))}
      <section
        ref={card}
        role="dialog"
        aria-modal="false"
        aria-labelledby={heading}
        aria-describedby={`${words} ${place}`}
        tabIndex={-1}
        data-tour
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          event.stopPropagation();
          onEnd();
        }}
        className={cx(
          'z-30 border-line bg-raised text-sm outline-none focus-visible:border-accent',
          'max-sm:relative max-sm:border-t-2 max-sm:border-accent',
          'sm:fixed sm:top-0 sm:left-0 sm:w-84 sm:max-w-[calc(100vw-1rem)] sm:rounded-lg sm:border sm:shadow-raised',
        )}
      >
        <div ref={arrow} aria-hidden hidden className="absolute size-3 rotate-45 border-line bg-raised max-sm:hidden" />
        {count && (
          <p id={place} className="pt-2.5 pr-10 pl-3 text-xs text-muted tabular-nums">
            Step {count.step} of {count.of}
            {turn && <span className="max-sm:hidden"> · {turn} goes there and back</span>}
          </p>
        )}
        <h2 id={heading} className={cx('pr-10 pl-3 text-base font-semibold', !count && 'pt-2.5')}>
          {title}
        </h2>
        <p id={words} className="px-3 pt-1 pb-2.5">
          {text}
        </p>
        {lost && (
          <p className="px-3 pb-2.5">
            <Button size="sm" icon={LocateFixed} onClick={onShow}>
              Show me where
            </Button>
          </p>
        )}
        <div className="flex flex-wrap items-center gap-1.5 px-3 pb-3">{children}</div>
        <IconButton label="End the tour" icon={X} className="absolute top-1.5 right-1.5" onClick={onEnd} />
      </section>
    </>
  );
}

/** Milliseconds without what a step is about, after which the person is offered to be shown it. */
const PATIENCE = 700;

interface Following {
  readonly card: RefObject<HTMLElement | null>;
  readonly arrow: RefObject<HTMLDivElement | null>;
  readonly marks: RefObject<(HTMLDivElement | null)[]>;
  readonly targets: readonly Target[];
  readonly side: Side;
  readonly onLost: (lost: boolean) => void;
}

/** Keeps outlines and card where their targets are, however these move; writes only what has changed. */
function follow({ card, arrow, marks, targets, side, onLost }: Following): () => void {
  let frame = 0;
  let before = '';
  let seen = performance.now();
  let lost = false;
  const place = () => {
    frame = requestAnimationFrame(place);
    const box = card.current;
    if (!box) return;
    const rects = targets.map((target) => {
      const element = findTarget(target);
      return element && seenAt(element);
    });
    // What has just been opened takes a moment to be there.
    const now = performance.now();
    if (rects.length === 0 || rects[0]) seen = now;
    if (lost !== now - seen > PATIENCE) {
      lost = !lost;
      onLost(lost);
    }
    const room = { x: 0, y: 0, width: document.documentElement.clientWidth, height: innerHeight };
    const size = { width: box.offsetWidth, height: box.offsetHeight };
    const all = JSON.stringify([rects, room, size]);
    if (all === before) return;
    before = all;
    for (const [i, rect] of rects.entries()) {
      const mark = marks.current[i];
      if (!mark) continue;
      mark.hidden = rect === undefined;
      if (rect) outline(mark, rect, room);
    }
    // There the card is a part of the page, and covers nothing.
    if (isNarrow()) {
      box.style.transform = '';
      return;
    }
    const [target, ...others] = rects;
    const clear = others.filter((rect) => rect !== undefined);
    const placed = placeCard({ target, card: size, room, side, clear });
    box.style.transform = `translate(${Math.round(placed.x)}px, ${Math.round(placed.y)}px)`;
    if (arrow.current) point(arrow.current, placed.arrow);
  };
  place();
  return () => cancelAnimationFrame(frame);
}

/** Around what it marks, but never over the edge of the window. */
function outline(mark: HTMLElement, { x, y, width, height }: Rect, room: Rect): void {
  const left = Math.max(1, x - 4);
  const top = Math.max(1, y - 4);
  mark.style.left = `${left}px`;
  mark.style.top = `${top}px`;
  mark.style.width = `${Math.min(room.width - 1, x + width + 4) - left}px`;
  mark.style.height = `${Math.min(room.height - 1, y + height + 4) - top}px`;
}

/** Two borders of a turned square are the arrow's; the other two lie under the card. */
function point(arrow: HTMLElement, to: { readonly side: Side; readonly at: number } | undefined): void {
  arrow.hidden = to === undefined;
  if (!to) return;
  const upright = to.side === 'left' || to.side === 'right';
  arrow.style.top = upright ? `${to.at - 6}px` : to.side === 'top' ? '-7px' : 'auto';
  arrow.style.bottom = to.side === 'bottom' ? '-7px' : 'auto';
  arrow.style.left = upright ? (to.side === 'left' ? '-7px' : 'auto') : `${to.at - 6}px`;
  arrow.style.right = to.side === 'right' ? '-7px' : 'auto';
  arrow.style.borderWidth = { top: '1px 0 0 1px', right: '1px 1px 0 0', bottom: '0 1px 1px 0', left: '0 0 1px 1px' }[
    to.side
  ];
}
