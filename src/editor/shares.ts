import { createStore, type StoreApi } from 'zustand/vanilla';
import type { NodeReport, Totals } from '../check';
import { formatBytes, formatCount, formatFlops, formatPercent } from '../ui';

/** What the bar on each block is a share of. */
export const SHARES = ['parameters', 'flops', 'memory', 'none'] as const;
export type Share = (typeof SHARES)[number];

export type ShareStore = StoreApi<Share>;

/** @param kept what was chosen before; whatever makes no sense is as it is at first */
export const createShares = (kept: string | null): ShareStore =>
  createStore<Share>(() => SHARES.find((share) => share === kept) ?? 'parameters');

interface Figure {
  readonly label: string;
  readonly of: (counts: Totals) => number;
  readonly format: (value: number) => string;
}

export const FIGURES: Readonly<Record<Exclude<Share, 'none'>, Figure>> = {
  parameters: { label: 'Parameters', of: (counts) => counts.parameters, format: formatCount },
  flops: { label: 'Forward pass', of: (counts) => counts.flops, format: formatFlops },
  memory: { label: 'Activations', of: (counts) => counts.activationBytes, format: formatBytes },
};

export interface Part {
  /** Of the whole, 0 to 1. */
  readonly part: number;
  /** `Parameters: 1.2 k of 4.8 k, 25 %`. */
  readonly text: string;
}

/** A block's part of the whole model; undefined where it has none. */
export function shareOf(share: Share, report: NodeReport | undefined, totals: Totals): Part | undefined {
  if (share === 'none' || !report) return undefined;
  const { label, of, format } = FIGURES[share];
  const [own, whole] = [of(report), of(totals)];
  if (own <= 0 || whole <= 0) return undefined;
  // Weights that blocks share count once in the whole, and on each block that uses them.
  const part = Math.min(1, own / whole);
  return { part, text: `${label}: ${format(own)} of ${format(whole)}, ${formatPercent(part)}` };
}
