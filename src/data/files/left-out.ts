import { type Problem, problem } from '../../problem';

/** Rows that are not used or not used whole, one warning for each reason. */
export class LeftOut {
  readonly #name: string;
  readonly #reasons = new Map<string, { count: number; line: number }>();

  constructor(name: string) {
    this.#name = name;
  }

  add(reason: string, line: number): void {
    const known = this.#reasons.get(reason);
    this.#reasons.set(reason, { count: (known?.count ?? 0) + 1, line: known?.line ?? line });
  }

  warnings(): readonly Problem[] {
    return [...this.#reasons].map(([reason, { count, line }]) =>
      problem({
        code: 'data/option',
        severity: 'warning',
        at: { field: this.#name, line },
        expected: 'rows that can be used whole',
        received: `${count} ${count === 1 ? 'row' : 'rows'} ${reason}, the first at line ${line}`,
        fix: 'Nothing needs to be done; change the file or the options if these rows matter.',
      }),
    );
  }
}
