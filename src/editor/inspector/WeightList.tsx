import { useEffect, useMemo, useState } from 'react';
import { beginningOf, type WeightSpec } from '../../block';
import type { NodeReport } from '../../check';
import type { Node } from '../../document';
import type { WeightSummary } from '../../metrics';
import { formatNumber, Histogram, plural } from '../../ui';
import { useEditor } from '../context';
import type { WeightLook } from '../weights';

/** A block's weights: shape, how they begin, and how they are spread once they are trained. */
export function WeightList({ node, report }: { readonly node: Node; readonly report: NodeReport }) {
  const rows = useMemo(
    () =>
      Object.entries(report.weights).map(([name, spec]) => {
        const tie = node.ties?.find((one) => one.weight === name);
        return { name, spec, tied: tie?.from, path: tie?.from ?? `${report.path}.${name}` };
      }),
    [node.ties, report],
  );
  const look = useTrained(rows.map(({ path }) => path).join());
  if (rows.length === 0) return null;
  const trained = rows.some(({ path }) => look?.weights.has(path));
  return (
    <section aria-label="Weights" className="space-y-2">
      <h4 className="text-xs font-semibold">
        Weights
        {trained && <span className="ml-1 font-normal text-muted">at step {look?.step}</span>}
      </h4>
      {rows.map(({ name, spec, tied, path }) => (
        <Weight key={name} name={name} spec={spec} tied={tied} spread={look?.weights.get(path)} />
      ))}
    </section>
  );
}

interface WeightProps {
  readonly name: string;
  readonly spec: WeightSpec;
  readonly tied: string | undefined;
  readonly spread: WeightSummary | undefined;
}

function Weight({ name, spec, tied, spread }: WeightProps) {
  const { text, deviation } = beginningOf(spec);
  const count = spec.shape.reduce((a, b) => a * b, 1);
  // A document that was changed since has another shape; what was trained is not this weight then.
  const same = spread?.shape.join() === spec.shape.join();
  return (
    <div className="text-xs">
      <p className="flex items-baseline justify-between gap-2">
        <span className="truncate" title={name}>
          {name}
        </span>
        <span className="font-mono" title={plural(count, 'number')}>
          [{spec.shape.join(', ')}]{tied !== undefined && <span className="text-muted"> = {tied}</span>}
        </span>
      </p>
      {tied === undefined && (
        <p className="text-muted">
          Begins as {text}
          {deviation > 0 && `, σ ${formatNumber(deviation, 3)}`}
          {!spec.trainable && '; a running figure, not trained'}
        </p>
      )}
      {spread && same && <Histogram label={`Histogram of ${name}`} {...spread} />}
    </div>
  );
}

/** The spread of the weights at these paths, looked at again whenever it may be another. */
function useTrained(paths: string): WeightLook | undefined {
  const { weights } = useEditor();
  const [look, setLook] = useState<WeightLook>();
  useEffect(() => {
    let gone = false;
    const ask = () => {
      void weights.look(paths === '' ? [] : paths.split(',')).then((found) => {
        if (!gone) setLook(found);
      });
    };
    ask();
    const stop = weights.subscribe(ask);
    return () => {
      gone = true;
      stop();
    };
  }, [weights, paths]);
  return look;
}
