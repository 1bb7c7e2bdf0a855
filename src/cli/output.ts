import { type Problem, showProblem } from '../problem';

/** Something is wrong with the input: exit code 1. */
export class InputError extends Error {
  readonly problems: readonly Problem[];
  constructor(problems: readonly Problem[]) {
    super(problems.map(showProblem).join('\n'));
    this.name = 'InputError';
    this.problems = problems;
  }
}

export const out = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

export const err = (text: string): void => {
  process.stderr.write(`${text}\n`);
};

/** One JSON object on one line; figures that are no number become null. */
export const outJson = (value: unknown): void => out(JSON.stringify(value));

/** A line that is drawn over, on a terminal; nothing elsewhere. */
export function overwrite(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[2K${text}`);
}

export function bar(done: number, total: number, width = 24): string {
  const filled = total > 0 ? Math.round((width * Math.min(done, total)) / total) : 0;
  return `${'█'.repeat(filled)}${'░'.repeat(width - filled)}`;
}

export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return '–';
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
  return `${Math.floor(whole / 3600)} h ${String(Math.floor((whole % 3600) / 60)).padStart(2, '0')} min`;
}
