import type { CarriedWeights } from '../../metrics';
import { Callout } from '../../ui';
import { countCarried, describeCarried, describeMade } from './carried-text';

/** Which weights of the run before this one goes on from. */
export function Carried({ carried }: { readonly carried: CarriedWeights }) {
  const { kept, made, dropped } = carried;
  const groups = [
    { title: 'New', lines: made.map(describeMade) },
    { title: 'Gone', lines: dropped },
    { title: 'Kept', lines: kept.map(({ path, from }) => (path === from ? path : `${path}, before ${from}`)) },
  ].filter(({ lines }) => lines.length > 0);
  return (
    <section aria-label="Weights of the run before">
      <Callout
        tone={made.length + dropped.length > 0 ? 'neutral' : 'good'}
        title={`${countCarried(carried)} from the run before.`}
      >
        {describeCarried(carried)} Steps and the optimizer’s state began anew.
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
