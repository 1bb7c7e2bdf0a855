import { createStore, type StoreApi } from 'zustand/vanilla';
import { type Document, serialiseDocument } from '../../document';
import type { ProbeRecord, RunRecord } from '../../metrics';
import { countCarried, describeCarried } from '../../panels/training/carried-text';
import type { Problem } from '../../problem';
import type { Answer, Question, RunStatus, WorkerEvent } from '../../worker';
import type { WorkerClient } from '../../worker/client';
import { type Notify, problemMessage } from '../notices';
import { Figures } from './figures';
import { textToTrain } from './resume';
import { idle, type RunView } from './view';

/** The page's side of training: sends what the person asks for and keeps what comes back. */
export class RunBridge {
  readonly view: StoreApi<RunView> = createStore(() => idle);
  readonly figures: Figures;
  readonly #client: WorkerClient;
  readonly #notify: Notify;
  #step = 0;
  #probe: ProbeRecord | undefined;
  readonly #probeListeners = new Set<() => void>();

  constructor(client: WorkerClient, notify: Notify, figures = new Figures()) {
    this.figures = figures;
    this.#client = client;
    this.#notify = notify;
    client.subscribe((event) => this.#hear(event));
  }

  get step(): number {
    return this.#step;
  }

  readonly probe = {
    get: () => this.#probe,
    subscribe: (listener: () => void) => {
      this.#probeListeners.add(listener);
      return () => {
        this.#probeListeners.delete(listener);
      };
    },
  };

  train(documentId: string, document: Document, once: boolean): void {
    this.view.setState({ problems: [] });
    const { snapshot } = this.view.getState();
    this.#client.send({ type: 'train', documentId, document: textToTrain(document, snapshot), once });
  }

  readonly send = (command: Parameters<WorkerClient['send']>[0]): void => this.#client.send(command);

  readonly ask = (question: Question): Promise<Answer> => this.#client.ask(question);

  setFactor(factor: number): void {
    this.view.setState({ factor });
    this.#client.send({ type: 'learning-rate', factor });
  }

  /** Forgets the run; its last figures may still be on the way, so the page waits before it clears. */
  async reset(): Promise<void> {
    await this.#gone('reset');
    this.#forget();
  }

  /** Something that was wrong has been put right. */
  settle(code: Problem['code']): void {
    this.view.setState({ problems: this.view.getState().problems.filter((problem) => problem.code !== code) });
  }

  /** Turns to another document: lets the run of the last one go, and asks for the one that was kept of this. */
  async turnTo(documentId: string, document: Document): Promise<void> {
    await this.#gone('leave');
    this.#forget(documentId);
    this.#client.send({ type: 'restore', documentId, document: serialiseDocument(document) });
  }

  /** Shows the figures of another run that was kept. */
  show(record: RunRecord): void {
    this.figures.restore(record);
    this.#setProbe(record.probe);
  }

  #forget(documentId = this.view.getState().documentId): void {
    const { backend, work, memory, saved } = this.view.getState();
    this.view.setState({ ...idle, documentId, backend, work, memory, saved }, true);
    this.#step = 0;
    this.figures.clear();
    this.#setProbe(undefined);
  }

  async #gone(type: 'reset' | 'leave'): Promise<void> {
    const { run, state } = this.view.getState();
    if (run === undefined && state !== 'preparing') {
      this.#client.send({ type });
      return;
    }
    const gone = this.#until((view) => view.run === undefined && view.state === 'idle');
    this.#client.send({ type });
    await gone;
  }

  #until(wanted: (view: RunView) => boolean): Promise<void> {
    return new Promise((resolve) => {
      const stop = this.view.subscribe((view) => {
        if (!wanted(view)) return;
        stop();
        resolve();
      });
    });
  }

  #setProbe(record: ProbeRecord | undefined): void {
    this.#probe = record;
    for (const listener of this.#probeListeners) listener();
  }

  #setStatus({ step, ...status }: RunStatus): void {
    this.#step = step;
    const before = this.view.getState();
    const fresh = status.run !== undefined && status.run !== before.run;
    const same =
      status.run === before.run &&
      status.state === before.state &&
      status.steps === before.steps &&
      status.bestStep === before.bestStep &&
      status.snapshot === before.snapshot;
    if (same) return;
    // Another run begins with the rate as scheduled; one that was kept brings its own.
    this.view.setState({
      ...status,
      ...(status.snapshot !== undefined && { trained: status.snapshot }),
      ...(fresh && this.figures.run !== status.run && { factor: 1, evaluation: undefined, evaluating: false }),
    });
  }

  #hear(event: WorkerEvent): void {
    const { view, figures } = this;
    switch (event.type) {
      case 'backend':
        view.setState({ backend: event.backend });
        return;
      case 'status':
        this.#setStatus(event.status);
        return;
      case 'log':
        figures.log(event.run, event.records);
        return;
      case 'validation':
        figures.validated(event.run, event.record);
        return;
      case 'probe':
        this.#setProbe(event.record);
        return;
      case 'progress': {
        const { label, done, total, unit } = event;
        const others = view.getState().work.filter((one) => one.label !== label);
        view.setState({ work: [...others, { label, done, total, unit }] });
        return;
      }
      case 'progress-done':
        view.setState({ work: view.getState().work.filter((one) => one.label !== event.label) });
        return;
      case 'problems':
        view.setState({ problems: merge(view.getState().problems, event.problems) });
        for (const problem of event.problems.slice(0, 2)) this.#notify(problemMessage(problem));
        return;
      case 'notice':
        this.#notify({ title: event.text });
        return;
      case 'carried': {
        const { run, carried } = event;
        view.setState({ carried: { run, weights: carried } });
        if (carried.made.length + carried.dropped.length === 0) return;
        const text = `${describeCarried(carried)} The whole list stands in Training settings.`;
        this.#notify({ title: `${countCarried(carried)} from the run before`, text });
        return;
      }
      case 'restored': {
        const { id, snapshot, changes, carried } = event.record;
        figures.restore(event.record);
        view.setState({
          trained: snapshot,
          carried: carried && { run: id, weights: carried },
          factor: changes.at(-1)?.value ?? 1,
        });
        this.#setProbe(event.record.probe);
        return;
      }
      case 'saved':
        view.setState({ saved: view.getState().saved + 1 });
        return;
      case 'generated':
        view.setState({ generated: event.text });
        return;
      case 'answer':
        // The client gives these to whoever asked.
        return;
      default: {
        const never: never = event;
        throw new Error(`no such event: ${JSON.stringify(never)}`);
      }
    }
  }
}

/** Each fault once, however often it is reported. */
function merge(before: readonly Problem[], now: readonly Problem[]): readonly Problem[] {
  const key = ({ code, at, received }: Problem) => JSON.stringify([code, at, received]);
  const known = new Set(before.map(key));
  return [...before, ...now.filter((problem) => !known.has(key(problem)))];
}
