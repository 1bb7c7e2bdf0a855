import { decoderOf } from '../check';
import { isProblems, tokenizerOf } from '../data';
import { evaluate } from '../evaluate';
import { decode } from '../generate';
import { DeviceFault } from '../kernels';
import { type Problem, problem } from '../problem';
import type { HostServices } from './host-services';
import type { Answer, EvaluationRequest, SamplingOptions } from './protocol';
import type { Run } from './run';

interface Current {
  readonly run: Run | undefined;
  /** The training loop that was begun last. */
  readonly loop: Promise<void> | undefined;
}

/** What uses a run's weights for longer than a moment: writing, and figures on a whole split. One at a time; a new one ends the one before. */
export class Writing {
  readonly #services: HostServices;
  readonly #current: () => Current;
  #now: { cancelled: boolean; readonly measures: boolean; readonly done: Promise<unknown> } | undefined;

  constructor(services: HostServices, current: () => Current) {
    this.#services = services;
    this.#current = current;
  }

  /** Whether figures are being made: of weights that go on changing they would be of no one moment. */
  get measures(): boolean {
    return this.#now?.measures === true;
  }

  cancel(): void {
    if (this.#now) this.#now.cancelled = true;
  }

  /** Continues a text, or goes from a source to a target, symbol by symbol. */
  async generate(fields: Readonly<Record<string, string>>, options: SamplingOptions): Promise<Answer> {
    await this.end();
    const { run } = this.#current();
    const decoder = run && decoderOf(run.model.graph);
    if (!run || !decoder) return { kind: 'problems', problems: [noWeights()] };
    const { data } = decoder;
    const { spec } = data.call;
    const text = tokenizerOf(spec, data.outputs[decoder.predicts]?.vocabulary?.id ?? '').join;
    const writing = decode(run.model, run.trainer.device, decoder, fields, {
      ...options,
      dataset: run.trainer.datasets.get(data.id),
      onSymbols: async (symbols) => {
        this.#services.emit({ type: 'generated', text: text(symbols) });
        await this.#services.turn();
        return !token.cancelled;
      },
    });
    const token = { cancelled: false, measures: false, done: writing.catch(() => undefined) };
    this.#now = token;
    try {
      const decoded = await writing;
      if (isProblems(decoded)) return { kind: 'problems', problems: decoded };
      return { kind: 'generate', text: text(decoded.symbols) };
    } catch (error) {
      // A loop that is under way notices the loss itself; otherwise the model is rebuilt here.
      if (error instanceof DeviceFault && run.state !== 'training') await run.attempt(() => Promise.reject(error));
      throw error;
    } finally {
      if (this.#now === token) this.#now = undefined;
    }
  }

  /** Figures on a whole split, with progress; called off as writing is. */
  async evaluate(request: EvaluationRequest): Promise<Answer> {
    await this.end();
    const { run, loop } = this.#current();
    if (!run) return { kind: 'problems', problems: [noWeights()] };
    const training = () => run.state === 'training';
    if (training()) return { kind: 'problems', problems: [stillTraining()] };
    // A loop that was paused a moment ago may still be at its end.
    await loop;
    const label = `Evaluating on ${request.split}`;
    const measuring = evaluate(run.trainer, {
      ...request,
      onProgress: async (done, total) => {
        this.#services.emit({ type: 'progress', label, done, total, unit: 'examples' });
        await this.#services.turn();
        return !token.cancelled;
      },
      keepOn: async () => {
        await this.#services.turn();
        return !token.cancelled;
      },
    });
    const token = { cancelled: false, measures: true, done: measuring.catch(() => undefined) };
    this.#now = token;
    try {
      return { kind: 'evaluate', evaluation: await measuring };
    } catch (error) {
      if (error instanceof DeviceFault && !training()) await run.attempt(() => Promise.reject(error));
      throw error;
    } finally {
      this.#services.emit({ type: 'progress-done', label });
      if (this.#now === token) this.#now = undefined;
    }
  }

  /** Stops what is being written and waits for it: its weights may be about to go. */
  async end(): Promise<void> {
    if (!this.#now) return;
    this.#now.cancelled = true;
    await this.#now.done;
  }
}

const stillTraining = (): Problem =>
  problem({
    code: 'training/running',
    at: {},
    expected: 'weights that stand still',
    received: 'a model that is being trained',
    fix: 'Pause the training, then evaluate.',
  });

export const noWeights = (): Problem =>
  problem({
    code: 'input/predict',
    at: {},
    expected: 'a trained model that predicts what it is fed',
    received: 'none',
    fix: 'Train the model first. To write, it needs an output on the logits that its loss compares with the data.',
  });
