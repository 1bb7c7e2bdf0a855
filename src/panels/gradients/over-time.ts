import type { ProbeRecord } from '../../metrics';

/** How much of the loss's gradient arrives at every time step of a recurrent block, on the probe example. */
export interface Flow {
  readonly path: string;
  /** ‖∂loss/∂ what enters the step‖, by step. */
  readonly norms: readonly number[];
  readonly tokens: readonly string[];
}

/** Taps that are gradients over time, [B, T, …]. */
export function flowsOf(probe: ProbeRecord | undefined): readonly Flow[] {
  return (probe?.taps ?? []).flatMap((tap) => {
    const [batch, steps = 0, ...rest] = tap.shape;
    if (!tap.gradient || batch !== 1 || tap.axes[1] !== 'T') return [];
    const width = rest.reduce((a, b) => a * b, 1);
    const norms = Array.from({ length: steps }, (_, t) => {
      let squares = 0;
      for (let i = t * width; i < (t + 1) * width; i++) squares += (tap.data[i] ?? 0) ** 2;
      return Math.sqrt(squares);
    });
    return [{ path: tap.path, norms, tokens: tap.rows ?? [] }];
  });
}

/** Powers of ten that hold every norm above 0, at least two apart. */
export function decadesOf(flows: readonly Flow[]): { readonly low: number; readonly high: number } {
  const logs = flows.flatMap(({ norms }) => norms.filter((norm) => norm > 0).map((norm) => Math.log10(norm)));
  if (logs.length === 0) return { low: -4, high: 0 };
  // −0 is not 0 to whoever compares.
  const high = Math.ceil(Math.max(...logs)) + 0;
  // Below a hundred-million-millionth of the largest nothing is learned; deeper is no further news.
  return { low: Math.max(Math.min(Math.floor(Math.min(...logs)), high - 2), high - 14), high };
}

/** `from 1e-9 at the first step to 0.03 at the last`. */
export const sayFlow = ({ norms }: Flow, show: (value: number) => string): string =>
  `from ${show(norms[0] ?? 0)} at the first step to ${show(norms.at(-1) ?? 0)} at the last`;
