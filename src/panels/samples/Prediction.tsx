import { Check, X } from 'lucide-react';
import type { PositionPrediction, PredictionRecord } from '../../metrics';
import { formatNumber, formatPercent, showToken } from '../../ui';
import { CandidateBars } from './CandidateBars';

/** What the model says on the probe, in the form its output has. */
export function Prediction({ prediction }: { readonly prediction: PredictionRecord }) {
  const { output, kind, target } = prediction;
  return (
    <section aria-label={`Prediction of ${output}`}>
      <h3 className="mb-1 flex items-baseline gap-2 text-xs">
        <span className="font-semibold">{output}</span>
        {target !== undefined && (
          <span className="text-muted">
            target <span className="font-mono text-ink">{showToken(target)}</span>
          </span>
        )}
      </h3>
      {kind === 'sequence' && <Positions output={output} positions={prediction.positions ?? []} />}
      {kind === 'label' && <CandidateBars label="Classes" candidates={prediction.candidates ?? []} target={target} />}
      {kind === 'values' && (
        <p className="font-mono text-xs break-words tabular-nums">
          {(prediction.values ?? []).map((value) => formatNumber(value)).join('  ')}
        </p>
      )}
    </section>
  );
}

function Positions({
  output,
  positions,
}: {
  readonly output: string;
  readonly positions: readonly PositionPrediction[];
}) {
  return (
    <table className="w-full text-xs">
      <caption className="sr-only">Predictions of {output} by position</caption>
      <thead className="text-left text-muted">
        <tr>
          {['#', 'Token', 'Target', 'Predicted', 'Alternatives'].map((title) => (
            <th key={title} scope="col" className="py-0.5 pr-3 font-medium">
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody className="font-mono">
        {positions.map((position, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: positions of a sequence are their own identity.
          <Position key={i} index={i} position={position} />
        ))}
      </tbody>
    </table>
  );
}

function Position({
  index,
  position: { token, target, candidates },
}: {
  readonly index: number;
  readonly position: PositionPrediction;
}) {
  const [first, ...others] = candidates;
  const right = target !== undefined && first?.token === target;
  const Mark = right ? Check : X;
  return (
    <tr className="hover:bg-sunken">
      <td className="pr-3 text-muted tabular-nums">{index}</td>
      <td className="max-w-32 truncate pr-3">{showToken(token)}</td>
      <td className="max-w-32 truncate pr-3">{target === undefined ? '' : showToken(target)}</td>
      <td className="pr-3 whitespace-nowrap">
        {first && (
          <span className="inline-flex items-center gap-1.5">
            <span aria-hidden className="h-2.5 w-10 rounded-sm bg-sunken">
              <span className="block h-full rounded-sm bg-series-1" style={{ width: `${first.probability * 100}%` }} />
            </span>
            {showToken(first.token)} <span className="text-muted">{formatPercent(first.probability)}</span>
            {target !== undefined && (
              <Mark
                role="img"
                aria-label={right ? 'right' : 'wrong'}
                size={13}
                className={right ? 'text-good-ink' : 'text-danger-ink'}
              />
            )}
          </span>
        )}
      </td>
      <td className="w-full max-w-0 truncate text-muted">
        {others.map((one) => `${showToken(one.token)} ${formatPercent(one.probability)}`).join(' · ')}
      </td>
    </tr>
  );
}
