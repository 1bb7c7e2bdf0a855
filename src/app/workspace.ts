import { createStore, type StoreApi } from 'zustand/vanilla';
import { type Document, parseDocument, serialiseDocument } from '../document';
import { createExamples, type Editor } from '../editor';
import { type Problem, ProblemError, problem } from '../problem';
import { type DocumentEntry, type DocumentStore, keepChoice, readChoice, saveVersion } from '../storage';
import { createClient } from '../worker/client';
import { type Autosave, createAutosave, type SaveState } from './autosave';
import { createOwnership } from './documents/ownership';
import { versionOf } from './documents/version';
import { editorFor } from './editor-for';
import { createNotices, problemMessage, problemsOf } from './notices';
import { createKeptPalette, type KeptPalette } from './personal';
import { RunBridge } from './run/bridge';
import { type ExampleFollower, followExamples } from './run/examples';

export interface WorkspaceState {
  /** Id of the stored document; empty until one is open. */
  readonly id: string;
  readonly saving: SaveState;
  /** Another tab has the document. */
  readonly elsewhere: boolean;
  readonly documents: readonly DocumentEntry[];
}

const LAST = 'wireformer.last';
/** Whether a document has ever been open in this browser. */
export const hasLast = (): boolean => readChoice(LAST) !== null;

/** Milliseconds from the last change to the disk. */
const SAVE_AFTER = 350;
/** Milliseconds that a change waits at most while others follow it. */
const SAVE_WITHIN = 600;
/** A document that rested this long is kept as it was when it is opened again. */
const HOUR = 3_600_000;

interface Saving {
  readonly id: string;
  readonly document: Document;
}

/** Everything that is open in this tab: the document with its editor, the worker, and where things are kept. */
export class Workspace {
  readonly state: StoreApi<WorkspaceState> = createStore(() => ({
    id: '',
    saving: 'saved',
    elsewhere: false,
    documents: [],
  }));
  readonly notices = createNotices();
  readonly run: RunBridge;
  readonly editor: Editor;
  readonly personal: KeptPalette;
  readonly examples: ExampleFollower;
  readonly #autosave: Autosave<Saving>;
  #store: DocumentStore | undefined;
  #asked = false;
  #revision = 0;
  readonly #ownership = createOwnership({
    onFree: (id) => this.#own(id),
    handOver: (id) => this.#handOver(id),
    onGone: (id) => this.#fix(id, true),
  });
  /** Document whose owner was told that it is not saved. */
  #warned: string | undefined;
  /** What is kept of the open document; edits that lead back to it need no save. */
  #kept: Document | undefined;

  constructor() {
    this.run = new RunBridge(createClient(), this.notices.notify);
    this.personal = createKeptPalette(this.notices.notify, (error) => this.report(problemsOf(error)));
    const examples = createExamples();
    this.editor = editorFor({ run: this.run, personal: this.personal, examples, report: this.report });
    this.examples = followExamples(this.editor, this.run, examples);
    this.#autosave = createAutosave({
      save: ({ id, document }) => this.#save(id, document),
      delay: SAVE_AFTER,
      longest: SAVE_WITHIN,
      onState: (saving) => this.state.setState({ saving }),
      onError: (error) => this.report(problemsOf(error)),
    });
    this.run.view.subscribe((now, before) => {
      if (now.trained !== before.trained) this.#setTrained(now.trained);
    });
    this.editor.document.subscribe((now, before) => {
      const { id, elsewhere } = this.state.getState();
      if (now.document === before.document || id === '' || elsewhere) return;
      if (now.document !== this.#kept) this.#autosave.put({ id, document: now.document });
      const { probe } = now.document.training;
      if (probe !== before.document.training.probe) this.run.send({ type: 'probe', fields: probe });
    });
  }

  readonly report = (problems: readonly Problem[]): void => {
    for (const problem of problems.slice(0, 3)) this.notices.notify(problemMessage(problem));
  };

  /** Where documents are kept; without it the page works, and says that nothing is kept. */
  keepIn(store: DocumentStore): void {
    this.#store = store;
  }

  /** What was kept by a version of the page that cannot be read any more has nothing to be compared with. */
  #setTrained(text: string | undefined): void {
    const parsed = text === undefined ? undefined : parseDocument(text);
    this.editor.setTrained(parsed && 'document' in parsed ? parsed.document : undefined);
  }

  flush(): Promise<boolean> {
    return this.#autosave.flush();
  }

  async refresh(): Promise<void> {
    if (this.#store) this.state.setState({ documents: await this.#store.list() });
  }

  /** The document that was open last, or the newest. */
  lastId(): string | undefined {
    const last = readChoice(LAST);
    const { documents } = this.state.getState();
    return documents.find((entry) => entry.id === last)?.id ?? documents[0]?.id;
  }

  /** Opens a document that is kept here; false where there is none of this id. */
  async openStored(id: string): Promise<boolean> {
    const stored = await this.#store?.load(id);
    if (!stored) return false;
    const parsed = parseDocument(stored.text);
    if ('problems' in parsed) throw new ProblemError(parsed.problems);
    if (Date.now() - stored.updated > HOUR) await saveVersion(versionOf(id, stored.text, 'opened', stored.updated));
    await this.#show(id, parsed.document, stored.revision);
    return true;
  }

  /** Whether a document has been asked for: what the page would begin with gives way to it. */
  get asked(): boolean {
    return this.#asked;
  }

  /** Opens a document as a new one: nothing that is kept is ever written over. Gives its id, unless another was opened meanwhile. */
  async openNew(document: Document): Promise<string | undefined> {
    const id = crypto.randomUUID();
    await this.#show(id, document, undefined);
    await this.flush();
    return this.state.getState().id === id ? id : undefined;
  }

  /** Opens a text as a new document, or says why it cannot be. */
  async openText(text: string): Promise<boolean> {
    const parsed = parseDocument(text);
    if ('problems' in parsed) {
      this.report(parsed.problems);
      return false;
    }
    await this.openNew(parsed.document);
    return true;
  }

  async openCopy(): Promise<void> {
    const { document } = this.editor.document.getState();
    await this.openNew({ ...document, meta: { ...document.meta, name: `${document.meta.name} (copy)` } });
  }

  /** Where documents are kept, if anywhere. */
  get store(): DocumentStore | undefined {
    return this.#store;
  }

  text(): string {
    return serialiseDocument(this.editor.document.getState().document);
  }

  /** @param revision of what is kept; undefined for a document that is not kept yet */
  async #show(id: string, document: Document, revision: number | undefined): Promise<void> {
    this.#asked = true;
    await this.#leave();
    this.#revision = revision ?? 0;
    this.#kept = revision === undefined ? undefined : document;
    this.state.setState({ id: '', elsewhere: false });
    this.editor.setReadOnly(false);
    this.editor.open(document);
    this.state.setState({ id, saving: 'saved' });
    keepChoice(LAST, id);
    if (revision === undefined) this.#autosave.put({ id, document });
    const owner = await this.#ownership.turnTo(id);
    // Another document may have been opened meanwhile.
    if (this.state.getState().id !== id) return;
    this.#fix(id, !owner);
    await this.run.turnTo(id, document);
    await this.refresh();
  }

  /** Nothing that could not be written is left behind without a word; who asks again goes on. */
  async #leave(): Promise<void> {
    const { id } = this.state.getState();
    if ((await this.flush()) || this.#warned === id) return;
    this.#warned = id;
    throw new ProblemError([
      problem({
        code: 'storage/failed',
        at: { field: this.editor.document.getState().document.meta.name },
        expected: 'the open document to be saved first',
        received: 'changes that could not be written',
        fix: 'Export it as a file, then open the other one again.',
      }),
    ]);
  }

  /** Makes the open document read-only, or lets it be changed. */
  #fix(id: string, elsewhere: boolean): void {
    if (this.state.getState().id !== id) return;
    this.state.setState({ elsewhere });
    this.editor.setReadOnly(elsewhere);
  }

  /** Asks the tab that has the open document for it: what was changed there comes along. */
  takeOver(): Promise<void> {
    return this.#ownership.takeOver(this.state.getState().id);
  }

  /** Another tab asks for the document: all that was done here is kept first, the run with its weights too. */
  async #handOver(id: string): Promise<boolean> {
    const isOpen = () => this.state.getState().id === id;
    let done = false;
    this.editor.setReadOnly(true);
    try {
      if (!(await this.flush())) return false;
      if (isOpen()) await this.run.turnTo(id, this.editor.document.getState().document);
      done = true;
      return true;
    } finally {
      // It stays here, and can be changed here, whatever stood in the way.
      if (!done && isOpen()) this.editor.setReadOnly(false);
    }
  }

  /** The other tab has let the document go: it may have changed there. */
  async #own(id: string): Promise<void> {
    const stored = await this.#store?.load(id);
    if (this.state.getState().id !== id) return;
    const parsed = stored && parseDocument(stored.text);
    this.#fix(id, false);
    if (!stored || !parsed || 'problems' in parsed) return;
    this.#revision = stored.revision;
    this.#kept = parsed.document;
    this.editor.open(parsed.document);
    await this.run.turnTo(id, parsed.document);
    this.notices.notify({ title: 'The other tab let this document go; it can be changed here now.', tone: 'good' });
  }

  async #save(id: string, document: Document): Promise<void> {
    if (!this.#store) return;
    const revision = ++this.#revision;
    const { name } = document.meta;
    const text = serialiseDocument(document);
    const now = this.editor.document.getState();
    const parameters = now.document === document ? now.check.totals.parameters : undefined;
    const figures = parameters === undefined ? {} : { figures: { blocks: document.graph.nodes.length, parameters } };
    await this.#store.save({ id, name, text, revision, updated: Date.now(), ...figures });
    this.#kept = document;
    await this.refresh();
  }
}
