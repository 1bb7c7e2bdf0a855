import type { CarriedWeights } from '../../metrics';
import { Callout } from '../../ui';
import { countCarried, describeCarried, describeMade } from './carried-text';

export interface CarriedProps {
  readonly carried: CarriedWeights;
  /** It has not been trained yet: this is what would be. */
  readonly ahead?: boolean;
}

/** Which weights of the run before this one goes on from, or would. */
export function Carried({ carried, ahead = false }: CarriedProps) {
  const { kept, made, dropped } = carried;
  const groups = [
    { title: 'New', lines: made.map(describeMade) },
    { title: 'Gone', lines: dropped },
    { title: 'Kept', lines: kept.map(({ path, from }) => (path === from ? path : `${path}, before ${from}`)) },
  ].filter(({ lines }) => lines.length > 0);
  return (
    <section aria-label={ahead ? 'Weights that training on would keep' : 'Weights of the run before'}>
      <Callout
        tone={ahead ? 'warn' : made.length + dropped.length > 0 ? 'neutral' : 'good'}
        title={`${ahead ? 'The document has changed. Training on: ' : ''}${countCarried(carried)} from the run before.`}
      >
        {describeCarried(carried)} Steps and the optimizer’s state {ahead ? 'begin' : 'began'} anew.
        <details className="mt-1">
          <summary className="cursor-pointer text-xs font-medium underline">All weights</summary>
          <dl className="mt-1 max-h-48 overflow-auto font-mono text-xs">
            {groups.map(({ title, lines }) => (
              <div key={title} className="grid grid-cols-[4rem_minmax(0,1fr)] gap-x-2">
                <dt className="font-sans font-medium">{title}</dt>
                <dd>
                  <ul>
                    {lines.map((line) => (
                      <li key={line} className="break-words">
                        {line}
                      </li>
                    ))}
                  </ul>
                </dd>
              </div>
            ))}
          </dl>
        </details>
      </Callout>
    </section>
  );
}
