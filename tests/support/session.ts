import { nodeServices } from '../../src/cli/services';
import { type Document, serialiseDocument } from '../../src/document';
import {
  type BackendChoice,
  type Command,
  type Question,
  type RunStore,
  Session,
  type WorkerEvent,
} from '../../src/worker';
import { checker } from './graph';

type Of<T extends WorkerEvent['type']> = Extract<WorkerEvent, { readonly type: T }>;

/** A session as the page uses it, with everything it says kept. */
export class TestSession {
  readonly events: WorkerEvent[] = [];
  readonly session: Session;
  #questions = 0;

  constructor(store?: RunStore) {
    const services = nodeServices((event) => this.events.push(event));
    this.session = new Session(checker, { ...services, store });
  }

  send(command: Command): Promise<void> {
    return this.session.handle(command);
  }

  backend(backend: BackendChoice): Promise<void> {
    return this.send({ type: 'configure', backend });
  }

  train(document: Document, more: { readonly once?: boolean; readonly until?: number } = {}): Promise<void> {
    return this.send({
      type: 'train',
      documentId: 'test',
      document: serialiseDocument(document),
      once: more.once === true,
      ...(more.until === undefined ? {} : { until: more.until }),
    });
  }

  async ask(question: Question): Promise<Of<'answer'>['answer']> {
    const id = ++this.#questions;
    await this.send({ type: 'ask', id, question });
    const found = this.all('answer').find((event) => event.id === id);
    if (!found) throw new Error('no answer came');
    return found.answer;
  }

  all<T extends WorkerEvent['type']>(type: T): Of<T>[] {
    return this.events.filter((event): event is Of<T> => event.type === type);
  }

  last<T extends WorkerEvent['type']>(type: T): Of<T> {
    const event = this.all(type).at(-1);
    if (!event) throw new Error(`no event of type ${type}`);
    return event;
  }

  get losses(): number[] {
    return this.all('log').flatMap((event) => event.records.map((record) => record.loss));
  }

  get problems() {
    return this.all('problems').flatMap((event) => event.problems);
  }

  /** Waits until an event has come that passes; what a test waits for must come, or it times out. */
  async until(passes: (event: WorkerEvent) => boolean): Promise<void> {
    while (!this.events.some(passes)) await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
