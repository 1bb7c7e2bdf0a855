import type { Checkpoint, Trainer } from '../train';
import type { Journal } from './journal';

/** The weights that validated best in the phase that they are judged by, and how many validations since were no better. */
export class Best {
  #kept:
    | { readonly step: number; readonly phase: number; readonly loss: number; readonly checkpoint: Checkpoint }
    | undefined;
  /** What early stopping counts: validations without a better loss, in the last phase. */
  worse = 0;

  get checkpoint(): Checkpoint | undefined {
    return this.#kept?.checkpoint;
  }

  get step(): number | undefined {
    return this.#kept?.step;
  }

  /** Whether a loss is the least of its phase; with another phase to be judged by, what is best is found anew. */
  isBeatenBy({ phase, loss }: { readonly phase: number; readonly loss: number }): boolean {
    const rival = this.#kept?.phase === phase ? this.#kept.loss : Number.POSITIVE_INFINITY;
    return Number.isFinite(loss) && loss < rival;
  }

  take(found: { readonly step: number; readonly phase: number; readonly loss: number }, checkpoint: Checkpoint): void {
    this.#kept = { step: found.step, phase: found.phase, loss: found.loss, checkpoint };
    this.worse = 0;
  }

  /**
   * The best of an earlier sitting, with the loss it had: the least of its phase.
   *
   * @param now step that the run goes on from; undefined for one that begins anew
   */
  resume(checkpoint: Checkpoint, now: number | undefined, trainer: Trainer, journal: Journal, every: number): void {
    const { step } = checkpoint;
    const phase = trainer.judgeAt(step);
    const loss = journal.leastLoss((one) => trainer.judgeAt(one) === phase);
    if (Number.isFinite(loss)) this.#kept = { step, phase, loss, checkpoint };
    if (now === undefined || every === 0) return;
    for (let at = step - (step % every) + every; at <= now; at += every) if (trainer.inLastPhase(at)) this.worse++;
  }
}
