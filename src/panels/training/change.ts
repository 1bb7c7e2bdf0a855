import type { Phase } from '../../document/schema';

export type Optimizer = Phase['optimizer'];
export type Schedule = Phase['schedule'];

/** Another optimizer, keeping the settings both have. */
export function withOptimizer(from: Optimizer, kind: Optimizer['kind']): Optimizer {
  if (kind === 'sgd') return { kind, momentum: from.kind === 'sgd' ? from.momentum : from.beta1 };
  const { beta1, beta2, epsilon } = from.kind === 'sgd' ? { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } : from;
  if (kind === 'adam') return { kind, beta1, beta2, epsilon };
  return { kind, beta1, beta2, epsilon, decay: from.kind === 'adamw' ? from.decay : 0.01 };
}

/** Another schedule, keeping the warm-up. */
export function withSchedule(from: Schedule, kind: Schedule['kind'], steps: number): Schedule {
  const { warmup } = from;
  if (kind === 'constant') return { kind, warmup };
  if (kind === 'cosine') return { kind, warmup, floor: from.kind === 'cosine' ? from.floor : 0.1 };
  return from.kind === 'step' ? from : { kind, warmup, every: Math.max(1, Math.round(steps / 4)), factor: 0.5 };
}

/** A phase like the last one under the first free name. */
export function nextPhase(phases: readonly Phase[]): Phase | undefined {
  const last = phases[phases.length - 1];
  if (!last) return undefined;
  const names = new Set(phases.map((phase) => phase.name));
  let number = phases.length + 1;
  while (names.has(`phase-${number}`)) number++;
  return { ...last, name: `phase-${number}` };
}

/** Patterns as typed: separated by spaces, commas or lines; nothing means every weight. */
export const readPatterns = (text: string): string[] => {
  const patterns = text.split(/[\s,]+/).filter((pattern) => pattern !== '');
  return patterns.length > 0 ? patterns : ['*'];
};

export const checkPatterns = (text: string): string | undefined => {
  const wrong = readPatterns(text).find((pattern) => !/^[A-Za-z0-9_.*-]+$/.test(pattern));
  return wrong === undefined ? undefined : `“${wrong}” is not a path: use names, dots and *.`;
};

export const checkName = (text: string, others: readonly string[]): string | undefined => {
  if (!/^[A-Za-z0-9_-]{1,80}$/.test(text)) return 'Use letters, digits, _ and -, at most 80.';
  if (['__proto__', 'constructor', 'prototype'].includes(text))
    return `Use another name: ${text} means something else.`;
  return others.includes(text) ? 'Another phase has this name.' : undefined;
};
