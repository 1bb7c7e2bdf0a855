import { CircleCheck, CircleX, LocateFixed, TriangleAlert, Wrench } from 'lucide-react';
import type { Place, Problem } from '../../problem';
import { Badge, Button, EmptyState, Panel, plural } from '../../ui';

export interface ProblemsPanelProps {
  readonly problems: readonly Problem[];
  /** A place in words. */
  readonly showPlace: (at: Place) => string;
  readonly onShow: (problem: Problem) => void;
  /** Applies the edit that comes with a problem. */
  readonly onFix: (problem: Problem) => void;
}

const GROUPS = [
  { severity: 'error', one: 'error', icon: CircleX, ink: 'text-danger-ink', tone: 'danger' },
  { severity: 'warning', one: 'warning', icon: TriangleAlert, ink: 'text-warn-ink', tone: 'warn' },
] as const;

export function ProblemsPanel({ problems, showPlace, onShow, onFix }: ProblemsPanelProps) {
  return (
    <Panel label="Problems">
      {problems.length === 0 && (
        <EmptyState icon={CircleCheck} title="No problems">
          Shapes fit, everything that must be connected is, and the model can be trained.
        </EmptyState>
      )}
      {GROUPS.map(({ severity, one, icon: Icon, ink, tone }) => {
        const group = problems.filter((problem) => problem.severity === severity);
        if (group.length === 0) return null;
        return (
          <section key={severity} aria-label={plural(group.length, one)}>
            <h3 className="sticky top-0 z-10 flex items-center gap-2 border-b border-line bg-surface px-3 py-1.5">
              <Badge tone={tone}>{plural(group.length, one)}</Badge>
            </h3>
            <ul>
              {group.map((problem, index) => (
                <li
                  // Two problems of one code can stand at one place, so the position tells them apart.
                  // biome-ignore lint/suspicious/noArrayIndexKey: items keep no state.
                  key={index}
                  className="grid grid-cols-[auto_minmax(0,1fr)_auto] gap-x-2 border-b border-line px-3 py-2 last:border-b-0"
                >
                  <Icon aria-hidden size={15} className={`mt-0.5 ${ink}`} />
                  <div className="min-w-0 break-words">
                    <p className="font-mono text-xs font-medium">{showPlace(problem.at)}</p>
                    <p className="mt-0.5">{problem.fix}</p>
                    <p className="mt-0.5 text-xs text-muted">
                      Expected <b className="font-medium text-ink">{problem.expected}</b>, received{' '}
                      <b className="font-medium text-ink">{problem.received}</b>
                      <span className="ml-2 font-mono">{problem.code}</span>
                    </p>
                  </div>
                  <div className="flex items-start gap-1.5">
                    <Button
                      size="sm"
                      icon={LocateFixed}
                      aria-label={`Show ${showPlace(problem.at)}`}
                      onClick={() => onShow(problem)}
                    >
                      Show
                    </Button>
                    {problem.edit !== undefined && (
                      <Button
                        size="sm"
                        tone="primary"
                        icon={Wrench}
                        aria-label={`Fix ${showPlace(problem.at)}`}
                        onClick={() => onFix(problem)}
                      >
                        Fix
                      </Button>
                    )}
                  </div>
                </li>
              ))}
            </ul>
          </section>
        );
      })}
    </Panel>
  );
}
