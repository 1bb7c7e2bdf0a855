import type { RunRecord } from '../metrics';
import { ProblemError } from '../problem';
import type { Checkpoint } from '../train';
import type { HostServices, RunStore } from './host-services';

/** Host copies of a run's states, and what storage has of them. */
export class Keeper {
  /** The last state known to be good: what a lost device is rebuilt from. */
  last: Checkpoint | undefined;
  readonly #run: string;
  readonly #services: HostServices;
  /** Storage refused once; the run goes on without it. */
  #refused = false;
  /** Step of what storage holds. */
  #stored = -1;

  constructor(run: string, services: HostServices) {
    this.#run = run;
    this.#services = services;
  }

  /** What came from storage is there already: a tab that only looked on must not write it back. */
  isStoredAt(step: number): void {
    this.#stored = step;
  }

  /** Takes a state as the last good one, and stores it where that has not been done. False for one that is not finite. */
  async keep(checkpoint: Checkpoint, record: () => RunRecord): Promise<boolean> {
    if (!allFinite(checkpoint)) return false;
    this.last = checkpoint;
    if (checkpoint.step === this.#stored) return true;
    this.#stored = checkpoint.step;
    await this.#write(async (store) => {
      await store.saveCheckpoint(this.#run, 'last', checkpoint);
      await store.saveRun(record());
      this.#services.emit({ type: 'saved', run: this.#run, step: checkpoint.step });
    });
    return true;
  }

  async keepBest(checkpoint: Checkpoint): Promise<void> {
    this.last = checkpoint;
    await this.#write((store) => store.saveCheckpoint(this.#run, 'best', checkpoint));
  }

  /** Writes to storage where there is one. Full or broken storage is shown once and does not end the run. */
  async #write(write: (store: RunStore) => Promise<void>): Promise<void> {
    const { store } = this.#services;
    if (!store || this.#refused) return;
    try {
      await write(store);
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      this.#refused = true;
      this.#services.emit({ type: 'problems', problems: error.problems });
    }
  }
}

/** Whether there is nothing in a checkpoint that training could not go on from. */
function allFinite({ weights }: Checkpoint): boolean {
  for (const { data } of weights.values()) if (!data.every((x) => Number.isFinite(x))) return false;
  return true;
}
